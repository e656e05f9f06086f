//! Compounds: which parts a word is made of.
//!
//! The parts stand in a finite-state transducer (`index/nl/compounds.fst`, made by `wijkgids
//! lexicon`), each with where in a compound it can stand, whether a linking -s- can follow it, and
//! how common it is there. Of all ways to cut a word into parts the cheapest is taken: few parts
//! before many, common before rare. A word that stands in the transducer as one word is not cut.
//!
//! The search walks the transducer from every place where a part can begin, and no part is longer
//! than the longest in it, so its time is linear in the length of the word; longer words than
//! [`MAX_LENGTH`] are not looked at.

use tantivy_fst::raw::Fst;

/// Shortest part, in letters.
pub const MIN_PART: usize = 3;

/// Most parts of a compound.
pub const MAX_PARTS: usize = 8;

/// Longer words are not cut.
pub const MAX_LENGTH: usize = 64;

/// Highest value of how common a part is.
pub const MAX_COMMON: u8 = 31;

/// What a part costs, however common it is: it makes few parts better than many.
const PER_PART: u16 = 14;

/// What the length of a part, from three letters on, is worth beside how common it is: chance makes
/// many short words and few long ones.
const BY_LENGTH: [i16; 6] = [-5, 4, 8, 11, 13, 15];

/// The most that a part may cost on the average.
const LIMIT: u16 = 39;

/// What is known of a part, as it stands in the transducer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry {
    /// Whether it can stand before another part as it is.
    pub bare: bool,
    /// Whether it can stand before another part with a linking -s-.
    pub linking_s: bool,
    /// Whether it can stand last.
    pub end: bool,
    /// Whether it is a word that is never cut.
    pub whole: bool,
    /// How common it is before another part, from 0 to [`MAX_COMMON`].
    pub common_before: u8,
    /// How common it is as the last part.
    pub common_last: u8,
}

impl Entry {
    /// As a value of the transducer.
    pub fn pack(self) -> u64 {
        u64::from(self.bare)
            | u64::from(self.linking_s) << 1
            | u64::from(self.end) << 2
            | u64::from(self.whole) << 3
            | u64::from(self.common_before.min(MAX_COMMON)) << 4
            | u64::from(self.common_last.min(MAX_COMMON)) << 9
    }

    /// From a value of the transducer.
    pub fn unpack(value: u64) -> Entry {
        Entry {
            bare: value & 1 != 0,
            linking_s: value & 2 != 0,
            end: value & 4 != 0,
            whole: value & 8 != 0,
            common_before: (value >> 4) as u8 & MAX_COMMON,
            common_last: (value >> 9) as u8 & MAX_COMMON,
        }
    }
}

/// A part of a compound: its bytes, and where the next part begins. Between the two stands the
/// linking -s-, if there is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// First byte of the next part.
    pub next: usize,
}

/// The cheapest way to a place in the word.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: u16,
    parts: u8,
    from: u8,
    /// End of the part before the linking -s-.
    end: u8,
}

const UNREACHED: Step = Step {
    cost: u16::MAX,
    parts: 0,
    from: 0,
    end: 0,
};

/// The parts of compounds.
pub struct Compounds<D = &'static [u8]>(Option<Fst<D>>);

impl<D: std::ops::Deref<Target = [u8]>> Compounds<D> {
    /// The parts in a transducer; no parts if it is no transducer.
    pub fn open(bytes: D) -> Self {
        Compounds(Fst::new(bytes).ok())
    }

    /// The parts of a folded form, in order; none if it is no compound.
    pub fn split(&self, form: &str) -> Option<Vec<Piece>> {
        self.cut(form, false)
    }

    /// Like [`Compounds::split`], also if the form stands in the transducer as one word.
    pub fn split_whole(&self, form: &str) -> Option<Vec<Piece>> {
        self.cut(form, true)
    }

