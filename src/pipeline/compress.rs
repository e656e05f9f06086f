//! Ready-made compressed copies of texts, for other hosts (`[build] compress = true`): `.br` and `.gz`
//! beside each file in `public/`, as nginx (`gzip_static`, `brotli_static`) and others serve them.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Smaller files do not gain what a second file costs.
const SMALLEST: usize = 1024;

/// Brotli's effort. The highest (11) takes ten times as long for a few percent.
const BROTLI_QUALITY: u32 = 9;

/// Brotli's window, as a power of two: larger than any page.
const BROTLI_WINDOW: u32 = 20;

/// The endings of files that hold text.
const TEXTS: &[&str] = &[
    ".html", ".css", ".js", ".svg", ".xml", ".atom", ".json", ".jsonld", ".txt",
];

/// The compressed copies of a file, each with its name; none for what is small or no text, and none
/// that is no smaller.
pub(super) fn copies(path: &str, bytes: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    if bytes.len() < SMALLEST || !TEXTS.iter().any(|ending| path.ends_with(ending)) {
        return Ok(Vec::new());
    }
    let gz = {
        // No name and no time in the header: the same text gives the same bytes.
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        encoder.finish()?
    };
    let br = {
        let mut encoder =
            brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
        encoder.write_all(bytes)?;
        encoder.flush()?;
        encoder.into_inner()
    };
    let copies = [(format!("{path}.br"), br), (format!("{path}.gz"), gz)];
    Ok(copies
        .into_iter()
        .filter(|(_, copy)| copy.len() < bytes.len())
        .collect())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn copies_hold_the_text_and_nothing_else() {
        let text = "wijkaanpak en nog eens wijkaanpak ".repeat(100);
        let copies = copies("x/index.html", text.as_bytes()).unwrap();
        assert_eq!(copies.len(), 2);
        let mut read = String::new();
        brotli::Decompressor::new(&copies[0].1[..], 4096)
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, text);
        read.clear();
        flate2::read::GzDecoder::new(&copies[1].1[..])
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn small_files_and_pictures_have_none() {
        assert!(copies("a.html", b"kort").unwrap().is_empty());
        assert!(copies("a.png", &[0; 5000]).unwrap().is_empty());
    }
}
