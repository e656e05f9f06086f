//! Building template values without going through a serializer: what is shared stays shared.

use std::sync::LazyLock;

use tera::value::Key;
use tera::{Map, Value};

/// A map of named values for a template. A name that is given twice has the later value.
#[derive(Debug, Clone, Default)]
pub struct Object(Map);

impl Object {
    /// An empty map.
    pub fn new() -> Self {
        Object::with_capacity(3)
    }

    /// An empty map with room for `entries`.
    pub fn with_capacity(entries: usize) -> Self {
        Object(Map::with_capacity(entries))
    }

    /// The map with one more entry.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Adds an entry.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.insert(Key::Str(name), value.into());
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::from(object.0)
    }
}

/// HTML that is printed as it is.
#[derive(Debug, Clone, Copy)]
pub struct Html<'a>(pub &'a str);

impl From<Html<'_>> for Value {
    fn from(html: Html<'_>) -> Value {
        Value::safe_string(html.0)
    }
}

/// A list of values from anything that can be iterated.
pub fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
    let items: Vec<Value> = items.into_iter().map(Into::into).collect();
    if items.is_empty() {
        return EMPTY.clone();
    }
    Value::from(items)
}

/// The list of nothing, which a page has dozens of.
static EMPTY: LazyLock<Value> = LazyLock::new(|| Value::from(Vec::<Value>::new()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values_of_a_name_the_later_counts() {
        let object = Object::new().with("a", 1).with("b", 2).with("a", 3);
        let map = Value::from(object).into_map().unwrap();
        assert_eq!(map.len(), 2);
        assert_eq!(map[&Key::Str("a")], Value::from(3));
    }
}
