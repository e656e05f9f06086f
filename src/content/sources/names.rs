//! Names of persons and organisations as Dutch readers expect them.
//!
//! Hayagriva parts a name into particle and rest and its citation styles then drop the particle:
//! “Van Twist” became “Twist”, and an organisation such as “Minister voor VRO” became “VRO”. Here
//! the two are one again: a particle is capitalised, since no first name stands before it, and is
//! passed over when names are put in order.

use hayagriva::Entry;
use hayagriva::types::Person;

/// Words that can begin a surname and do not count in its alphabetical place.
const PARTICLES: &[&str] = &[
    "'s", "'t", "’s", "’t", "aan", "af", "al", "bij", "d'", "d’", "da", "de", "del", "della",
    "den", "der", "des", "di", "do", "dos", "du", "el", "het", "in", "l'", "l’", "la", "le",
    "onder", "op", "over", "te", "ten", "ter", "tot", "uit", "uijt", "v.", "v.d.", "van", "vd",
    "vom", "von", "voor", "zu", "zum", "zur",
];

/// Family name with its particle in front: `Van Twist`, `'t Hart`, `D'Ancona`.
pub(super) fn family(person: &Person) -> String {
    let name = person.name.trim();
    let Some(prefix) = person.prefix.as_deref().map(str::trim) else {
        return name.to_owned();
    };
    let mut family = if begins_with_particle(prefix) {
        capitalised(prefix)
    } else {
        prefix.to_owned()
    };
    if !name.is_empty() && !prefix.is_empty() && !prefix.ends_with(['\'', '’']) {
        family.push(' ');
    }
    family.push_str(name);
    family
}

/// What decides a name's place in an alphabetical list: `Van Twist, Mark` stands under `twist mark`.
pub(super) fn order(person: &Person) -> String {
    let name = match person.prefix.as_deref() {
        Some(prefix) if begins_with_particle(prefix) => person.name.trim().to_owned(),
        _ => family(person),
    };
    let mut order = folded(&name);
    if let Some(given) = &person.given_name {
        order.push(' ');
        order.push_str(&folded(given));
    }
    order
}

/// Lower case without diacritics and signs, for putting in order.
pub(super) fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkd()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The persons of an entry's list that have a name at all.
pub(super) fn named(persons: Option<&[Person]>) -> Vec<&Person> {
    persons
        .unwrap_or_default()
        .iter()
        .filter(|person| !family(person).is_empty())
        .collect()
}

/// Those who stand in the author's place: authors, or else editors. Empty where neither is known.
pub(super) fn creators(entry: &Entry) -> Vec<&Person> {
    let authors = named(entry.authors());
    if authors.is_empty() {
        named(entry.editors())
    } else {
        authors
    }
}

/// The same persons, with the particle made part of the name, so that no citation style drops it.
pub(super) fn undropped(persons: &[Person]) -> Vec<Person> {
    named(Some(persons))
        .into_iter()
        .map(|person| Person {
            name: family(person),
            prefix: None,
            ..person.clone()
        })
        .collect()
}

/// Whether a name is that of a person for certain, and not of an organisation.
pub(super) fn is_personal(person: &Person) -> bool {
    person.given_name.is_some()
        || (person.prefix.as_deref().is_some_and(begins_with_particle) && !person.name.is_empty())
}

fn begins_with_particle(prefix: &str) -> bool {
    prefix
        .split_whitespace()
        .next()
        .is_some_and(|word| PARTICLES.contains(&word.to_lowercase().as_str()))
}

/// With a capital, unless it begins with an apostrophe: `'t Hart` keeps its small letter.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(prefix: &str, name: &str) -> Person {
        Person {
            name: name.to_owned(),
            given_name: None,
            prefix: (!prefix.is_empty()).then(|| prefix.to_owned()),
            suffix: None,
            comma_suffix: false,
            alias: None,
        }
    }

    #[test]
    fn particles_are_kept_and_passed_over() {
        for (prefix, name, shown, place) in [
            ("van", "Twist", "Van Twist", "twist"),
            ("van der", "Velden", "Van der Velden", "velden"),
            ("'t", "Hart", "'t Hart", "hart"),
            ("in 't", "Veld", "In 't Veld", "veld"),
            ("d'", "Ancona", "D'Ancona", "ancona"),
            ("", "Stöpler", "Stöpler", "stopler"),
        ] {
            let person = person(prefix, name);
            assert_eq!(family(&person), shown);
            assert_eq!(order(&person), place);
        }
    }

    #[test]
    fn organisations_stay_whole() {
        for name in [
            "Minister voor VRO",
            "Kennis van stad en regio",
            "Denters e.a.",
            "Visitatiecommissie wijkenaanpak",
            "RIGO en Atlas voor gemeenten",
            "efaa",
        ] {
            let person = Person::from_strings(vec![name]).unwrap();
            assert_eq!(family(&person), name);
            assert_eq!(order(&person), folded(name));
            assert!(!is_personal(&person), "{name}");
        }
        let person = Person::from_strings(vec!["van der Velden", "Jan"]).unwrap();
        assert_eq!(family(&person), "Van der Velden");
        assert!(is_personal(&person));
    }
}
