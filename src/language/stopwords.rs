//! Stop words: words so common that they say nothing about a page's subject.
//!
//! They are indexed all the same, since phrases need them; a query leaves them out unless nothing
//! else is asked.

use rustc_hash::FxHashSet;

/// The list, one folded form a line; `#` begins a comment.
#[derive(Debug, Default)]
pub struct StopWords(FxHashSet<&'static str>);

impl StopWords {
    /// Reads the list.
    pub fn parse(list: &'static str) -> Self {
        let lines = list
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default());
        StopWords(lines.flat_map(str::split_whitespace).collect())
    }

    /// Whether the folded `form` is on the list.
    pub fn contains(&self, form: &str) -> bool {
        self.0.contains(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_list() {
        let stop = StopWords::parse("# kop\nde het # lidwoorden\n\neen\n");
        assert!(stop.contains("het"));
        assert!(!stop.contains("lidwoorden"));
        assert!(!stop.contains(""));
    }
}
