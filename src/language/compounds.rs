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
