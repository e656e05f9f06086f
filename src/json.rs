//! JSON whose members keep the order in which they were written.
//!
//! What people read of JSON, such as a description of an API with its examples, has an order that
//! means something to them; `serde_json` puts names in that of the alphabet.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Named members, in their order.
    Object(Vec<(String, Json)>),
}

/// Writes an object as JSON has it: `object! { "type": "string", "minimum": 1 }`.
macro_rules! object {
    ($($name:tt : $value:expr),* $(,)?) => {
        $crate::json::Json::Object(vec![$((String::from($name), $crate::json::Json::from($value))),*])
    };
}

pub(crate) use object;

impl Json {
    /// Anything that can be written as JSON, in the order in which it writes itself.
    pub fn of(value: &impl Serialize) -> serde_json::Result<Json> {
        serde_json::from_str(&serde_json::to_string(value)?)
    }

    /// The member called `name`.
    pub fn get(&self, name: &str) -> Option<&Json> {
        let mut members = self.members().iter();
        members.find(|(own, _)| own == name).map(|(_, own)| own)
    }

    /// The members, in their order; none of what is no object.
    pub fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// What a list holds; nothing where it is no list.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    /// The text; none where it is none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a reference within this value points to: `#/components/schemas/Link`.
    pub fn resolve(&self, reference: &str) -> Option<&Json> {
        let mut names = reference.strip_prefix("#/")?.split('/');
        names.try_fold(self, |at, name| {
            at.get(&name.replace("~1", "/").replace("~0", "~"))
        })
    }

    /// Adds a member, in the place of one that has its name already; nothing to what is no object.
    pub fn set(&mut self, name: &str, value: impl Into<Json>) {
        if let Json::Object(members) = self {
            let value = value.into();
            match members.iter_mut().find(|(own, _)| own == name) {
                Some((_, own)) => *own = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    /// The same object with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Json {
        self.set(name, value);
        self
    }

    /// As people read it: a line for each member.
    pub fn pretty(&self) -> String {
        // Texts and numbers always become JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Json::Bool(value)
    }
}

impl From<usize> for Json {
    fn from(value: usize) -> Json {
        Json::Number(value.into())
    }
}

impl From<u16> for Json {
    fn from(value: u16) -> Json {
        Json::Number(value.into())
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Json {
        Json::Text(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Json {
        Json::Text(value)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Json {
        Json::List(items)
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(items: [T; N]) -> Json {
        items.into_iter().collect()
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Json {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(value) => value.serialize(serializer),
            Json::Text(value) => serializer.serialize_str(value),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Json::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Json::Object(members))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order() {
        let text = r#"{"z":[1,-2,0.5,"é"],"a":{"y":null,"b":true}}"#;
        let read: Json = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let made = object! {"z": [1_usize], "a": object! {"b/c": "d"}};
        assert_eq!(made.resolve("#/a/b~1c").and_then(Json::text), Some("d"));
        assert_eq!(made.resolve("#/a/d"), None);
        let changed = made.with("z", "nieuw").with("nog", false);
        let names: Vec<&str> = changed.members().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["z", "a", "nog"]);
    }
}
