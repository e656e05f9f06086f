//! The manifest as text.
//!
//! In: the lines of `generations/N.manifest`; out: a [`Manifest`], sorted by path, of which every
//! number has been checked; and back. The same content gives the same bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use blake3::Hash;

use super::lines::{self, Lines};
use super::manifest::{Entry, IndexFolder, Location, Manifest};
use super::{PublishError, path};

const FORMAT: &str = "wijkgids-manifest";

impl Manifest {
    /// The manifest as text.
    pub(super) fn encode(&self) -> String {
        let mut types: BTreeMap<&str, u64> = BTreeMap::new();
        for entry in self.stored() {
            types.insert(&entry.content_type, 0);
        }
        let mut text = Lines::of(FORMAT);
        text.reserve(self.entries.len() * 160 + 4096);
        let previous = self.previous.map_or("-".to_owned(), |n| n.to_string());
        text.line(&["generation", &self.generation.to_string(), &previous]);
        for (name, value) in &self.options {
            text.line(&["option", name, value]);
        }
        for (number, (name, place)) in types.iter_mut().enumerate() {
            *place = number as u64;
            text.line(&["type", name]);
        }
        for (pack, len) in &self.packs {
            text.line(&["pack", &pack.to_string(), &len.to_string()]);
        }
        if let Some(index) = &self.index {
            text.line(&["index", &index.name.to_string(), &index.fingerprint]);
            for (name, len) in &index.files {
                text.line(&["segment", &len.to_string(), name]);
            }
        }
        let mut stored = |word: &str, entry: &Entry| {
            text.field(word);
            text.field(&entry.hash.to_hex());
            text.number(entry.place.len);
            text.number(entry.place.pack.into());
            text.number(entry.place.offset);
            text.number(types[&*entry.content_type]);
            text.last(&entry.path);
        };
        for table in self.tables.values() {
            stored("table", table);
        }
        for entry in &self.entries {
            stored(if entry.hosts_only { "host" } else { "page" }, entry);
        }
        for (from, to) in &self.redirects {
            text.line(&["redirect", from, to]);
        }
        for path in &self.gone {
            text.line(&["gone", path]);
        }
        text.seal()
    }

    /// Reads a manifest, or says what is wrong with it.
    pub(super) fn decode(bytes: &[u8]) -> Result<Manifest, PublishError> {
        let lines = lines::unseal(FORMAT, bytes)
            .ok_or_else(|| PublishError::damaged("a manifest was cut off or changed"))?;
        let mut reader = Reader::default();
        for line in lines {
            reader.take(line).ok_or_else(|| {
                PublishError::damaged(format!("a manifest has a line `{}`", line.escape_debug()))
            })?;
        }
        Ok(reader.manifest)
    }

    /// The files that a damaged manifest still names: enough to recognise the tool's own work in an
    /// output folder, and not enough to publish from.
    pub(super) fn salvage(bytes: &[u8]) -> Manifest {
        let mut reader = Reader::default();
        for line in lines::salvage(FORMAT, bytes) {
            // A line that cannot be read names no file.
            let _ = reader.take(line);
        }
        reader.manifest
    }
}

/// The manifest so far, and the media types that its lines refer to by number.
#[derive(Default)]
struct Reader {
    manifest: Manifest,
    types: Vec<Arc<str>>,
}

impl Reader {
    fn take(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once('\t')?;
        let mut fields = rest.split('\t');
        let manifest = &mut self.manifest;
        match word {
            "page" | "host" => {
                let mut entry = self.entry(fields)?;
                entry.hosts_only = word == "host";
                let last = self.manifest.entries.last();
                if last.is_some_and(|last| last.path >= entry.path) {
                    return None;
                }
                path::stored(&entry.path).ok()?;
                self.manifest.entries.push(entry);
                return Some(());
            }
            "table" => {
                let entry = self.entry(fields)?;
                let name = entry.path.to_string();
                self.manifest.tables.insert(name, entry);
                return Some(());
            }
            "generation" => {
                manifest.generation = fields.next()?.parse().ok()?;
                manifest.previous = match fields.next()? {
                    "-" => None,
                    number => Some(number.parse().ok()?),
                };
            }
            "option" => {
                let (name, value) = (fields.next()?, fields.next()?);
                manifest.options.insert(name.to_owned(), value.to_owned());
            }
            "type" => self.types.push(fields.next()?.into()),
            "pack" => {
                let (pack, len) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
                manifest.packs.insert(pack, len);
            }
            "index" => {
                manifest.index = Some(IndexFolder {
                    name: fields.next()?.parse().ok()?,
                    fingerprint: fields.next()?.to_owned(),
                    files: Vec::new(),
                });
            }
            "segment" => {
                let len = fields.next()?.parse().ok()?;
                let name = fields.next()?.to_owned();
                manifest.index.as_mut()?.files.push((name, len));
            }
            "redirect" => {
                let (from, to) = (fields.next()?, fields.next()?);
                manifest.redirects.insert(from.to_owned(), to.to_owned());
            }
            "gone" => {
                manifest.gone.insert(fields.next()?.to_owned());
            }
            _ => return None,
        }
        fields.next().is_none().then_some(())
    }

