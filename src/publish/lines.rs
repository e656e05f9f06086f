//! The text format that the manifest, the pointer, the ledger and the records share.
//!
//! A first line with the name and version of the format, then lines of fields separated by tabs, and
//! a last line with the BLAKE3 hash of all before it. A file that was cut off or edited does not
//! match its last line; a file of a later version does not match the first.

use std::fmt::Write;

/// The bytes of the last line.
pub(super) const SEAL: u64 = "end\t\n".len() as u64 + 2 * blake3::OUT_LEN as u64;

/// Text that is being written.
pub(super) struct Lines(String);

impl Lines {
    /// Starts a text of the format `name`.
    pub(super) fn of(name: &str) -> Self {
        Lines(format!("{name}\t1\n"))
    }

    /// Room for so many bytes more.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.0.reserve(bytes);
    }

    /// Adds one line.
    pub(super) fn line(&mut self, fields: &[&str]) {
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                self.0.push('\t');
            }
            self.0.push_str(field);
        }
        self.0.push('\n');
    }

    /// Adds a field and the tab after it.
    pub(super) fn field(&mut self, field: &str) {
        self.0.push_str(field);
        self.0.push('\t');
    }

    /// Adds a number and the tab after it.
    pub(super) fn number(&mut self, number: u64) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{number}\t");
    }

    /// Adds the last field of a line.
    pub(super) fn last(&mut self, field: &str) {
        self.0.push_str(field);
        self.0.push('\n');
    }

    /// The text with its last line.
    pub(super) fn seal(mut self) -> String {
        let hash = blake3::hash(self.0.as_bytes()).to_hex();
        self.line(&["end", &hash]);
        self.0
    }
}

/// The lines between the first and the last, if the text is whole and of the format `name`.
pub(super) fn unseal<'a>(name: &str, bytes: &'a [u8]) -> Option<impl Iterator<Item = &'a str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let body = text.strip_suffix('\n')?;
    let (body, end) = body.rsplit_once('\n')?;
    let hash = blake3::Hash::from_hex(end.strip_prefix("end\t")?).ok()?;
    if blake3::hash(&bytes[..body.len() + 1]) != hash {
        return None;
    }
    body_lines(name, body)
}

/// The whole lines of a text that may have been cut off; none where even the first is not right.
pub(super) fn salvage<'a>(name: &str, bytes: &'a [u8]) -> impl Iterator<Item = &'a str> {
    let whole = bytes
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(&bytes[..0], |last| &bytes[..last]);
    std::str::from_utf8(whole)
        .ok()
        .and_then(|body| body_lines(name, body))
        .into_iter()
        .flatten()
}

fn body_lines<'a>(name: &str, body: &'a str) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
    let mut lines = body.split('\n');
    let first = lines.next()?;
    (first.strip_prefix(name)? == "\t1").then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_or_changed_text_is_refused() {
        let mut lines = Lines::of("proef");
        lines.line(&["a", "1"]);
        lines.line(&["b", "2"]);
        let text = lines.seal();
        let read: Vec<_> = unseal("proef", text.as_bytes()).unwrap().collect();
        assert_eq!(read, ["a\t1", "b\t2"]);
        assert!(unseal("ander", text.as_bytes()).is_none());
        for end in 0..text.len() {
            assert!(unseal("proef", &text.as_bytes()[..end]).is_none(), "{end}");
        }
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(unseal("proef", &bytes).is_none(), "{at}");
        }
    }

    #[test]
    fn what_is_whole_of_a_cut_text_can_be_salvaged() {
        let read: Vec<_> = salvage("proef", b"proef\t1\na\t1\nb\t").collect();
        assert_eq!(read, ["a\t1"]);
        assert_eq!(salvage("proef", b"proef\t1").count(), 0);
        assert_eq!(salvage("proef", b"").count(), 0);
        assert_eq!(salvage("proef", b"\xff\xff\n").count(), 0);
    }
}
