//! The template by which results are shown to readers. It is published with the generation, so that
//! results look like the pages around them.

use std::collections::HashMap;
use std::io;

use serde::Deserialize;
use tera::{Context, Tera, Value};

use crate::config::Language;
use crate::publish::Generation;
use crate::search::Facet;

/// The side table in which it is published.
const TABLE: &str = "templates.json";

/// The template that shows results.
const RESULTS: &str = "results.html";

/// What facets are called where the texts do not say.
#[rustfmt::skip]
const FACETS: [(Facet, &str, &str); 11] = [
    (Facet::Kind, "Soort", "Kind"),
    (Facet::Theme, "Thema", "Theme"),
    (Facet::Problem, "Probleem", "Problem"),
    (Facet::Step, "Stap", "Step"),
    (Facet::Policy, "Beleid", "Policy"),
    (Facet::Place, "Plaats", "Place"),
    (Facet::Role, "Rol", "Role"),
    (Facet::Party, "Partij", "Party"),
    (Facet::Evidence, "Bewijs", "Evidence"),
    (Facet::Author, "Auteur", "Author"),
    (Facet::Source, "Bron", "Source"),
];

/// The table as it is published.
#[derive(Deserialize)]
struct Table {
    #[serde(default)]
    language: String,
    #[serde(default)]
    texts: HashMap<String, String>,
    /// Templates by name, and whatever else is there.
    #[serde(flatten)]
    others: HashMap<String, serde_json::Value>,
}

/// The template, parsed, with the words it takes.
#[derive(Debug)]
pub(super) struct ResultsTemplate {
    tera: Tera,
    texts: HashMap<String, String>,
    words: Value,
    /// The language of the site.
    pub(super) language: Language,
}

impl ResultsTemplate {
    /// The template of a generation; none if it has none that can be used, which the operator is
    /// told.
    pub(super) fn of(generation: &Generation) -> Option<ResultsTemplate> {
        let entry = generation.side_table(TABLE)?;
        let parsed = generation
            .read(entry)
            .and_then(|bytes| ResultsTemplate::parse(&bytes).map_err(io::Error::other));
        match parsed {
            Ok(template) => Some(template),
            Err(error) => {
                let generation = generation.number();
                tracing::error!(generation, %error, "the templates are unusable");
                None
            }
        }
    }

    fn parse(table: &[u8]) -> Result<ResultsTemplate, String> {
        let table: Table = serde_json::from_slice(table).map_err(|error| error.to_string())?;
        let mut tera = Tera::new();
        let templates = table
            .others
            .iter()
            .filter(|(name, _)| name.ends_with(".html"));
        let templates =
            templates.filter_map(|(name, source)| Some((name.as_str(), source.as_str()?)));
        tera.add_raw_templates(templates)
            .map_err(|error| error.to_string())?;
        if !tera.contains_template(RESULTS) {
            return Err(format!("{RESULTS} is missing"));
        }
        Ok(ResultsTemplate {
            tera,
            words: Value::from_serializable(&table.texts),
            texts: table.texts,
            language: match table.language.as_str() {
                "en" => Language::En,
                _ => Language::Nl,
            },
        })
    }

    /// The results as HTML.
    pub(super) fn render(&self, search: Value) -> Result<String, tera::Error> {
        let mut context = Context::new();
        context.insert_value("t", self.words.clone());
        context.insert_value("search", search);
        self.tera.render(RESULTS, &context)
    }

    /// What readers call a facet: the text `facet_<name>` of the site.
    pub(super) fn facet_label(&self, facet: Facet) -> &str {
        if let Some(label) = self.texts.get(&format!("facet_{}", facet.name())) {
            return label;
        }
        let (_, nl, en) = FACETS[facet as usize];
        match self.language {
            Language::Nl => nl,
            Language::En => en,
        }
    }

    /// What readers call the filter by period: the text `facet_periode` of the site.
    pub(super) fn period_label(&self) -> &str {
        let label = self.texts.get("facet_periode").map(String::as_str);
        label.unwrap_or(match self.language {
            Language::Nl => "Periode",
            Language::En => "Period",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_has_its_label() {
        for (at, (facet, _, _)) in FACETS.iter().enumerate() {
            assert_eq!(*facet as usize, at);
        }
    }

    #[test]
    fn texts_and_templates_come_from_the_table() {
        let table = r#"{"results.html":"{{ t.a }} {{ search }}{% include \"b.html\" %}","b.html":"!",
            "texts":{"a":"x","facet_thema":"Onderwerp"},"language":"en","base_path":""}"#;
        let template = ResultsTemplate::parse(table.as_bytes()).unwrap();
        assert_eq!(template.render(Value::from("<y>")).unwrap(), "x &lt;y&gt;!");
        assert_eq!(template.facet_label(Facet::Theme), "Onderwerp");
        assert_eq!(template.facet_label(Facet::Step), "Step");
        assert_eq!(template.period_label(), "Period");
    }

    #[test]
    fn a_table_without_a_sound_template_is_refused() {
        for table in [
            "",
            "{}",
            r#"{"results.html":"{% if %}"}"#,
            r#"{"results.html":1}"#,
        ] {
            assert!(ResultsTemplate::parse(table.as_bytes()).is_err(), "{table}");
        }
    }
}
