//! What is written: HTML and, in step with it, plain text.
//!
//! Everything that points into the two (slots, runs, links, citations, headings) is kept here as
//! well, so that a stretch of output can be moved as one (see [`pieces`](super::pieces)).

use memchr::memmem;

use super::document::{CitationGroup, Fill, Heading, Link, Slot, TextRun};
use super::mask;
use super::punctuation::{self, Typography};

/// The output so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) html: String,
    pub(super) text: String,
    pub(super) holes: Vec<Hole>,
    pub(super) runs: Vec<TextRun>,
    pub(super) links: Vec<Link>,
    pub(super) citations: Vec<CitationGroup>,
    pub(super) outline: Vec<Heading>,
    /// Byte in `html` at which the last run ends.
    pub(super) run_end: u32,
}

/// A place in the HTML that is filled later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hole {
    pub(super) at: u32,
    pub(super) what: What,
}

/// What a hole is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A slot, filled by a later stage.
    Slot(Fill),
    /// The id of a heading, filled at the end of this one.
    HeadingId(u32),
}

impl Output {
    /// An output with room for what a body of `len` bytes usually becomes.
    pub(super) fn with_capacity(len: usize) -> Self {
        let mut output = Output::default();
        output.html.reserve(len + len / 4);
        output.text.reserve(len);
        output
    }

