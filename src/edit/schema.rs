//! JSON Schema (2020-12) of what editors write, for editors that complete and check while typing.
//!
//! Made from the tables of keys, choices and source fields, so that it says what the program itself
//! checks. It is as forgiving: one value may stand for a list, brackets around a reference may be
//! doubled, an optional key may stand without a value. What depends on other files, such as whether
//! a page exists, only the program can tell.

use serde_json::{Map, Value, json};

use crate::content::Kind;
use crate::content::front_matter::Role;
use crate::content::keys::{self, Key, Shape};
use crate::content::sources::{Read, fields};

/// What a schema is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The front matter of pages of a kind.
    Kind(Kind),
    /// `content/sources.yaml`.
    Sources,
}

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A year, month or day, perhaps vague; or an open end.
const EDTF_PART: &str = r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|[0-9]{3}X|[0-9]{2}XX)[~?%]?|\.\.";

/// Whatever is left of a reference without its brackets and `@`.
const REFERENCE: &str = r"^ *\[* *@? *[^\]\[@ ].*$";

impl Subject {
    /// Every subject.
    pub fn all() -> impl Iterator<Item = Subject> {
        Kind::all().map(Subject::of)
    }

    /// The subject of pages of `kind`; sources stand in one file together.
    pub fn of(kind: Kind) -> Subject {
        match kind {
            Kind::Source => Subject::Sources,
            kind => Subject::Kind(kind),
        }
    }

    /// The name of the file that its schema is written to: `lesson.schema.json`.
    pub fn file(self) -> String {
        match self {
            Subject::Kind(kind) => format!("{kind}.schema.json"),
            Subject::Sources => "sources.schema.json".to_owned(),
        }
    }

    /// The files that it is about, as a pattern relative to the site.
    pub fn files(self) -> String {
        match self {
            Subject::Kind(kind) => format!("content/{}/**/*.md", kind.info().folder),
            Subject::Sources => "content/sources.yaml".to_owned(),
        }
    }

    /// The schema.
    pub fn schema(self) -> Value {
        match self {
            Subject::Kind(kind) => page(kind),
            Subject::Sources => sources(),
        }
    }
}

/// The settings of VS Code with which its YAML extension uses the schemas in `folder`.
///
/// Its key `yaml.schemas` reaches files that are YAML as a whole. What stands at the head of a
/// Markdown file it does not check; the patterns for those serve extensions that do.
pub fn vscode(folder: &str) -> Value {
    let schemas: Map<String, Value> = Subject::all()
        .map(|subject| {
            let schema = format!("./{}/{}", folder.trim_matches('/'), subject.file());
            (schema, json!([subject.files()]))
        })
        .collect();
    json!({ "yaml.schemas": schemas })
}

/// The `.remarkrc.mjs` with which remark, and VS Code by its remark extension, checks the head of every
/// Markdown file against the schemas in `folder`.
pub fn remark(folder: &str) -> String {
    let schemas: String = Subject::all()
        .filter(|subject| *subject != Subject::Sources)
        .map(|subject| {
            let schema = format!("./{}/{}", folder.trim_matches('/'), subject.file());
            format!("        '{schema}': ['./{}'],\n", subject.files())
        })
        .collect();
    format!(
        "import remarkFrontmatter from 'remark-frontmatter';\n\
         import frontmatterSchema from 'remark-lint-frontmatter-schema';\n\n\
         export default {{\n  plugins: [\n    remarkFrontmatter,\n    [frontmatterSchema, {{\n      \
         // The plugin knows an older JSON Schema by name; what the schemas say, it understands.\n      \
         ajvOptions: {{ validateSchema: false, strict: false }},\n      schemas: {{\n{schemas}      }},\n    \
         }}],\n  ],\n}};\n"
    )
}

