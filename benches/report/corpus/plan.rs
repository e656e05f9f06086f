//! Which pages there are: kinds, titles, file names, numbers. Nothing is written here; every page
//! can then be written by itself and link to any other.

use std::collections::HashSet;

use wijkgids::content::Kind;
use wijkgids::content::id::slugify;

use super::random::Random;
use super::words::{Noun, Words};

/// A page to be written.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) kind: Kind,
    /// Its place among its kind.
    pub(crate) nth: usize,
    pub(crate) title: String,
    pub(crate) slug: String,
    /// A chapter's number.
    pub(crate) number: Option<String>,
    /// Path of its file within `content/`.
    pub(crate) path: String,
}

impl Page {
    /// `kind/slug`, or `chapter/number`.
    pub(crate) fn id(&self) -> String {
        let last = self.number.as_deref().unwrap_or(&self.slug);
        format!("{}/{last}", self.kind.name())
    }
}

/// A glossary entry's words. No two entries share one.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) label: Noun,
    pub(crate) alternative: Noun,
    pub(crate) hidden: String,
}

/// All pages, kind by kind in the order of [`Kind`].
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) words: Words,
    pub(crate) pages: Vec<Page>,
    pub(crate) terms: Vec<Term>,
    /// Keys in `sources.yaml`.
    pub(crate) sources: Vec<String>,
}

/// The parts of the book, as in `chapters/parts.yaml`.
pub(crate) const PARTS: [(&str, &str); 4] = [
    ("inleiding", "Inleiding"),
    ("geschiedenis", "De wijkaanpak door de jaren heen"),
    ("aan-de-slag", "Aan de slag"),
    ("toepassing", "Toepassing"),
];

/// What the pages at the root are called.
const ROOT_PAGES: [(&str, &str); 5] = [
    ("over", "Over deze gids"),
    ("toegankelijkheid", "Toegankelijkheid van de gids"),
    ("privacy", "Privacy en gegevens"),
    ("contact", "Contact met de redactie"),
    ("api-uitleg", "Uitleg bij de API"),
];

const STEPS: [(&str, &str); 6] = [
    ("signaleren", "Signaleren"),
    ("duiden", "Duiden"),
    ("kiezen", "Kiezen"),
    ("organiseren", "Organiseren"),
    ("uitvoeren", "Uitvoeren"),
    ("borgen", "Borgen"),
];

/// No two within an edit or three of each other, so that none passes for a slip of the pen.
pub(crate) const PLACES: [&str; 30] = [
    "Amsterdam",
    "Rotterdam",
    "Den Haag",
    "Utrecht",
    "Eindhoven",
    "Groningen",
    "Tilburg",
    "Almere",
    "Breda",
    "Nijmegen",
    "Enschede",
    "Apeldoorn",
    "Haarlem",
    "Arnhem",
    "Zaanstad",
    "Amersfoort",
    "’s-Hertogenbosch",
    "Maastricht",
    "Dordrecht",
    "Leiden",
    "Zwolle",
    "Deventer",
    "Delft",
    "Alkmaar",
    "Heerlen",
    "Schiedam",
    "Helmond",
    "Leeuwarden",
    "Vlaardingen",
    "Hengelo",
];

const GIVEN_NAMES: [&str; 12] = [
    "Fatima",
    "Jan",
    "Marloes",
    "Hüseyin",
    "Anna",
    "Pieter",
    "Soraya",
    "Kees",
    "Ingrid",
    "Mohamed",
    "Willemijn",
    "Bart",
];
const FAMILY_NAMES: [&str; 12] = [
    "de Vries",
    "Jansen",
    "van den Berg",
    "Bakker",
    "Yılmaz",
    "Visser",
    "Meijer",
    "El Amrani",
    "Mulder",
    "van Twist",
    "Bos",
    "Hendriks",
];

