//! The words on the site, in the site's language: a flat table that templates read as `t`.

use tera::Value;

/// The words of one language.
#[derive(Debug, Clone, Default)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// Reads a catalogue: TOML with one text a key. What is no text is left out.
    pub fn read(toml: &str) -> Result<Texts, toml::de::Error> {
        let table: toml::Table = toml.parse()?;
        let texts = table.into_iter().filter_map(|(key, value)| match value {
            toml::Value::String(text) => Some((key, text)),
            _ => None,
        });
        Ok(Texts(texts.collect()))
    }

    /// The text called `key`, if the catalogue has it.
    pub fn find(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, text)| text.as_str())
    }

    /// The text called `key`; the key itself where the catalogue lacks it, so that a gap shows.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// All texts, for templates.
    pub fn value(&self) -> Value {
        let map: std::collections::BTreeMap<String, Value> = self
            .0
            .iter()
            .map(|(key, text)| (key.clone(), Value::from(text.as_str())))
            .collect();
        Value::from(map)
    }

    /// All texts, for the server.
    pub fn json(&self) -> serde_json::Value {
        self.0
            .iter()
            .map(|(key, text)| (key.clone(), text.as_str().into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
