//! What readers of the corpus ask: queries and beginnings of words, from the same vocabulary as its
//! pages. The same numbers give the same texts, each by itself.

use crate::corpus::plan::Plan;
use crate::corpus::random::Random;
use crate::corpus::words::Noun;

/// The `nth` query: of ten six have one or two words, two have three to five, one is a question and
/// one has a typing error.
pub(crate) fn query(plan: &Plan, nth: usize) -> String {
    let mut random = Random::stream("query", nth);
    match random.below(10) {
        0..6 => few(plan, &mut random),
        6..8 => several(plan, &mut random),
        8 => question(plan, &mut random),
        _ => {
            let word = compound(plan, &mut random).singular.clone();
            slip(&word, &mut random)
        }
    }
}

/// The `nth` text that somebody has typed so far: the beginning of a title or a term, or of a word in
/// one; of ten one has a typing error.
pub(crate) fn typed(plan: &Plan, nth: usize) -> String {
    let mut random = Random::stream("typed", nth);
    let whole = match random.below(3) {
        0 => compound(plan, &mut random).singular.clone(),
        _ => {
            let title = &random.pick(&plan.pages).title;
            let words: Vec<&str> = title.split(' ').collect();
            words[random.below(words.len())..].join(" ")
        }
    };
    let letters = random.between(1, 14);
    let begun: String = whole.chars().take(letters).collect();
    match random.once_in(10) {
        true => slip(&begun, &mut random),
        false => begun,
    }
}

/// A plain noun, which stands on many pages, or a compound, which stands on few.
fn noun<'p>(plan: &'p Plan, random: &mut Random) -> &'p Noun {
    match random.once_in(2) {
        true => random.pick(&plan.words.nouns),
        false => compound(plan, random),
    }
}

fn compound<'p>(plan: &'p Plan, random: &mut Random) -> &'p Noun {
    let compounds = &plan.words.compounds;
    // Those that titles are made of, too.
    random.pick(&compounds[..4_000.min(compounds.len())])
}

fn few(plan: &Plan, random: &mut Random) -> String {
    let noun = match random.once_in(2) {
        true => noun(plan, random).singular.clone(),
        false => noun(plan, random).plural.clone(),
    };
    match random.once_in(2) {
        true => noun,
        false => format!("{} {noun}", random.pick(&plan.words.adjectives)),
    }
}

fn several(plan: &Plan, random: &mut Random) -> String {
    let count = random.between(3, 5);
    let words: Vec<String> = (0..count)
        .map(|_| match random.below(4) {
            0 => (*random.pick(&plan.words.adjectives)).to_owned(),
            1 => (*random.pick(&plan.words.infinitives)).to_owned(),
            _ => noun(plan, random).singular.clone(),
        })
        .collect();
    words.join(" ")
}

fn question(plan: &Plan, random: &mut Random) -> String {
    let verb = *random.pick(&plan.words.infinitives);
    let (a, b) = (noun(plan, random), noun(plan, random));
    match random.below(5) {
        0 => format!("wat is een {}?", a.singular),
        1 => format!("hoe kan de gemeente {} met {}?", verb, a.plural),
        2 => format!("wie helpt bij {} en {}?", a.plural, b.plural),
        3 => format!(
            "waarom werkt een {} niet zonder {}?",
            a.singular, b.singular
        ),
        _ => format!("welke {} zijn er voor {} in de wijk", a.plural, b.plural),
    }
}

/// The text with two letters swapped, or one left out, doubled or taken for another.
fn slip(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    // The first letter is hardly ever the wrong one.
    let at = random.between(1, letters.len() - 2);
    match random.below(4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(b'a' + random.below(26) as u8),
    }
    letters.into_iter().collect()
}
