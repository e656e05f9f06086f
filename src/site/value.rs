//! Building template values without going through a serializer: what is shared stays shared.

use std::sync::LazyLock;

use tera::{Map, Value};

/// A map of named values for a template.
#[derive(Debug, Clone, Default)]
pub struct Object(Map);

impl Object {
    /// An empty map.
    pub fn new() -> Self {
        Object(Map::new())
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
        self.0.insert(name.into(), value.into());
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
