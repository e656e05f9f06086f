//! The table of front matter keys: which kinds have a key, which must, what its value looks like and
//! what it means. The checks, the suggestions and the editors' documentation are made from it; a
//! test holds it to the fields of [`FrontMatter`](super::FrontMatter).

use super::front_matter::{Evidence, Form, NumberOrigin, Party, Role, Status};
use super::kind::Kind;

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// The kinds that have it.
    pub kinds: KindSet,
    /// The kinds that must have it.
    pub required: KindSet,
    /// What it means, for editors.
    pub dutch: &'static str,
    /// A value as an editor writes it.
    pub example: &'static str,
    /// Words that editors write for it by mistake, translations above all.
    pub mistaken_for: &'static [&'static str],
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Plain text.
    Text,
    /// One or more plain texts.
    Texts,
    /// A calendar date, `2026-11-01`.
    Date,
    /// A year or another EDTF date.
    Edtf,
    /// A chapter's number, in quotes.
    Number,
    /// A whole number.
    Count,
    /// A text or a whole number.
    Scalar,
    /// `true` or `false`.
    Flag,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// One or more of a few words.
    Choices(&'static [&'static str]),
    /// A page of any kind, as `kind/slug`.
    Page,
    /// Pages of any kind, as `kind/slug`.
    Pages,
    /// Pages of one kind; the slug is enough.
    PagesOf(Kind),
    /// Names of places.
    Places,
    /// Keys of sources.
    Sources,
    /// Role → list of tasks.
    Tasks,
    /// List of disputes.
    Disputes,
    /// The options of search.
    Search,
}

/// A set of kinds, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSet(u16);

impl KindSet {
    const NONE: KindSet = KindSet(0);
    const ALL: KindSet = KindSet(u16::MAX);

    const fn of(kinds: &[Kind]) -> KindSet {
        let mut bits = 0;
        let mut at = 0;
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u16;
            at += 1;
        }
        KindSet(bits)
    }

    /// Whether `kind` is in it.
    pub const fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }
}

use Kind::{Article, Chapter, Lesson, Policy, Problem, Step, Term, Theme};

const CHAPTER: KindSet = KindSet::of(&[Chapter]);
const POLICY: KindSet = KindSet::of(&[Policy]);
const TERM: KindSet = KindSet::of(&[Term]);

const fn key(
    name: &'static str,
    shape: Shape,
    kinds: KindSet,
    required: KindSet,
    dutch: &'static str,
    example: &'static str,
    mistaken_for: &'static [&'static str],
) -> Key {
    Key {
        name,
        shape,
        kinds,
        required,
        dutch,
        example,
        mistaken_for,
    }
}

const fn any(
    name: &'static str,
    shape: Shape,
    dutch: &'static str,
    example: &'static str,
    mistaken_for: &'static [&'static str],
) -> Key {
    key(
        name,
        shape,
        KindSet::ALL,
        KindSet::NONE,
        dutch,
        example,
        mistaken_for,
    )
}

const fn policy(
    name: &'static str,
    shape: Shape,
    dutch: &'static str,
    example: &'static str,
    mistaken_for: &'static [&'static str],
) -> Key {
    key(
        name,
        shape,
        POLICY,
        KindSet::NONE,
        dutch,
        example,
        mistaken_for,
    )
}

const fn term(
    name: &'static str,
    shape: Shape,
    dutch: &'static str,
    example: &'static str,
    mistaken_for: &'static [&'static str],
) -> Key {
    key(
        name,
        shape,
        TERM,
        KindSet::NONE,
        dutch,
        example,
        mistaken_for,
    )
}

