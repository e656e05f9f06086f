//! The few words that the writer itself puts on a page.

/// Words in one language. The site's other texts stand in its catalogues; these are here because
/// they are part of a page's HTML and so of what is kept by its hash.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Labels {
    /// Titles of the alerts, in the order NOTE, TIP, IMPORTANT, WARNING, CAUTION.
    pub alerts: [&'static str; 5],
    /// What a table without caption is called, before the names of its columns.
    pub table: &'static str,
    /// Name of the section with footnotes.
    pub footnotes: &'static str,
    /// What a reference to a footnote is called, before its number.
    pub footnote: &'static str,
    /// What the link back from a footnote is called, before its number.
    pub back: &'static str,
    /// Id of a heading that has no letters of its own.
    pub section: &'static str,
}

/// The words in Dutch.
pub const DUTCH: Labels = Labels {
    alerts: ["Weten", "Tip", "Redactie", "Let op", "Omstreden"],
    table: "Tabel",
    footnotes: "Voetnoten",
    footnote: "Voetnoot",
    back: "Terug naar de tekst bij voetnoot",
    section: "sectie",
};

/// The words in English.
pub const ENGLISH: Labels = Labels {
    alerts: ["Note", "Tip", "Editors", "Beware", "Disputed"],
    table: "Table",
    footnotes: "Footnotes",
    footnote: "Footnote",
    back: "Back to the text at footnote",
    section: "section",
};