    /// Writes HTML that is no text.
    pub(super) fn tag(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Leaves a hole in the HTML.
    pub(super) fn hole(&mut self, what: What) {
        self.holes.push(Hole {
            at: self.html.len() as u32,
            what,
        });
        // What fills it stands between the text before and the text after.
        self.run_end = u32::MAX;
    }

    /// Begins a new block: a new line in both, unless there is one.
    pub(super) fn block(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
        self.line();
    }

    /// Begins a new line in the plain text.
    pub(super) fn line(&mut self) {
        self.trim_text();
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Removes spaces at the end of the plain text, also from the last run: what follows (the end
    /// of a block, a citation) leaves no words there.
    pub(super) fn trim_text(&mut self) {
        let len = self.text.trim_end_matches(' ').len();
        if len == self.text.len() {
            return;
        }
        self.text.truncate(len);
        while let Some(run) = self.runs.last_mut()
            && (run.text + run.len) as usize > len
        {
            run.len = (len as u32).saturating_sub(run.text);
            // The HTML behind the run is longer now, so that nothing may be joined to it.
            self.run_end = u32::MAX;
            if run.len > 0 {
                break;
            }
            self.runs.pop();
        }
    }

    /// Writes text: escaped to the HTML, plain to the text. With `linkable` it becomes a run.
    pub(super) fn text(&mut self, text: &str, typography: Typography, linkable: bool) {
        let (html_start, text_start) = (self.html.len() as u32, self.text.len() as u32);
        let bytes = text.as_bytes();
        let (mut plain, mut at) = (0, 0);
        while let Some(step) = special(&bytes[at..]) {
            at += step;
            let byte = bytes[at];
            if matches!(byte, b'"' | b'\'' | b'-' | b'.') {
                // The usual full stop or hyphen stands alone and stays what it is.
                let alone = matches!(byte, b'-' | b'.') && bytes.get(at + 1) != Some(&byte);
                if alone || typography == Typography::Plain {
                    at += 1;
                    continue;
                }
                self.push_both(&text[plain..at]);
                let before = self.text.chars().next_back();
                let (set, used) = punctuation::set(before, &text[at..]);
                self.push_both(set);
                at += used;
                plain = at;
                continue;
            }
            self.push_both(&text[plain..at]);
            let (html, shown) = match byte {
                b'&' => ("&amp;", "&"),
                b'<' => ("&lt;", "<"),
                b'>' => ("&gt;", ">"),
                mask::PIPE => ("|", "|"),
                mask::OPEN => ("{", "{"),
                mask::CLOSE => ("}", "}"),
                0 => ("\u{fffd}", "\u{fffd}"),
                b'\r' if bytes.get(at + 1) != Some(&b'\n') => ("\n", "\n"),
                _ => ("", ""),
            };
            self.html.push_str(html);
            self.text.push_str(shown);
            at += 1;
            plain = at;
        }
        self.push_both(&text[plain..]);
        if linkable {
            self.run(html_start, text_start);
        }
    }

    fn push_both(&mut self, text: &str) {
        self.html.push_str(text);
        self.text.push_str(text);
    }

    /// Makes what was written since a run, joined to the last one where nothing stands between.
    fn run(&mut self, html: u32, text: u32) {
        let len = self.text.len() as u32 - text;
        if len == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if self.run_end == html && last.text + last.len == text => last.len += len,
            _ => self.runs.push(TextRun { text, html, len }),
        }
        self.run_end = self.html.len() as u32;
    }

    /// Fills in the ids of the headings; what is left are slots.
    pub(super) fn settle_headings(&mut self) -> Vec<Slot> {
        let extra: usize = self.outline.iter().map(|h| h.id.len() + 6).sum();
        let mut slots = Vec::with_capacity(self.holes.len());
        if extra == 0 {
            slots.extend(self.holes.iter().filter_map(|h| h.slot(h.at)));
            return slots;
        }
        let mut html = String::with_capacity(self.html.len() + extra);
        let (mut copied, mut run) = (0, 0);
        for hole in &self.holes {
            let at = hole.at as usize;
            let What::HeadingId(index) = hole.what else {
                let grown = html.len() - copied;
                slots.extend(hole.slot((at + grown) as u32));
                continue;
            };
            let grown = (html.len() - copied) as u32;
            while run < self.runs.len() && self.runs[run].html < hole.at {
                self.runs[run].html += grown;
                run += 1;
            }
            html.push_str(&self.html[copied..at]);
            copied = at;
            html.push_str(" id=\"");
            attribute(&mut html, &self.outline[index as usize].id);
            html.push('"');
        }
        let grown = (html.len() - copied) as u32;
        for run in &mut self.runs[run..] {
            run.html += grown;
        }
        html.push_str(&self.html[copied..]);
        self.html = html;
        slots
    }
}

impl Hole {
    fn slot(&self, at: u32) -> Option<Slot> {
        match self.what {
            What::Slot(fill) => Some(Slot { at, fill }),
            What::HeadingId(_) => None,
        }
    }
}

/// Writes `value` to `html` as the inside of a quoted attribute.
pub(super) fn attribute(html: &mut String, value: &str) {
    let mut plain = 0;
    for (at, byte) in value.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            mask::PIPE => "|",
            mask::OPEN => "{",
            mask::CLOSE => "}",
            b'\n' | b'\t' => " ",
            0..0x20 => "",
            _ => continue,
        };
        html.push_str(&value[plain..at]);
        html.push_str(escaped);
        plain = at + 1;
    }
    html.push_str(&value[plain..]);
}

/// Number of words: stretches without white space that hold a letter or a digit.
///
/// Counting stops at `limit`.
pub(super) fn words(text: &str, limit: usize) -> usize {
    // Words are short, so that a branch at each byte would be guessed wrong too often.
    let (mut count, mut counted) = (0, false);
    for byte in text.bytes() {
        let wordy = is_wordy(byte);
        count += usize::from(wordy & !counted);
        counted = (counted | wordy) & (byte > b' ');
        if count == limit {
            break;
        }
    }
    count
}

/// Where the first byte stands that cannot be written as it is. Letters, spaces and commas can, and
/// are passed sixteen at a time.
fn special(bytes: &[u8]) -> Option<usize> {
    let mut passed = 0;
    let usual = |byte: &u8| (*byte >= b'A') | (*byte == b' ') | (*byte == b',');
    for sixteen in bytes.as_chunks::<16>().0 {
        if !sixteen.iter().fold(true, |all, byte| all & usual(byte))
            && let Some(at) = sixteen.iter().position(|&byte| SPECIAL[byte as usize])
        {
            return Some(passed + at);
        }
        passed += 16;
    }
    let rest = bytes[passed..].iter();
    let at = rest.clone().position(|&byte| SPECIAL[byte as usize])?;
    Some(passed + at)
}