/// Every key, those of all kinds first.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("title", Shape::Text, KindSet::ALL, KindSet::ALL, "De titel van de pagina, gewone tekst.", "Ga eerst kijken", &["titel", "naam", "name", "kop"]),
    key("summary", Shape::Text, KindSet::ALL, KindSet::of(&[Chapter, Theme, Problem, Lesson, Policy]), "Waar de pagina over gaat, in één of twee zinnen. Bij een begrip: de definitie.", "\"De wijk op papier is niet de wijk op straat: ga er lopen.\"", &["samenvatting", "omschrijving", "description", "definitie", "definition"]),
    any("key_points", Shape::Texts, "De punten om te onthouden.", "[Loop door de wijk., Praat met wie er woont.]", &["kernpunten", "hoofdpunten", "keypoints"]),
    any("date", Shape::Date, "De dag waarop de pagina voor het eerst is gepubliceerd.", "2026-11-01", &["datum", "gepubliceerd"]),
    any("updated", Shape::Date, "De dag waarop de inhoud voor het laatst is gewijzigd.", "2026-11-15", &["bijgewerkt", "gewijzigd", "lastmod"]),
    any("review_by", Shape::Date, "De dag waarop de pagina opnieuw gelezen moet zijn.", "2028-11-01", &["herzien_voor", "controleren_voor", "expirydate"]),
    any("knowledge_of", Shape::Edtf, "Van wanneer de kennis op de pagina is.", "2012/2013", &["kennis_van"]),
    any("status", Shape::Choice(Status::CHOICES), "Of de pagina te zien is.", "concept", &["draft", "toestand"]),
    any("withdrawn_because", Shape::Text, "Waarom de pagina is ingetrokken.", "De cijfers klopten niet.", &["reden", "reason"]),
    any("withdrawn_on", Shape::Date, "Sinds wanneer de pagina is ingetrokken.", "2026-11-20", &["ingetrokken_op"]),
    any("successor", Shape::Page, "De pagina die een ingetrokken pagina vervangt.", "lesson/ga-kijken", &["opvolger"]),
    any("authors", Shape::PagesOf(Kind::Author), "Wie de pagina schreef.", "[redactie]", &["auteurs", "auteur", "author"]),
    any("themes", Shape::PagesOf(Kind::Theme), "De thema’s waar de pagina bij hoort.", "[wijkveiligheid]", &["themas", "thema", "theme"]),
    any("problems", Shape::PagesOf(Kind::Problem), "De problemen waar de pagina bij helpt.", "[overlast]", &["problemen", "probleem", "problem"]),
    any("steps", Shape::PagesOf(Kind::Step), "De stappen waar de pagina bij hoort.", "[duiden]", &["stappen", "stap", "step"]),
    any("policies", Shape::PagesOf(Kind::Policy), "Het beleid waar de pagina over gaat.", "[krachtwijkenbeleid]", &["beleid", "policy"]),
    any("places", Shape::Places, "De plaatsen waar de pagina over gaat, bij naam.", "[Den Haag]", &["plaatsen", "plaats", "place"]),
    any("roles", Shape::Choices(Role::CHOICES), "Voor wie de pagina is.", "[uitvoerder, bewoner]", &["rollen", "rol", "role"]),
    any("parties", Shape::Choices(Party::CHOICES), "Welke partijen het aangaat.", "[gemeente, corporatie]", &["partijen", "partij", "party"]),
    any("tasks", Shape::Tasks, "Wie wat doet: per rol een lijst.", "{uitvoerder: [Loop elke week een ronde.]}", &["taken", "taak", "task"]),
    any("sources", Shape::Sources, "De bronnen waarop de pagina steunt, elk met haar sleutel uit sources.yaml.", "[som2013]", &["bronnen", "bron", "source", "references"]),
    any("related", Shape::Pages, "Pagina’s om hiernaast te lezen.", "[lesson/ga-kijken]", &["verwant", "zie_ook", "gerelateerd", "see_also"]),
    any("twin", Shape::Pages, "De pagina over hetzelfde in een andere soort.", "chapter/2.4.1", &["tweeling", "twins"]),
    any("disputes", Shape::Disputes, "Beweringen die elkaar tegenspreken, elk met haar bron.", "[{point: Wanneer eindigde het?, claims: [{claim: In 2012., sources: [som2013]}, {claim: In 2015., sources: [lans2014]}]}]", &["tegenspraak", "omstreden", "dispute"]),
    any("aliases", Shape::Texts, "Adressen die de pagina eerder had.", "[/lessen/kijken/]", &["alias", "oude_adressen", "redirects"]),
    any("search", Shape::Search, "Hoe het zoeken de pagina behandelt.", "{keywords: [schouw, rondlopen]}", &["zoeken"]),

    key("number", Shape::Number, CHAPTER, KindSet::NONE, "Het nummer van het hoofdstuk, tussen aanhalingstekens.", "\"2.4.1\"", &["nummer", "nr"]),
    key("number_origin", Shape::Choice(NumberOrigin::CHOICES), CHAPTER, KindSet::NONE, "Waar het nummer vandaan komt.", "eigen", &["herkomst_nummer"]),
    key("part", Shape::Scalar, KindSet::of(&[Chapter, Article]), KindSet::NONE, "Hoofdstuk: het deel (zie parts.yaml). Artikel: het hoeveelste deel van de reeks.", "themas", &["deel"]),
    key("after", Shape::Number, CHAPTER, KindSet::NONE, "Een hoofdstuk zonder nummer: na welk nummer het komt.", "\"2.4\"", &["na"]),
    key("order", Shape::Count, KindSet::of(&[Step, Theme]), KindSet::NONE, "De plaats in de volgorde.", "3", &["volgorde", "weight"]),
    key("questions", Shape::Texts, KindSet::of(&[Step]), KindSet::NONE, "De vragen die de stap beantwoordt.", "[Wat is er aan de hand?]", &["vragen", "vraag"]),
    key("evidence", Shape::Choice(Evidence::CHOICES), KindSet::of(&[Lesson]), KindSet::of(&[Lesson]), "Waar de les op rust.", "ervaring", &["bewijs", "onderbouwing"]),
    key("form", Shape::Choice(Form::CHOICES), POLICY, KindSet::NONE, "Wat voor beleid het was.", "programma", &["vorm"]),
    policy("start", Shape::Edtf, "Wanneer het begon.", "\"2007\"", &["begin", "van"]),
    policy("end", Shape::Edtf, "Wanneer het eindigde; “..” als het nog loopt.", "\"2012\"", &["einde", "tot"]),
    policy("start_label", Shape::Text, "Wanneer het begon, in woorden, als de bron vaag is.", "begin jaren negentig", &["begin_label"]),
    policy("end_label", Shape::Text, "Wanneer het eindigde, in woorden, als de bron vaag is.", "eind 2012", &["einde_label"]),
    policy("names", Shape::Texts, "Andere namen.", "[Vogelaarwijken]", &["namen"]),
    policy("predecessors", Shape::PagesOf(Policy), "Wat eraan voorafging.", "[grotestedenbeleid]", &["voorgangers", "voorganger"]),
    policy("runs_beside", Shape::PagesOf(Policy), "Wat ernaast liep.", "[isv]", &["loopt_naast"]),
    policy("part_of", Shape::PagesOf(Policy), "Waar het een onderdeel van was.", "[grotestedenbeleid]", &["onderdeel_van"]),
    policy("scale", Shape::Text, "Waar het gold, in woorden.", "40 wijken in 18 steden", &["schaal"]),
    policy("instruments", Shape::Texts, "Waarmee het werkte.", "[extra geld, een visitatiecommissie]", &["instrumenten"]),
    term("alt_labels", Shape::Texts, "Woorden die hetzelfde betekenen.", "[wijkgerichte aanpak]", &["synoniemen", "synonyms", "alt_label"]),
    term("hidden_labels", Shape::Texts, "Woorden die hierheen leiden en niet terug.", "[wijk aanpak]", &["verborgen", "hidden_label"]),
    term("broader", Shape::PagesOf(Term), "Ruimere begrippen.", "[wijkenbeleid]", &["ruimer", "breder"]),
    term("lang", Shape::Text, "De taal van het begrip, als dat geen Nederlands is.", "en", &["taal"]),
    term("expand", Shape::Flag, "Of het zoeken er andere woorden bij neemt.", "false", &["verbreden"]),
    term("autolink", Shape::Flag, "Of de eerste vermelding op een pagina een link wordt.", "false", &["link"]),
    key("series", Shape::Text, KindSet::of(&[Article]), KindSet::NONE, "De reeks waar het artikel bij hoort.", "Zeventig jaar wijkbeleid", &["reeks", "serie"]),
];

