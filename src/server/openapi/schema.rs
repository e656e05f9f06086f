//! JSON Schema (2020-12) of what is answered, made from the very structs that are serialised.
//!
//! [`described!`] writes a struct and its schema at once: the name of each member, its type and what it
//! means, in Dutch, stand on one row. So no member is without description, and none is described that
//! is not there. A derive from outside would take the descriptions from comments, which here are
//! English, and would bring four packages along.

use crate::content::kind::KINDS;
use crate::json::{Json, object};

/// What has a schema.
pub(in crate::server) trait Described {
    /// Its schema. What has a name is put among `all` and referred to.
    fn schema(all: &mut Schemas) -> Json;
}

/// The schemas that have a name, in the order in which they were met.
#[derive(Debug, Default)]
pub(in crate::server) struct Schemas(Vec<(String, Json)>);

impl Schemas {
    /// The reference to the schema called `name`, which is made if it is not known yet.
    pub(in crate::server) fn named(
        &mut self,
        name: &'static str,
        make: impl FnOnce(&mut Schemas) -> Json,
    ) -> Json {
        if !self.0.iter().any(|(known, _)| known == name) {
            let at = self.0.len();
            self.0.push((name.to_owned(), Json::Null));
            self.0[at].1 = make(self);
        }
        object! {"$ref": format!("#/components/schemas/{name}")}
    }

    /// All of them, as `components` has them.
    pub(super) fn into_json(self) -> Json {
        Json::Object(self.0)
    }
}

/// The schema of an object with these members, all of which are always there.
pub(in crate::server) fn of_members(dutch: &str, members: Vec<(&'static str, Json)>) -> Json {
    let names: Json = members.iter().map(|(name, _)| *name).collect();
    let members = members.into_iter();
    let members = members.map(|(name, schema)| (name.to_owned(), schema));
    object! {
        "type": "object",
        "description": dutch,
        "required": names,
        "properties": Json::Object(members.collect()),
    }
}

/// Writes a struct that is serialised, with its schema: `$name` in the description of the API, then a
/// row for each member, with what its values are besides their type, where there is more to say.
macro_rules! described {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Type:ident $(<$life:lifetime>)? = $name:literal, $dutch:literal;
        $(
            $(#[$own:meta])*
            $wire:literal $own_vis:vis $field:ident: $type:ty = $text:literal $(=> $more:path)?;
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, serde::Serialize)]
        $vis struct $Type $(<$life>)? {
            $($(#[$own])* #[serde(rename = $wire)] $own_vis $field: $type,)*
        }

        impl $(<$life>)? $crate::server::openapi::schema::Described for $Type $(<$life>)? {
            fn schema(
                all: &mut $crate::server::openapi::schema::Schemas,
            ) -> $crate::json::Json {
                all.named($name, |all| {
                    let members = vec![$({
                        let schema =
                            <$type as $crate::server::openapi::schema::Described>::schema(all);
                        $(let schema = $more(schema);)?
                        ($wire, schema.with("description", $text))
                    }),*];
                    $crate::server::openapi::schema::of_members($dutch, members)
                })
            }
        }
    };
}

pub(in crate::server) use described;

impl Described for str {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "string"}
    }
}

impl Described for String {
    fn schema(all: &mut Schemas) -> Json {
        str::schema(all)
    }
}

impl Described for std::borrow::Cow<'_, str> {
    fn schema(all: &mut Schemas) -> Json {
        str::schema(all)
    }
}

impl Described for bool {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "boolean"}
    }
}

impl Described for usize {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "integer", "minimum": 0_usize}
    }
}

impl Described for f32 {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "number"}
    }
}

impl<T: Described + ?Sized> Described for &T {
    fn schema(all: &mut Schemas) -> Json {
        T::schema(all)
    }
}

impl<T: Described + ?Sized> Described for Box<T> {
    fn schema(all: &mut Schemas) -> Json {
        T::schema(all)
    }
}

impl<T: Described> Described for [T] {
    fn schema(all: &mut Schemas) -> Json {
        object! {"type": "array", "items": T::schema(all)}
    }
}

impl<T: Described> Described for Vec<T> {
    fn schema(all: &mut Schemas) -> Json {
        <[T]>::schema(all)
    }
}

/// Either that or `null`.
impl<T: Described> Described for Option<T> {
    fn schema(all: &mut Schemas) -> Json {
        let schema = T::schema(all);
        match schema.get("type").and_then(Json::text) {
            Some(kind) => {
                let kinds = Json::from([kind, "null"]);
                schema.with("type", kinds)
            }
            None => object! {"anyOf": [schema, object! {"type": "null"}]},
        }
    }
}

/// A text that is an address.
pub(in crate::server) fn uri(schema: Json) -> Json {
    schema.with("format", "uri")
}

/// A text that is a day.
pub(in crate::server) fn date(schema: Json) -> Json {
    schema.with("format", "date")
}

/// A text that is a point in time, in UTC.
pub(in crate::server) fn time(schema: Json) -> Json {
    schema.with("format", "date-time")
}

/// A text that names a kind of page.
pub(in crate::server) fn kind(schema: Json) -> Json {
    schema.with("enum", kinds())
}

/// The same, or that it is no page but a search.
pub(in crate::server) fn kind_or_search(schema: Json) -> Json {
    let mut kinds = kinds();
    kinds.push(crate::search::suggest::SEARCH.into());
    schema.with("enum", kinds)
}

fn kinds() -> Vec<Json> {
    KINDS.iter().map(|kind| kind.dutch.into()).collect()
}