/// Number of words of a whole page: stretches without white space, lone dashes aside. Unlike
/// [`words`] it keeps no state from one byte to the next, so that many are looked at at once.
pub(super) fn all_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let begins = |(before, byte): (&u8, &u8)| (*before <= b' ') & (*byte > b' ');
    let first = usize::from(bytes.first().is_some_and(|&byte| byte > b' '));
    let rest = bytes.get(1..).unwrap_or_default();
    // So many at a time that a byte can count them.
    let chunks = bytes.chunks(255).zip(rest.chunks(255));
    let of_chunk = |(before, after): (&[u8], &[u8])| {
        let pairs = before.iter().zip(after);
        usize::from(pairs.map(|pair| u8::from(begins(pair))).sum::<u8>())
    };
    let stretches = first + chunks.map(of_chunk).sum::<usize>();
    stretches - memmem::find_iter(bytes, " – ").count()
}

/// Whether a byte of UTF-8 is, or begins, a letter or a digit. The blocks of Latin-1 and of general
/// punctuation (lead bytes C2 and E2) hold dashes, quotes and signs.
fn is_wordy(byte: u8) -> bool {
    WORDY[byte as usize]
}

/// [`is_wordy`], for every byte.
static WORDY: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || (byte >= 0xc3 && byte != 0xe2);
        byte += 1;
    }
    table
};

/// Bytes at which writing text stops to look.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = byte != b'\n' as usize && byte != b'\t' as usize;
        byte += 1;
    }
    let mut at = 0;
    let marks = b"&<>\"'-.";
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[(&str, bool)]) -> Output {
        let mut output = Output::default();
        for (text, linkable) in pieces {
            output.text(text, Typography::Dutch, *linkable);
        }
        output
    }

    #[test]
    fn text_is_escaped_and_kept_in_step() {
        let output = written(&[("a < b & \"c\"\0", true)]);
        assert_eq!(output.html, "a &lt; b &amp; “c”\u{fffd}");
        assert_eq!(output.text, "a < b & “c”\u{fffd}");
        assert_eq!(
            output.runs,
            [TextRun {
                text: 0,
                html: 0,
                len: output.text.len() as u32
            }]
        );
    }

    #[test]
    fn runs_join_only_where_nothing_stands_between() {
        let mut output = written(&[("een ", true), ("twee", true)]);
        assert_eq!(output.runs.len(), 1);
        output.tag("<em>");
        output.text("drie", Typography::Plain, true);
        assert_eq!(output.runs.len(), 2);
        output.text("!", Typography::Plain, false);
        output.text("vier", Typography::Plain, true);
        assert_eq!(output.runs.len(), 3);
        // What fills a hole stands between as well.
        output.hole(What::Slot(Fill::Citation(0)));
        output.text("en", Typography::Plain, true);
        assert_eq!(output.runs.len(), 4);
    }

    #[test]
    fn special_bytes_are_found_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                let mut bytes = *b"Een wijk, 12 buurten en (veel) bewoners!";
                bytes[at] = byte;
                for bytes in [&bytes[..], &bytes[7..]] {
                    let naive = bytes.iter().position(|&b| SPECIAL[usize::from(b)]);
                    assert_eq!(special(bytes), naive, "{byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn words_are_counted() {
        for (text, count) in [
            ("", 0),
            ("één twee – drie … “vier”", 4),
            ("’80 40+ &", 2),
            ("ĳs\tzee\nvis", 3),
        ] {
            assert_eq!(words(text, usize::MAX), count, "{text}");
        }
        assert_eq!(words("a b c", 2), 2);
        for (text, count) in [("", 0), ("één (twee) – drie\n“vier”  ", 4), ("a", 1)] {
            assert_eq!(all_words(text), count, "{text}");
        }
    }
}
