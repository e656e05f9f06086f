//! “Bedoelde u …?”: the candidate nearest to what was written.

/// The candidate nearest to `wanted`, if one is near enough to be what was meant.
///
/// Nearness is Damerau-Levenshtein distance over lower-cased characters, at most a third of the
/// word's length (and at least one edit). Ties go to the candidate that comes first.
pub fn nearest<'a, I>(wanted: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let wanted: String = wanted.chars().take(120).collect::<String>().to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    let length = wanted.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let count = candidate.chars().count();
        if count.abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["summary", "sources", "status"];
        assert_eq!(nearest("sumary", keys), Some("summary"));
        assert_eq!(nearest("Source", keys), Some("sources"));
        assert_eq!(nearest("titel", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
