//! Forms: what a dictionary knows of inflection and a stemming rule cannot.
//!
//! The table is `index/nl/forms.fst`, made by `wijkgids lexicon`: a transducer from a folded form to
//! its stem, for those forms only on which the rules of [`super::stem`] fail. A stem is stored as
//! what must be done to the form: so many letters off, these letters on.

use std::ops::Deref;

use tantivy_fst::raw::Fst;

/// Most letters that can be put on.
const MAX_ADDED: usize = 8;

/// Most letters that can be taken off.
const MAX_TAKEN: usize = 31;

/// The forms with stems of their own.
pub struct Forms<D = &'static [u8]>(Option<Fst<D>>);

impl<D: Deref<Target = [u8]>> Forms<D> {
    /// The forms in a transducer; none if it is no transducer.
    pub fn open(bytes: D) -> Self {
        Forms(Fst::new(bytes).ok())
    }

    /// The stem of a folded form, if the table has it.
    pub fn stem(&self, form: &str) -> Option<String> {
        let mut value = self.0.as_ref()?.get(form)?.value();
        let taken = (value & 31) as usize;
        let mut stem = form.get(..form.len().checked_sub(taken)?)?.to_owned();
        value >>= 5;
        while value > 0 {
            stem.push(char::from(b'a' - 1 + (value & 31) as u8));
            value >>= 5;
        }
        Some(stem)
    }
}

/// What must be done to `form` to make `stem` of it, as a value of the transducer; none if that
/// cannot be written.
pub fn change(form: &str, stem: &str) -> Option<u64> {
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters(form) || !letters(stem) {
        return None;
    }
    let pairs = form.bytes().zip(stem.bytes());
    let common = pairs.take_while(|(one, other)| one == other).count();
    let (taken, added) = (form.len() - common, &stem.as_bytes()[common..]);
    if taken > MAX_TAKEN || added.len() > MAX_ADDED {
        return None;
    }
    let added = added.iter().rev();
    let added = added.fold(0, |value, byte| value << 5 | u64::from(byte - b'a' + 1));
    Some(added << 5 | taken as u64)
}

impl<D> std::fmt::Debug for Forms<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Forms")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy_fst::raw::Builder;

    use super::*;

    fn table(rows: &[(&str, &str)]) -> Forms<Vec<u8>> {
        let mut builder = Builder::memory();
        for (form, stem) in rows {
            builder.insert(form, change(form, stem).unwrap()).unwrap();
        }
        Forms::open(builder.into_inner().unwrap())
    }

    #[test]
    fn stems_are_made_from_forms() {
        let forms = table(&[("plannen", "plan"), ("taken", "taak"), ("zijn", "is")]);
        assert_eq!(forms.stem("plannen").as_deref(), Some("plan"));
        assert_eq!(forms.stem("taken").as_deref(), Some("taak"));
        assert_eq!(forms.stem("zijn").as_deref(), Some("is"));
        assert_eq!(forms.stem("tak"), None);
        assert_eq!(forms.stem(""), None);
        assert_eq!(Forms::open(Vec::new()).stem("tak"), None);
        assert_eq!(change("één", "een"), None);
    }

    proptest! {
        #[test]
        fn what_can_be_written_can_be_read(form in "[a-z]{1,20}", stem in "[a-z]{1,20}") {
            if change(&form, &stem).is_some() {
                let forms = table(&[(&form, &stem)]);
                prop_assert_eq!(forms.stem(&form), Some(stem));
            }
        }
    }
}
