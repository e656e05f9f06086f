//! Reports as JSON, for programs.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Report;

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Report", 9)?;
        object.serialize_field("code", self.code.as_str())?;
        object.serialize_field("severity", self.severity.as_str())?;
        object.serialize_field("file", &*self.file)?;
        object.serialize_field("line", &self.line)?;
        object.serialize_field("column", &self.column)?;
        object.serialize_field("endLine", &self.end_line)?;
        object.serialize_field("endColumn", &self.end_column)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("hint", &self.hint)?;
        object.end()
    }
}

/// An array with one object a report, its last line ended.
pub fn json(reports: &[Report]) -> String {
    let mut text = serde_json::to_string_pretty(reports)
        .expect("an array of strings and numbers can always be written");
    text.push('\n');
    text
}
