//! Reading a Hunspell dictionary: its words, and the rules that inflect and compound them.
//!
//! Only what a lexicon of parts needs is read: affix rules with their conditions, the flags that
//! govern compounding, and forbidden words. Suggestions, collisions and numbers are not our subject.
//! Everything is as the format has it, not as one dictionary uses it.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

/// A flag of a word or rule, as the format writes it (`FLAG long`: two characters).
pub type Flag = [char; 2];

/// A word of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As written.
    pub word: String,
    /// What governs it.
    pub flags: Vec<Flag>,
}

/// A rule that puts an affix on a word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    strip: String,
    add: String,
    condition: Vec<Condition>,
    /// Flags that the form has.
    flags: Vec<Flag>,
    /// Its morphological tag, such as `VB3` or `NN2`; may be empty.
    tag: String,
}

/// What one character must be for a rule to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Any,
    In(String),
    NotIn(String),
}

/// A form of a word, made by a suffix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form<'d> {
    /// The form.
    pub text: String,
    /// What was put behind the word.
    pub added: &'d str,
    /// Flags of the form.
    pub flags: &'d [Flag],
    /// The rule's morphological tag.
    pub tag: &'d str,
}

/// The flags with a meaning of their own; none where the dictionary does not use it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meanings {
    /// `COMPOUNDBEGIN`: may stand first in a compound.
    pub begin: Option<Flag>,
    /// `COMPOUNDMIDDLE`: may stand between.
    pub middle: Option<Flag>,
    /// `COMPOUNDEND`: may stand last.
    pub end: Option<Flag>,
    /// `COMPOUNDFLAG`: may stand anywhere.
    pub anywhere: Option<Flag>,
    /// `ONLYINCOMPOUND`: is no word by itself.
    pub only_inside: Option<Flag>,
    /// `FORBIDDENWORD`: is no word at all.
    pub forbidden: Option<Flag>,
    /// `NEEDAFFIX`: is a word only with an affix.
    pub needs_affix: Option<Flag>,
}

/// A dictionary, read.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Its words, in order.
    pub entries: Vec<Entry>,
    /// Which flags mean what.
    pub meanings: Meanings,
    /// The comments at the head of the rules: who made it, which version, under which licence.
    pub head: Vec<String>,
    suffixes: FxHashMap<Flag, Vec<Rule>>,
    prefixes: FxHashMap<Flag, Vec<Rule>>,
}

/// Why a dictionary cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DictionaryError {
    /// Flags are not written as two characters each.
    FlagType(String),
    /// The rules are not in UTF-8.
    Charset(String),
    /// A rule lacks something; its line, from 1.
    Rule(usize),
    /// Flags are no whole number of pairs; the line of the word, from 1.
    Flags(usize),
}

impl fmt::Display for DictionaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DictionaryError::FlagType(kind) => write!(f, "FLAG {kind}: only `FLAG long` is read"),
            DictionaryError::Charset(name) => write!(f, "SET {name}: only UTF-8 is read"),
            DictionaryError::Rule(line) => write!(f, "line {line} of the rules is no whole rule"),
            DictionaryError::Flags(line) => {
                write!(
                    f,
                    "line {line} of the words: flags come in pairs of characters"
                )
            }
        }
    }
}

impl std::error::Error for DictionaryError {}

impl Dictionary {
    /// Reads the rules (`.aff`) and the words (`.dic`).
    pub fn read(rules: &str, words: &str) -> Result<Dictionary, DictionaryError> {
        let mut dictionary = Dictionary::default();
        let head = rules.lines().take_while(|line| line.starts_with('#'));
        dictionary.head = head
            .map(|line| line.trim_start_matches('#').trim().to_owned())
            .collect();
        for (nth, line) in (1..).zip(rules.lines()) {
            dictionary.rule(line, nth)?;
        }
        // The first line counts the words.
        for (nth, line) in (1..).zip(words.lines()).skip(1) {
            let line = line.split('\t').next().unwrap_or_default().trim_end();
            // A slash within a word is written with a backslash before it.
            let at = line.match_indices('/').map(|(at, _)| at);
            let at = at.into_iter().find(|at| !line[..*at].ends_with('\\'));
            let (word, flags) = at.map_or((line, ""), |at| (&line[..at], &line[at + 1..]));
            if !word.is_empty() {
                let flags = pairs(flags).ok_or(DictionaryError::Flags(nth))?;
                let word = word.to_owned();
                dictionary.entries.push(Entry { word, flags });
            }
        }
        Ok(dictionary)
    }

