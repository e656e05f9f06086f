//! The fields of a page that are searched, and how much a word in each is worth.
//!
//! One table for index, ranking and explanation. Weights are relative to the body; `length` says how
//! much a long field dilutes a word in it (BM25's *b*): much in a body, little in a title.

/// A field in which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the table below describes them")]
pub enum Field {
    Number,
    Title,
    Labels,
    Keywords,
    Headings,
    Points,
    Summary,
    Body,
}

/// What is known of a field.
#[derive(Debug, Clone, Copy)]
pub struct FieldInfo {
    /// The field itself.
    pub field: Field,
    /// Its name in the index and in explanations.
    pub name: &'static str,
    /// Name of the field with its exact forms.
    pub exact: &'static str,
    /// What a word found here is worth.
    pub weight: f32,
    /// How much a long field dilutes a word, from 0 to 1.
    pub length: f32,
}

/// How many fields there are.
pub const COUNT: usize = 8;

/// One row a field, in the order of [`Field`].
pub const FIELDS: [FieldInfo; COUNT] = [
    row(Field::Number, "number", "number_exact", 6.0, 0.0),
    row(Field::Title, "title", "title_exact", 5.0, 0.4),
    row(Field::Labels, "labels", "labels_exact", 4.5, 0.1),
    row(Field::Keywords, "keywords", "keywords_exact", 3.0, 0.1),
    row(Field::Headings, "headings", "headings_exact", 2.5, 0.4),
    row(Field::Points, "points", "points_exact", 2.2, 0.4),
    row(Field::Summary, "summary", "summary_exact", 2.2, 0.4),
    row(Field::Body, "body", "body_exact", 1.0, 0.75),
];

const fn row(
    field: Field,
    name: &'static str,
    exact: &'static str,
    weight: f32,
    length: f32,
) -> FieldInfo {
    FieldInfo {
        field,
        name,
        exact,
        weight,
        length,
    }
}

impl Field {
    /// Whether the index tells a word here from a part of a compound. In the body, which is as long as
    /// all other fields together and weighs least, that is not worth its room.
    pub fn tells_parts(self) -> bool {
        self != Field::Body
    }

    /// The row of this field.
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }
}

/// Changes with the layout of the index; an index of another layout must be made anew.
pub const LAYOUT: u32 = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_its_field() {
        for (at, row) in FIELDS.iter().enumerate() {
            assert_eq!(row.field as usize, at);
        }
    }
}