impl Plan {
    /// The plan of a corpus of so many pages, at least 150.
    pub(crate) fn new(pages: usize) -> Plan {
        let pages = pages.max(150);
        let words = Words::new();
        let mut random = Random::stream("plan", 0);
        let mut compounds = words.compounds.iter();
        let mut compound = || {
            compounds
                .next()
                .cloned()
                .unwrap_or_else(|| words.nouns[0].clone())
        };
        let terms: Vec<Term> = (0..40 + pages / 50)
            .map(|_| Term {
                label: compound(),
                alternative: compound(),
                hidden: compound().singular,
            })
            .collect();
        let mut plan = Plan {
            pages: Vec::with_capacity(pages),
            sources: super::sources::keys(50 + pages / 50),
            words,
            terms,
        };
        let mut taken = HashSet::new();
        let mut titles = |plan: &mut Plan, kind, count| {
            for _ in 0..count {
                let title = loop {
                    let title = title(&plan.words, &mut random);
                    if taken.insert(slugify(&title)) {
                        break title;
                    }
                };
                plan.add(kind, title, None);
            }
        };

        let chapters = pages * 8 / 100;
        titles(&mut plan, Kind::Chapter, chapters);
        let numbers = chapter_numbers(chapters - 2);
        for (page, number) in plan.pages.iter_mut().zip(numbers) {
            page.number = Some(number);
        }
        for (slug, title) in STEPS {
            plan.add(Kind::Step, title.into(), Some(slug));
        }
        titles(&mut plan, Kind::Theme, (pages / 400).clamp(6, 40));
        titles(&mut plan, Kind::Problem, (pages / 200).clamp(5, 200));
        let terms = plan.terms.len();
        let authors = (pages / 250).clamp(4, 60);
        let places = (pages / 20).clamp(8, PLACES.len());
        let (policies, articles) = (pages * 4 / 100, pages * 4 / 100);
        let others = plan.pages.len() + policies + terms + articles + places + authors;
        titles(&mut plan, Kind::Lesson, pages - others - ROOT_PAGES.len());
        titles(&mut plan, Kind::Policy, policies);
        for nth in 0..terms {
            let title = plan.terms[nth].label.singular.clone();
            plan.add(Kind::Term, title, None);
        }
        titles(&mut plan, Kind::Article, articles);
        for place in &PLACES[..places] {
            plan.add(Kind::Place, (*place).into(), None);
        }
        for nth in 0..authors {
            let (given, family) = (GIVEN_NAMES[nth % 12], FAMILY_NAMES[(nth + nth / 12) % 12]);
            plan.add(Kind::Author, format!("{given} {family}"), None);
        }
        for (slug, title) in ROOT_PAGES {
            plan.add(Kind::Page, title.into(), Some(slug));
        }
        plan
    }

    fn add(&mut self, kind: Kind, title: String, slug: Option<&str>) {
        let nth = self.of(kind).len();
        let slug = slug.map_or_else(|| slugify(&title), String::from);
        let folder = kind.info().folder;
        let path = match kind {
            // Subfolders are free, and nobody keeps thousands of files in one.
            Kind::Lesson => format!("{folder}/reeks-{}/{slug}.md", nth / 250 + 1),
            _ => format!("{folder}/{slug}.md"),
        };
        self.pages.push(Page {
            kind,
            nth,
            title,
            slug,
            number: None,
            path,
        });
    }

    /// The pages of one kind.
    pub(crate) fn of(&self, kind: Kind) -> &[Page] {
        let start = self.pages.partition_point(|page| page.kind < kind);
        let end = self.pages.partition_point(|page| page.kind <= kind);
        &self.pages[start..end]
    }
}

/// A title of three words or more, so that it is no glossary label.
fn title(words: &Words, random: &mut Random) -> String {
    let noun = |random: &mut Random| {
        let compounds = &words.compounds[..4_000.min(words.compounds.len())];
        if random.once_in(3) {
            random.pick(&words.nouns).clone()
        } else {
            random.pick(compounds).clone()
        }
    };
    let (a, b) = (noun(random), noun(random));
    let adjective = *random.pick(&words.adjectives);
    let verb = *random.pick(&words.infinitives);
    let text = match random.below(7) {
        0 => format!("{} vraagt om {}", a.singular, b.singular),
        1 => format!("geen {} zonder {}", a.singular, b.singular),
        2 => format!("begin bij de {adjective} {}", a.plural),
        3 => format!("{} en {} in de wijk", a.plural, b.plural),
        4 => format!("{verb} met {adjective} {}", a.plural),
        5 => format!("van {} naar {adjective} {}", a.singular, b.plural),
        _ => format!("wat {} doen voor de {}", a.plural, b.singular),
    };
    capitalised(&text)
}

/// `wijk` → `Wijk`.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Chapter numbers of up to four parts, parents before children, with gaps as a real book has.
fn chapter_numbers(count: usize) -> Vec<String> {
    let mut numbers = Vec::with_capacity(count + 100);
    for a in 1.. {
        if numbers.len() >= count {
            break;
        }
        numbers.push(format!("{a}"));
        for b in (1..=12).filter(|b| (a + b) % 7 != 0) {
            numbers.push(format!("{a}.{b}"));
            for c in 1..=4 {
                numbers.push(format!("{a}.{b}.{c}"));
                if b % 3 == 0 {
                    numbers.extend((1..=2).map(|d| format!("{a}.{b}.{c}.{d}")));
                }
            }
        }
    }
    numbers.truncate(count);
    numbers
}