fn page(kind: Kind) -> Value {
    let properties: Map<String, Value> = keys::of(kind)
        .map(|key| {
            let required = key.required.has(kind);
            let mut value = shape(key.shape, required);
            value["description"] = describe(key).into();
            if let Some(example) = example(key) {
                value["examples"] = json!([example]);
            }
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = keys::of(kind)
        .filter(|key| key.required.has(kind))
        .map(|key| key.name)
        .collect();
    let info = kind.info();
    json!({
        "$schema": DRAFT,
        "title": info.singular,
        "description": format!(
            "Wat bovenaan een bestand in content/{}/ staat, tussen de regels met ---.",
            info.folder
        ),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "$defs": {
            "dispute": dispute(),
            "claim": claim(),
            "reference": reference(),
        },
    })
}

fn describe(key: &Key) -> String {
    match key.shape {
        Shape::Choice(all) => format!("{} Kies uit: {}.", key.dutch, all.join(", ")),
        Shape::Choices(all) => {
            format!("{} Kies er een of meer uit: {}.", key.dutch, all.join(", "))
        }
        Shape::Edtf => format!(
            "{} Een jaar (1994), maand (1994-03), omstreeks (1994~), jaren zestig (196X), van/tot \
             (2012/2013) of tot nu (..).",
            key.dutch
        ),
        Shape::Date => format!("{} Als jaar-maand-dag.", key.dutch),
        _ => key.dutch.to_owned(),
    }
}

fn example(key: &Key) -> Option<Value> {
    serde_yaml::from_str(key.example).ok()
}

/// The schema of a value. Where a key need not be there, it may stand without a value.
fn shape(shape: Shape, required: bool) -> Value {
    let optional = |value: Value| match required {
        true => value,
        false => json!({"anyOf": [value, {"type": "null"}]}),
    };
    match shape {
        Shape::Text => optional(text()),
        Shape::Texts | Shape::Places => list(text()),
        Shape::Date => optional(json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "format": "date",
        })),
        Shape::Edtf => optional(json!({"anyOf": [
            {"type": "string", "pattern": format!("^ *({EDTF_PART})(/({EDTF_PART}))? *$")},
            {"type": "integer", "minimum": 1000, "maximum": 9999},
        ]})),
        Shape::Number => optional(json!({"anyOf": [
            {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,4}){0,5}$"},
            {"type": "integer", "minimum": 0, "maximum": 9999},
        ]})),
        Shape::Count => optional(json!({
            "type": "integer",
            "minimum": 0,
            "maximum": u32::MAX,
        })),
        Shape::Scalar => optional(json!({"anyOf": [
            {"type": "string"},
            {"type": "integer", "minimum": 0},
        ]})),
        Shape::Flag => optional(json!({"type": "boolean"})),
        Shape::Choice(all) => json!({"enum": all}),
        Shape::Choices(all) => list(json!({"enum": all})),
        Shape::Page => optional(json!({"$ref": "#/$defs/reference"})),
        Shape::Pages | Shape::PagesOf(_) | Shape::Sources => {
            list(json!({"$ref": "#/$defs/reference"}))
        }
        Shape::Tasks => json!({
            "type": "object",
            "propertyNames": {"enum": Role::CHOICES},
            "additionalProperties": list(text()),
        }),
        Shape::Disputes => list(json!({"$ref": "#/$defs/dispute"})),
        Shape::Search => json!({
            "type": "object",
            "properties": {
                "exclude": {"type": "boolean", "description": "Laat de pagina weg uit het zoeken."},
                "keywords": described(list(text()), "Woorden die hierheen leiden en niet op de pagina staan."),
                "pin_for": described(list(text()), "Zoekvragen waarbij de pagina bovenaan komt."),
            },
            "additionalProperties": false,
        }),
    }
}

fn text() -> Value {
    json!({"type": "string"})
}

fn reference() -> Value {
    json!({
        "description": "Een pagina: soort/naam, alleen de naam waar de soort vaststaat, of de titel. Een bron: haar sleutel.",
        "type": "string",
        "pattern": REFERENCE,
    })
}

fn described(mut value: Value, dutch: &str) -> Value {
    value["description"] = dutch.into();
    value
}

/// One value or several, or none. To YAML, `[[kind/slug]]` without quotes is a list in a list; the
/// program reads up to three levels, and so does this.
fn list(item: Value) -> Value {
    let several = |inner: Value| json!({"type": "array", "items": inner});
    let deepest = several(item.clone());
    let deeper = several(json!({"anyOf": [item, deepest]}));
    json!({"anyOf": [
        item,
        several(json!({"anyOf": [item, deeper]})),
        {"type": "null"},
    ]})
}

fn dispute() -> Value {
    json!({
        "type": "object",
        "properties": {
            "point": described(text(), "Waar de bronnen van mening over verschillen."),
            "claims": described(list(json!({"$ref": "#/$defs/claim"})), "Wat ze zeggen."),
            "reading": described(shape(Shape::Text, false), "Hoe de redactie het leest."),
        },
        "required": ["point", "claims"],
        "additionalProperties": false,
    })
}

fn claim() -> Value {
    json!({
        "type": "object",
        "properties": {
            "claim": described(text(), "Wat er wordt beweerd."),
            "sources": described(list(json!({"$ref": "#/$defs/reference"})), "Door welke bronnen."),
        },
        "required": ["claim"],
        "additionalProperties": false,
    })
}

fn sources() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "Bronnen",
        "description": "De bronnen van de gids in het formaat van Hayagriva: een sleutel, en daaronder wat de bron is.",
        "type": ["object", "null"],
        "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "additionalProperties": {"$ref": "#/$defs/source"},
        "$defs": {
            "source": {
                "type": "object",
                "properties": fields_of(true),
                "required": ["type", "title"],
                "additionalProperties": false,
            },
            "parent": {
                "type": "object",
                "properties": fields_of(false),
                "additionalProperties": false,
            },
        },
    })
}

/// The keys of a source (`own`), or of the work that it is a part of.
fn fields_of(own: bool) -> Map<String, Value> {
    let ours = |shape| matches!(shape, fields::Shape::Read | fields::Shape::Note);
    fields::all()
        .filter(|(_, shape, _)| own || !ours(*shape))
        .map(|(name, shape, dutch)| (name.to_owned(), described(field(shape), dutch)))
        .collect()
}

fn field(shape: fields::Shape) -> Value {
    let types: Vec<&str> = fields::types().collect();
    match shape {
        fields::Shape::Type => json!({"enum": types}),
        fields::Shape::Read => json!({"enum": Read::CHOICES}),
        fields::Shape::Note => text(),
        fields::Shape::Date => json!({"type": ["string", "integer"]}),
        fields::Shape::Parent => {
            let parent = json!({"$ref": "#/$defs/parent"});
            json!({"anyOf": [parent, {"type": "array", "items": parent}]})
        }
        fields::Shape::Url => json!({"anyOf": [
            {"type": "string", "pattern": "^https?://"},
            {"type": "object", "properties": {"value": {"type": "string", "pattern": "^https?://"}}, "required": ["value"]},
        ]}),
        // Numbers stand without quotes often enough, and a title can have parts of its own.
        fields::Shape::Text => json!({"type": ["string", "number", "object"]}),
        fields::Shape::Other => json!({}),
    }
}