    fn cut(&self, form: &str, anyway: bool) -> Option<Vec<Piece>> {
        let bytes = form.as_bytes();
        let length = bytes.len();
        if !(2 * MIN_PART..=MAX_LENGTH).contains(&length)
            || !bytes.iter().all(u8::is_ascii_lowercase)
        {
            return None;
        }
        let parts = self.0.as_ref()?;
        let mut steps = [UNREACHED; MAX_LENGTH + 1];
        steps[0].cost = 0;
        for start in 0..=length - MIN_PART {
            let step = steps[start];
            if step.cost == u16::MAX {
                continue;
            }
            let mut node = parts.root();
            let mut output = 0;
            for end in start + 1..=length {
                let Some(at) = node.find_input(bytes[end - 1]) else {
                    break;
                };
                let transition = node.transition(at);
                output += transition.out.value();
                node = parts.node(transition.addr);
                if !node.is_final() || end - start < MIN_PART {
                    continue;
                }
                let entry = Entry::unpack(output + node.final_output().value());
                let mut reach = |next: usize, common: u8| {
                    let cost = step.cost + cost(end - start, common);
                    if cost < steps[next].cost && usize::from(step.parts) < MAX_PARTS {
                        steps[next] = Step {
                            cost,
                            parts: step.parts + 1,
                            from: start as u8,
                            end: end as u8,
                        };
                    }
                };
                if end == length {
                    if start > 0 && entry.end {
                        reach(length, entry.common_last);
                    } else if start == 0 && entry.whole && !anyway {
                        return None;
                    }
                    continue;
                }
                if entry.bare {
                    reach(end, entry.common_before);
                }
                if entry.linking_s && bytes[end] == b's' && end + 1 < length {
                    reach(end + 1, entry.common_before);
                }
            }
        }
        let last = steps[length];
        if last.cost == u16::MAX || last.cost > LIMIT * u16::from(last.parts) {
            return None;
        }
        let mut pieces = vec![Piece::default(); usize::from(last.parts)];
        let mut next = length;
        for piece in pieces.iter_mut().rev() {
            let step = steps[next];
            *piece = Piece {
                start: usize::from(step.from),
                end: usize::from(step.end),
                next,
            };
            next = usize::from(step.from);
        }
        Some(pieces)
    }
}

/// What a part of this length costs.
fn cost(length: usize, common: u8) -> u16 {
    let by_length = BY_LENGTH[(length - MIN_PART).min(BY_LENGTH.len() - 1)];
    let worth = (i16::from(common) + by_length).min(MAX_COMMON.into());
    PER_PART + (i16::from(MAX_COMMON) - worth).unsigned_abs()
}

