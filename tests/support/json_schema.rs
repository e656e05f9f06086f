//! Whether JSON is what a schema says.
//!
//! This knows the few words of JSON Schema that our schemas use, and refuses others, so that no rule
//! goes unchecked.

use regex::Regex;
use serde_json::{Value, json};

/// Whether `value` is what `schema` describes; the error says where it is not.
pub(crate) fn check(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    let words = match schema {
        Value::Object(words) => words,
        Value::Bool(true) => return Ok(()),
        other => return Err(format!("{value} fits no schema: {other}")),
    };
    let fail = |why: String| Err(format!("{value} {why}"));
    for (word, rule) in words {
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "examples" | "default" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(value, root.pointer(pointer).expect("a definition"), root)?;
            }
            "type" => {
                let types = rule.as_array().cloned().unwrap_or(vec![rule.clone()]);
                let is = |name: &Value| match name.as_str().unwrap() {
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "null" => value.is_null(),
                    other => panic!("type {other}"),
                };
                if !types.iter().any(is) {
                    return fail(format!("is not {rule}"));
                }
            }
            "const" if value != rule => return fail(format!("is not {rule}")),
            "const" => {}
            "format" => {
                if let Some(text) = value.as_str()
                    && !has_format(text, rule.as_str().unwrap())
                {
                    return fail(format!("is no {rule}"));
                }
            }
            "minLength" | "maxLength" => {
                let bound = rule.as_u64().unwrap() as usize;
                let length = value.as_str().map(|text| text.chars().count());
                let kept = length.is_none_or(|length| match word.as_str() {
                    "minLength" => length >= bound,
                    _ => length <= bound,
                });
                if !kept {
                    return fail(format!("breaks {word} {rule}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => {
                return fail(format!("is none of {rule}"));
            }
            "enum" => {}
            "pattern" => {
                if let Some(text) = value.as_str()
                    && !Regex::new(rule.as_str().unwrap()).unwrap().is_match(text)
                {
                    return fail(format!("does not match {rule}"));
                }
            }
            "minimum" if value.as_f64().is_some_and(|n| n < rule.as_f64().unwrap()) => {
                return fail(format!("is below {rule}"));
            }
            "maximum" if value.as_f64().is_some_and(|n| n > rule.as_f64().unwrap()) => {
                return fail(format!("is above {rule}"));
            }
            "minimum" | "maximum" => {}
            "anyOf" => {
                let tried: Vec<_> = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| check(value, one, root))
                    .collect();
                if tried.iter().all(Result::is_err) {
                    return fail(format!("fits none: {tried:?}"));
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    check(item, rule, root)?;
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        return fail(format!("has no {name}"));
                    }
                }
            }
            "propertyNames" => {
                for name in value.as_object().into_iter().flat_map(|map| map.keys()) {
                    check(&json!(name), rule, root)?;
                }
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    if let Some(rule) = rule.get(name) {
                        check(value, rule, root).map_err(|why| format!("{name}: {why}"))?;
                    }
                }
            }
            "additionalProperties" => {
                let known = words.get("properties");
                for (name, value) in value.as_object().into_iter().flatten() {
                    let known = known.is_some_and(|known| known.get(name).is_some());
                    match rule {
                        _ if known => {}
                        Value::Bool(false) => return fail(format!("may not have {name}")),
                        rule => check(value, rule, root).map_err(|why| format!("{name}: {why}"))?,
                    }
                }
            }
            other => panic!("the schema uses `{other}`, which this check does not know"),
        }
    }
    Ok(())
}

/// Whether a text has one of the formats that the schemas use.
fn has_format(text: &str, format: &str) -> bool {
    match format {
        "date" => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        // Times are told in UTC.
        "date-time" => text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok(),
        "uri" => url::Url::parse(text).is_ok(),
        "uri-reference" => {
            let base = url::Url::parse("https://gids.example/").unwrap();
            base.join(text).is_ok()
        }
        other => panic!("the schema uses the format `{other}`, which this check does not know"),
    }
}