    fn entry<'a>(&self, mut fields: impl Iterator<Item = &'a str>) -> Option<Entry> {
        let hash = Hash::from_hex(fields.next()?).ok()?;
        let place = Location {
            len: fields.next()?.parse().ok()?,
            pack: fields.next()?.parse().ok()?,
            offset: fields.next()?.parse().ok()?,
        };
        let content_type = self
            .types
            .get(fields.next()?.parse::<usize>().ok()?)?
            .clone();
        let path = fields.next()?.into();
        let end = place.offset.checked_add(place.len)?;
        let held = match place.pack {
            0 => 0,
            pack => *self.manifest.packs.get(&pack)?,
        };
        if end > held || fields.next().is_some() {
            return None;
        }
        Some(Entry {
            path,
            hash,
            content_type,
            hosts_only: false,
            place,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(path: &str, offset: u64, bytes: &[u8]) -> Entry {
        Entry {
            path: path.into(),
            hash: blake3::hash(bytes),
            content_type: path::content_type(path).into(),
            hosts_only: path.starts_with("stub"),
            place: Location {
                pack: 3,
                offset,
                len: bytes.len() as u64,
            },
        }
    }

    fn example() -> Manifest {
        let table = entry("thesaurus", 0, b"tabel");
        Manifest {
            generation: 3,
            previous: Some(2),
            options: [("base".to_owned(), "/gids".to_owned())].into(),
            packs: [(3, 100)].into(),
            index: Some(IndexFolder {
                name: 2,
                fingerprint: "abc".into(),
                files: vec![("meta.json".into(), 12)],
            }),
            tables: [("thesaurus".to_owned(), table)].into(),
            entries: vec![
                entry("index.html", 5, b"begin"),
                entry("lessen/een les/index.html", 10, b"les"),
                entry("stub/index.html", 13, b"stomp"),
            ],
            redirects: [("2.4.1/index.html".to_owned(), "/hoofdstukken/x/".to_owned())].into(),
            gone: ["lessen/weg/index.html".to_owned()].into(),
        }
    }

    #[test]
    fn the_format() {
        insta::assert_snapshot!(example().encode());
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = example();
        assert_eq!(
            Manifest::decode(manifest.encode().as_bytes()).unwrap(),
            manifest
        );
        assert!(manifest.find("index.html").is_some());
        assert!(manifest.find("index").is_none());
    }

    #[test]
    fn content_is_compared_without_its_place() {
        let mut other = example();
        other.generation = 9;
        other.entries[0].place.offset += 1;
        assert!(other.same_content(&example()));
        other.entries[0].hash = blake3::hash(b"anders");
        assert!(!other.same_content(&example()));
        let mut shorter = example();
        shorter.entries.pop();
        assert!(!shorter.same_content(&example()));
        assert!(!example().same_content(&shorter));
    }

    /// A manifest of which the lines are sealed but wrong, as an attacker or a bug would make it.
    #[test]
    fn sealed_nonsense_is_refused() {
        let hash = blake3::hash(b"x").to_hex();
        let page = |place: &str, path: &str| format!("page\t{hash}\t{place}\t0\t{path}");
        let refused = |lines: &[&str]| {
            let mut text = Lines::of(FORMAT);
            text.line(&["type", "text/html"]);
            text.line(&["pack", "3", "100"]);
            for line in lines {
                text.line(&[line]);
            }
            Manifest::decode(text.seal().as_bytes()).is_err()
        };
        assert!(!refused(&[&page("5\t3\t95", "a")]));
        assert!(
            refused(&[&page("6\t3\t95", "a")]),
            "past the end of its pack"
        );
        assert!(
            refused(&[&page("1\t4\t0", "a")]),
            "in a pack that is not listed"
        );
        assert!(refused(&[&page("1\t0\t0", "a")]), "bytes in the empty pack");
        assert!(refused(&[&page(&format!("{}\t3\t1", u64::MAX), "a")]));
        assert!(refused(&[&page("5\t3\t0", "../a")]), "a path that escapes");
        assert!(
            refused(&[&page("5\t3\t0", "b"), &page("5\t3\t0", "a")]),
            "not sorted"
        );
        assert!(
            refused(&[&page("5\t3\t0", "a"), &page("5\t3\t0", "a")]),
            "twice"
        );
        assert!(refused(&["page"]) && refused(&["iets\tanders"]) && refused(&[""]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_legal_input(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Manifest::decode(&bytes);
            Manifest::salvage(&bytes);
        }

        #[test]
        fn any_sealed_lines_are_legal_input(lines in proptest::collection::vec("(page|host|table|pack|type|index|segment|generation|option|redirect|gone)(\t[0-9a-z./-]{0,70}){0,8}", 0..20)) {
            let mut text = Lines::of(FORMAT);
            lines.iter().for_each(|line| text.line(&[line]));
            let _ = Manifest::decode(text.seal().as_bytes());
        }

        #[test]
        fn a_cut_manifest_is_refused_but_names_its_first_files(part in 0.0..1.0f64) {
            let text = example().encode();
            let end = (text.len() as f64 * part) as usize;
            prop_assert!(Manifest::decode(&text.as_bytes()[..end]).is_err());
            let salvaged = Manifest::salvage(&text.as_bytes()[..end]);
            prop_assert_eq!(&salvaged.entries[..], &example().entries[..salvaged.entries.len()]);
        }
    }
}
