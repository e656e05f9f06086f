//! The same question in three languages, each whole enough to be run as it stands.

use std::fmt::Write;

use crate::json::{Json, object};

/// A question, and what of its answer is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    /// The whole address, without query.
    pub(super) url: &'a str,
    /// The parameters, or the members of the body.
    pub(super) asked: &'a [(&'a str, &'a str)],
    /// Whether they go into the body.
    pub(super) in_body: bool,
    /// The list whose entries are shown; none where the answer itself is.
    pub(super) list: Option<&'a str>,
    /// The members that are shown of each.
    pub(super) shown: [&'a str; 2],
}

impl Sample<'_> {
    /// All of them, as tools that show an API read them.
    pub(super) fn described(&self) -> Json {
        let sample = |lang: &str, label: &str, source: String| {
            object! {"lang": lang, "label": label, "source": source}
        };
        Json::from([
            sample("Shell", "curl", self.curl()),
            sample("JavaScript", "JavaScript", self.javascript()),
            sample("PHP", "PHP", self.php()),
        ])
    }

    /// The body as JSON: filters are lists.
    pub(super) fn body(&self) -> Json {
        let members = self.asked.iter().map(|(name, value)| {
            let value = match *name {
                "q" => Json::from(*value),
                _ => Json::from([*value]),
            };
            ((*name).to_owned(), value)
        });
        Json::Object(members.collect())
    }

    // Writing to a text cannot fail.
    fn curl(&self) -> String {
        let url = self.url;
        if self.in_body {
            let body = serde_json::to_string(&self.body()).unwrap_or_default();
            return format!(
                "curl '{url}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'\n"
            );
        }
        if self.asked.is_empty() {
            return format!("curl '{url}'\n");
        }
        let mut text = format!("curl -G '{url}'");
        for (name, value) in self.asked {
            let _ = write!(text, " \\\n  --data-urlencode '{name}={value}'");
        }
        text + "\n"
    }

    fn javascript(&self) -> String {
        let url = self.url;
        let mut text = String::new();
        if self.in_body {
            let body = self.members(|name, value| match name {
                "q" => format!("{name}: \"{value}\""),
                _ => format!("{name}: [\"{value}\"]"),
            });
            let _ = write!(
                text,
                "const response = await fetch(\"{url}\", {{\n  method: \"POST\",\n  headers: {{ \
                 \"Content-Type\": \"application/json\" }},\n  body: JSON.stringify({{ {body} }}),\n}});\n"
            );
        } else if self.asked.is_empty() {
            let _ = writeln!(text, "const response = await fetch(\"{url}\");");
        } else {
            let query = self.members(|name, value| format!("{name}: \"{value}\""));
            let _ = write!(
                text,
                "const vraag = new URLSearchParams({{ {query} }});\nconst response = await \
                 fetch(`{url}?${{vraag}}`);\n"
            );
        }
        text += "const antwoord = await response.json();\nif (!response.ok) throw new Error(antwoord.detail);\n";
        let [a, b] = self.shown;
        let _ = match self.list {
            Some(list) => write!(
                text,
                "for (const een of antwoord.{list}) {{\n  console.log(een.{a}, een.{b});\n}}\n"
            ),
            None => writeln!(text, "console.log(antwoord.{a}, antwoord.{b});"),
        };
        text
    }

    fn php(&self) -> String {
        let url = self.url;
        let mut text = "<?php\n".to_owned();
        if self.in_body {
            let body = self.members(|name, value| match name {
                "q" => format!("'{name}' => '{value}'"),
                _ => format!("'{name}' => ['{value}']"),
            });
            let _ = write!(
                text,
                "$verzoek = stream_context_create(['http' => [\n    'method' => 'POST',\n    'header' => \
                 'Content-Type: application/json',\n    'content' => json_encode([{body}]),\n]]);\n\
                 $antwoord = json_decode(file_get_contents('{url}', false, $verzoek));\n"
            );
        } else if self.asked.is_empty() {
            let _ = writeln!(text, "$antwoord = json_decode(file_get_contents('{url}'));");
        } else {
            let query = self.members(|name, value| format!("'{name}' => '{value}'"));
            let _ = write!(
                text,
                "$vraag = http_build_query([{query}]);\n$antwoord = \
                 json_decode(file_get_contents(\"{url}?$vraag\"));\n"
            );
        }
        let member = |name: &str| name.replace('.', "->");
        let [a, b] = self.shown.map(member);
        let _ = match self.list {
            Some(list) => write!(
                text,
                "foreach ($antwoord->{list} as $een) {{\n    echo $een->{a}, ' ', $een->{b}, PHP_EOL;\n}}\n"
            ),
            None => writeln!(text, "echo $antwoord->{a}, ' ', $antwoord->{b}, PHP_EOL;"),
        };
        text
    }

    fn members(&self, written: impl Fn(&str, &str) -> String) -> String {
        let members = self.asked.iter().map(|(name, value)| written(name, value));
        members.collect::<Vec<_>>().join(", ")
    }
}