    fn rule(&mut self, line: &str, nth: usize) -> Result<(), DictionaryError> {
        let mut fields = line.split_whitespace();
        let broken = || DictionaryError::Rule(nth);
        let (Some(directive), Some(first)) = (fields.next(), fields.next()) else {
            return Ok(());
        };
        let meaning = match directive {
            "FLAG" if first != "long" => return Err(DictionaryError::FlagType(first.to_owned())),
            "SET" if first != "UTF-8" => return Err(DictionaryError::Charset(first.to_owned())),
            "SFX" | "PFX" => {
                let flag = *pairs(first)
                    .as_deref()
                    .and_then(<[Flag]>::first)
                    .ok_or_else(broken)?;
                let rest: Vec<&str> = fields.collect();
                // The head of a block: whether it can be crossed with others, and how many rules.
                if let ["Y" | "N", count, ..] = rest[..]
                    && count.bytes().all(|byte| byte.is_ascii_digit())
                {
                    return Ok(());
                }
                let rule = affix(&rest).ok_or_else(broken)?;
                let rules = if directive == "SFX" {
                    &mut self.suffixes
                } else {
                    &mut self.prefixes
                };
                rules.entry(flag).or_default().push(rule);
                return Ok(());
            }
            "COMPOUNDBEGIN" => &mut self.meanings.begin,
            "COMPOUNDMIDDLE" => &mut self.meanings.middle,
            "COMPOUNDEND" => &mut self.meanings.end,
            "COMPOUNDFLAG" => &mut self.meanings.anywhere,
            "ONLYINCOMPOUND" => &mut self.meanings.only_inside,
            "FORBIDDENWORD" => &mut self.meanings.forbidden,
            "NEEDAFFIX" => &mut self.meanings.needs_affix,
            _ => return Ok(()),
        };
        *meaning = Some(
            *pairs(first)
                .as_deref()
                .and_then(<[Flag]>::first)
                .ok_or_else(broken)?,
        );
        Ok(())
    }

    /// Hands every form that a suffix makes of `entry` to `each`.
    pub fn forms<'d>(&'d self, entry: &Entry, mut each: impl FnMut(Form<'d>)) {
        for rule in entry
            .flags
            .iter()
            .filter_map(|flag| self.suffixes.get(flag))
            .flatten()
        {
            if let Some(stem) = entry.word.strip_suffix(&*rule.strip)
                && rule.holds_at_end(&entry.word)
            {
                each(Form {
                    text: format!("{stem}{}", rule.add),
                    added: &rule.add,
                    flags: &rule.flags,
                    tag: &rule.tag,
                });
            }
        }
    }

    /// The prefixes that `entry` can have.
    pub fn prefixes<'d>(&'d self, entry: &'d Entry) -> impl Iterator<Item = &'d str> {
        let rules = entry
            .flags
            .iter()
            .filter_map(|flag| self.prefixes.get(flag))
            .flatten();
        rules.map(|rule| &*rule.add)
    }

    /// Whether a rule of `entry` has a morphological tag that begins with one of `tags`.
    pub fn has_tag(&self, entry: &Entry, tags: &[&str]) -> bool {
        let rules = entry
            .flags
            .iter()
            .filter_map(|flag| self.suffixes.get(flag))
            .flatten();
        rules
            .into_iter()
            .any(|rule| tags.iter().any(|tag| rule.tag.starts_with(tag)))
    }

    /// Words that the dictionary forbids.
    pub fn forbidden(&self) -> FxHashSet<&str> {
        let entries = self
            .entries
            .iter()
            .filter(|entry| entry.has(self.meanings.forbidden));
        entries.map(|entry| &*entry.word).collect()
    }
}

impl Entry {
    /// Whether it has this flag.
    pub fn has(&self, flag: Option<Flag>) -> bool {
        has(&self.flags, flag)
    }
}

/// Whether `flag` is among `flags`; never, where the dictionary does not use it.
pub fn has(flags: &[Flag], flag: Option<Flag>) -> bool {
    flag.is_some_and(|flag| flags.contains(&flag))
}

impl Rule {
    fn holds_at_end(&self, word: &str) -> bool {
        let mut letters = word.chars().rev();
        let conditions = self.condition.iter().rev();
        conditions
            .into_iter()
            .all(|condition| letters.next().is_some_and(|c| condition.holds(c)))
    }
}

