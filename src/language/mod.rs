//! Dutch text analysis: the one way in which words are compared, for index, query, highlight and
//! the linking of terms.
//!
//! In: any text. Out: a stream of tokens, each with its bytes in that text, its position, and its
//! [`Word`]: the folded form, the stem, whether it is a stop word, and its parts. The steps, one
//! file each:
//!
//! 1. [`tokens`] finds words: `40+`, `2.4.1`, `WOZ-waarde` and `1G1P1R` stay whole;
//! 2. [`fold`] takes away case, diacritics, quotes and hyphens;
//! 3. [`lemma`] knows the words on which Dutch stemmers fail;
//! 4. [`stem`] stems all others, with one pinned algorithm;
//! 5. [`stopwords`] knows the words that carry no subject;
//! 6. [`analysis`] joins the steps and remembers what it found for every distinct [`word`].
//!
//! This module is a leaf: it knows nothing of pages, HTML or the index.

pub mod analysis;
pub mod compounds;
pub mod fold;
pub mod forms;
pub mod lemma;
pub mod lexicon;
pub mod session;
pub mod stem;
pub mod stopwords;
pub mod tokens;
pub mod word;

pub use analysis::{Analyzer, Stages};
pub use session::{Session, Token};
pub use word::{Part, Word};