/// The key called `name`.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The keys that `kind` has.
pub fn of(kind: Kind) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.kinds.has(kind))
}

/// What somebody who wrote `name` probably meant: a key of `kind` that it translates, or comes near to.
pub fn meant(name: &str, kind: Kind) -> Option<&'static str> {
    let folded = name.trim().to_lowercase().replace(['-', ' '], "_");
    of(kind)
        .find(|key| key.name == folded || key.mistaken_for.contains(&folded.as_str()))
        .map(|key| key.name)
        .or_else(|| crate::diagnostic::suggest::nearest(&folded, of(kind).map(|key| key.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_field_and_no_other() {
        // serde names the fields that it knows when it meets one that it does not.
        let error = serde_yaml::from_str::<crate::content::FrontMatter>("geen_sleutel: 1")
            .unwrap_err()
            .to_string();
        let named: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        let mut table: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        let mut fields = named.clone();
        table.sort_unstable();
        fields.sort_unstable();
        assert_eq!(table, fields, "{error}");
    }

    #[test]
    fn translations_and_near_misses_are_understood() {
        assert_eq!(meant("titel", Kind::Lesson), Some("title"));
        assert_eq!(meant("bewijs", Kind::Lesson), Some("evidence"));
        assert_eq!(meant("bewijs", Kind::Theme), None);
        assert_eq!(meant("sumary", Kind::Lesson), Some("summary"));
        assert_eq!(meant("Key-points", Kind::Lesson), Some("key_points"));
        assert_eq!(meant("qwertyuiop", Kind::Lesson), None);
    }
}