impl Condition {
    fn holds(&self, c: char) -> bool {
        match self {
            Condition::Any => true,
            Condition::In(letters) => letters.contains(c),
            Condition::NotIn(letters) => !letters.contains(c),
        }
    }
}

/// `flags` in pairs of characters.
fn pairs(flags: &str) -> Option<Vec<Flag>> {
    let letters: Vec<char> = flags.chars().collect();
    let whole = letters.len().is_multiple_of(2);
    whole.then(|| {
        letters
            .chunks_exact(2)
            .map(|pair| [pair[0], pair[1]])
            .collect()
    })
}

/// A rule from its fields: what it strips, what it adds with the flags of the form, on which
/// condition, and what follows.
fn affix(fields: &[&str]) -> Option<Rule> {
    let (&strip, &add) = (fields.first()?, fields.get(1)?);
    let (add, flags) = add.split_once('/').unwrap_or((add, ""));
    let rest = fields.get(2..).unwrap_or_default();
    let written = rest
        .first()
        .filter(|field| !field.contains(':') && !field.starts_with('#'));
    let tag = rest.iter().find_map(|field| field.strip_prefix("ts:"));
    let none_is_zero = |text: &str| {
        if text == "0" {
            String::new()
        } else {
            text.to_owned()
        }
    };
    Some(Rule {
        strip: none_is_zero(strip),
        add: none_is_zero(add),
        condition: conditions(written.unwrap_or(&"."))?,
        flags: pairs(flags)?,
        tag: tag.unwrap_or_default().to_owned(),
    })
}

/// Conditions as the format writes them: letters, `.`, `[aeiou]`, `[^aeiou]`.
fn conditions(written: &str) -> Option<Vec<Condition>> {
    if written == "." {
        return Some(Vec::new());
    }
    let mut conditions = Vec::new();
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        conditions.push(match c {
            '.' => Condition::Any,
            '[' => {
                let (letters, after) = rest.split_once(']')?;
                rest = after;
                match letters.strip_prefix('^') {
                    Some(letters) => Condition::NotIn(letters.to_owned()),
                    None => Condition::In(letters.to_owned()),
                }
            }
            c => Condition::In(c.to_string()),
        });
    }
    Some(conditions)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "# Title: a test\n# Version 1\n\nSET UTF-8\nFLAG long\nCOMPOUNDBEGIN Ca\n\
        COMPOUNDEND Cc\nONLYINCOMPOUND Cx\nSFX Zb Y 2\nSFX Zb 0 en/CaCc [^eo]\t\tts:NN2\nSFX Zb 0 ën [eo]\n\
        SFX Al Y 1\nSFX Al oos ze oos\nPFX Pb Y 1\nPFX Pb 0 aan .\n";

    fn read(words: &str) -> Dictionary {
        Dictionary::read(RULES, words).unwrap()
    }

    fn forms(dictionary: &Dictionary, nth: usize) -> Vec<String> {
        let mut forms = Vec::new();
        dictionary.forms(&dictionary.entries[nth], |form| forms.push(form.text));
        forms
    }

    #[test]
    fn words_inflect_as_the_rules_say() {
        let dictionary = read("4\nwijk/CaZb\nzee/Zb\nboos/Al\npakken/Pb\n");
        assert_eq!(dictionary.head, ["Title: a test", "Version 1"]);
        assert_eq!(forms(&dictionary, 0), ["wijken"]);
        assert_eq!(forms(&dictionary, 1), ["zeeën"]);
        assert_eq!(forms(&dictionary, 2), ["bze"]);
        let prefixes: Vec<_> = dictionary.prefixes(&dictionary.entries[3]).collect();
        assert_eq!(prefixes, ["aan"]);
        assert!(dictionary.entries[0].has(dictionary.meanings.begin));
        assert!(!dictionary.entries[0].has(dictionary.meanings.forbidden));
        assert!(dictionary.has_tag(&dictionary.entries[0], &["NN"]));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(
            Dictionary::read("FLAG num\n", "").unwrap_err(),
            DictionaryError::FlagType("num".into())
        );
        assert_eq!(
            Dictionary::read("SFX Zb 0\n", "").unwrap_err(),
            DictionaryError::Rule(1)
        );
        assert_eq!(
            Dictionary::read("", "1\nwijk/Zbx\n").unwrap_err(),
            DictionaryError::Flags(2)
        );
    }
}