impl<D> std::fmt::Debug for Compounds<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Compounds")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use tantivy_fst::raw::Builder;

    use super::*;

    const OURS: &[u8] = include_bytes!("../../index/nl/compounds.fst");

    fn compounds(rows: &[(&str, Entry)]) -> Compounds<Vec<u8>> {
        let rows: BTreeMap<&str, Entry> = rows.iter().copied().collect();
        let mut builder = Builder::memory();
        for (form, entry) in rows {
            builder.insert(form, entry.pack()).unwrap();
        }
        Compounds::open(builder.into_inner().unwrap())
    }

    fn split<D: std::ops::Deref<Target = [u8]>>(
        compounds: &Compounds<D>,
        form: &str,
    ) -> Option<String> {
        let pieces = compounds.split(form)?;
        let parts: Vec<&str> = (pieces.iter())
            .map(|piece| &form[piece.start..piece.end])
            .collect();
        Some(parts.join("·"))
    }

    #[test]
    fn where_a_part_can_stand_decides() {
        let common = Entry {
            common_before: 10,
            common_last: 10,
            ..Entry::default()
        };
        let anywhere = Entry {
            bare: true,
            end: true,
            ..common
        };
        let linked = Entry {
            linking_s: true,
            end: true,
            ..common
        };
        let first = Entry {
            bare: true,
            ..common
        };
        let whole = Entry {
            whole: true,
            ..common
        };
        let compounds = compounds(&[
            ("wijk", anywhere),
            ("aanpak", anywhere),
            ("gebied", linked),
            ("wijken", first),
            ("wijkgebied", whole),
        ]);
        for (form, parts) in [
            ("wijkaanpak", Some("wijk·aanpak")),
            ("wijkenaanpak", Some("wijken·aanpak")),
            ("aanpakwijken", None),
            ("gebiedsaanpak", Some("gebied·aanpak")),
            ("gebiedaanpak", None),
            ("wijkaanpakwijk", Some("wijk·aanpak·wijk")),
            ("wijkgebied", None),
            ("wijk", None),
            ("", None),
            ("wijkaanpakje", None),
        ] {
            assert_eq!(split(&compounds, form).as_deref(), parts, "{form}");
        }
        assert!(compounds.split_whole("wijkgebied").is_some());
        assert!(Compounds::open(Vec::new()).split("wijkaanpak").is_none());
    }

    #[test]
    fn hostile_words_cost_little() {
        let ours = Compounds::open(OURS);
        let words = [
            "wijk".repeat(125),
            "dag".repeat(21),
            "a".repeat(500),
            "huisbusdag".repeat(6),
        ];
        let begun = Instant::now();
        for word in &words {
            assert!(
                ours.split(word)
                    .is_none_or(|pieces| pieces.len() <= MAX_PARTS)
            );
        }
        assert!(begun.elapsed() < Duration::from_millis(50));
    }

    /// Prints what a new word costs: `cargo test --release --lib compounds -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures, and asserts nothing that depends on a machine"]
    fn cost_of_a_word() {
        let ours = Compounds::open(OURS);
        let table = include_str!("words.tsv");
        let words: Vec<&str> = (table.lines().filter(|line| !line.starts_with('#')))
            .flat_map(str::split_whitespace)
            .collect();
        let begun = Instant::now();
        let mut cut = 0;
        for _ in 0..1000 {
            cut += (words.iter())
                .filter(|word| ours.split(word).is_some())
                .count();
        }
        let each = begun.elapsed().as_nanos() / (1000 * words.len() as u128);
        println!("{each} ns a word; {} of {} cut", cut / 1000, words.len());
        assert!(cut > 0);
    }

    proptest! {
        #[test]
        fn parts_and_links_make_the_word(form in "\\PC{0,40}") {
            let ours = Compounds::open(OURS);
            prop_assert!(ours.split(&form).is_none_or(|pieces| !pieces.is_empty()));
        }

        #[test]
        fn compounds_of_real_parts_are_whole_again(
            parts in proptest::collection::vec(
                prop_oneof!["wijk", "gebieds", "wijken", "dag", "bewoners", "actie", "huis", "[a-z]{1,4}"],
                1..7,
            )
        ) {
            let ours = Compounds::open(OURS);
            let form = parts.concat();
            let Some(pieces) = ours.split_whole(&form) else { return Ok(()) };
            prop_assert!((2..=MAX_PARTS).contains(&pieces.len()));
            let mut at = 0;
            for piece in &pieces {
                prop_assert_eq!(piece.start, at);
                prop_assert!(piece.end >= piece.start + MIN_PART);
                let link = &form[piece.end..piece.next];
                prop_assert!(link.is_empty() || link == "s");
                at = piece.next;
            }
            prop_assert_eq!(at, form.len());
        }

        #[test]
        fn entries_are_read_as_they_are_written(
            (bare, linking_s, end, whole) in any::<(bool, bool, bool, bool)>(),
            common_before in 0..=MAX_COMMON,
            common_last in 0..=MAX_COMMON,
        ) {
            let entry = Entry { bare, linking_s, end, whole, common_before, common_last };
            prop_assert_eq!(Entry::unpack(entry.pack()), entry);
        }
    }
}
