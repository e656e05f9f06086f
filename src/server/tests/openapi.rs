//! The description of the API, held against what the server really answers.
//!
//! [`is_as_described`] looks at every answer of the API that any test of the server gets.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::api::check;
use super::json_schema;
use super::*;
use crate::server::limits;
use crate::server::openapi::document;

const ADDRESS: &str = "/api/v1/openapi.json";

/// The description, in which no member is allowed that it does not name.
fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let mut description = described("");
        for schema in description["components"]["schemas"]
            .as_object_mut()
            .unwrap()
        {
            schema.1["additionalProperties"] = json!(false);
        }
        description
    })
}

fn described(toml: &str) -> Value {
    let (config, found) = config::read(Some(toml), std::iter::empty());
    assert!(found.is_empty(), "{found:?}");
    let base = config::BaseUrl::parse("https://gids.example").unwrap();
    serde_json::from_str(&document(&config, &base).pretty()).unwrap()
}

fn resolved<'v>(root: &'v Value, value: &'v Value) -> &'v Value {
    match value["$ref"].as_str() {
        Some(reference) => root.pointer(&reference[1..]).expect(reference),
        None => value,
    }
}

/// The operations at a path below `/api/v1`.
fn operations<'v>(root: &'v Value, path: &str) -> Option<&'v Value> {
    let paths = root["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (parts, own) = (path.split('/'), template.split('/'));
        parts.clone().count() == own.clone().count()
            && parts
                .zip(own)
                .all(|(part, own)| part == own || (own.starts_with('{') && !part.is_empty()))
    };
    let known = paths.iter().find(|(template, _)| fits(template));
    known.map(|(_, operations)| operations)
}

/// Whether an answer of the API is one that its description foresees: status, type, headers, body.
#[track_caller]
pub(super) fn is_as_described(answer: &Answer) {
    let root = description();
    let (method, address) = &answer.asked;
    let path = address.split('?').next().unwrap();
    let below = path.strip_prefix("/api/v1");
    let responses = &root["components"]["responses"];
    let operations = below.and_then(|path| operations(root, path));
    let operation = operations.map(|all| &all[method.to_ascii_lowercase().replace("head", "get")]);
    let response = match (operations, operation) {
        // What stands at no described path is not there; a page may be gone, or never have been.
        (None, _) => &responses["NietGevonden"],
        (Some(_), _) if answer.status == 404 => {
            assert!(path.contains("/paginas/"), "{answer:?}");
            &responses["NietGevonden"]
        }
        (Some(_), _) if method == "OPTIONS" => {
            assert_eq!(answer.status, 204, "{answer:?}");
            return;
        }
        (Some(_), Some(Value::Null)) => &responses["MethodeNietToegestaan"],
        (Some(_), Some(operation)) => {
            let response = &operation["responses"][answer.status.to_string()];
            assert!(
                response.is_object(),
                "{} is not foreseen: {answer:?}",
                answer.status
            );
            resolved(root, response)
        }
        (Some(_), None) => unreachable!("a path has operations"),
    };
    for (name, header) in response["headers"].as_object().unwrap() {
        let value = answer.header(&name.to_ascii_lowercase());
        let value = json!(value.unwrap_or_else(|| panic!("no {name}: {answer:?}")));
        json_schema::check(&value, &resolved(root, header)["schema"], root).unwrap();
    }
    if method == "HEAD" {
        return;
    }
    let (kind, content) = response["content"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    answer.has("content-type", kind);
    let body = answer.json();
    if let Err(why) = json_schema::check(&body, &content["schema"], root) {
        panic!("{method} {address}: {why}");
    }
}

#[test]
fn programs_read_it_from_wherever_they_stand() {
    let (_guide, server) = served("[api]\ncors_origins = [\"https://a.example\"]");
    let answer = server.get_with(ADDRESS, &[("Origin", "https://b.example")]);
    check(&answer);
    assert_eq!(answer.status, 200);
    answer.has("access-control-allow-origin", "*");
    assert_eq!(answer.json(), described(""));
    // It reads as it was written: what it is, then where, then what can be asked.
    let text = answer.text();
    let order = [
        "\"openapi\"",
        "\"info\"",
        "\"servers\"",
        "\"/zoekresultaten\"",
        "\"/paginas\"",
        "\"components\"",
    ];
    let places: Vec<_> = order.iter().map(|name| text.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let asked = [
        ("Origin", "https://b.example"),
        ("Access-Control-Request-Method", "GET"),
    ];
    let preflight = server.send("OPTIONS", ADDRESS, &asked, b"");
    preflight.has("access-control-allow-origin", "*");
    check(&preflight);
    let head = server.send("HEAD", ADDRESS, &[("Origin", "https://b.example")], b"");
    assert_eq!(
        head.header("content-length"),
        answer.header("content-length")
    );
    check(&head);
    for (method, path, status) in [
        ("GET", "?vorm=yaml", 400),
        ("POST", "", 405),
        ("GET", "/", 404),
    ] {
        let answer = server.send(method, &format!("{ADDRESS}{path}"), &[], b"");
        assert_eq!(answer.status, status);
        check(&answer);
    }
    let html = server.get_with(ADDRESS, &[("Accept", "text/html")]);
    assert_eq!(html.status, 406);
    check(&html);
}

#[test]
fn it_tells_where_the_api_stands_and_who_keeps_it() {
    let description = described("");
    let at = |toml: &str, pointer: &str| described(toml).pointer(pointer).cloned();
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(
        description["servers"][0]["url"],
        "https://gids.example/api/v1"
    );
    let elsewhere = "[search]\nendpoint = \"https://zoek.example/gids/\"";
    assert_eq!(
        at(elsewhere, "/servers/0/url"),
        Some(json!("https://zoek.example/gids/api/v1"))
    );
    let site = "[site]\npublisher = \"Redactie\"\ncontact = \"redactie@voorbeeld.nl\"\n";
    let contact = json!({"name": "Redactie", "url": "https://gids.example/api-uitleg/", "email": "redactie@voorbeeld.nl"});
    assert_eq!(at(site, "/info/contact"), Some(contact));
    let own = format!("{site}[api]\ncontact = \"https://voorbeeld.nl/api\"");
    let contact = json!({"name": "Redactie", "url": "https://voorbeeld.nl/api"});
    assert_eq!(at(&own, "/info/contact"), Some(contact));
}

/// Every example, with the schema of what it is an example of.
#[test]
fn examples_are_what_they_are_examples_of() {
    let root = description();
    let mut seen = 0;
    let mut fits = |example: &Value, schema: &Value, what: &str| {
        seen += 1;
        json_schema::check(example, schema, root).unwrap_or_else(|why| panic!("{what}: {why}"));
    };
    let responses = root["components"]["responses"].as_object().unwrap();
    for (name, response) in responses {
        let content = &response["content"]["application/problem+json"];
        for (example, shown) in content["examples"].as_object().unwrap() {
            fits(
                &shown["value"],
                &content["schema"],
                &format!("{name} {example}"),
            );
        }
    }
    for (path, operations) in root["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let content = &operation["responses"]["200"]["content"]["application/json"];
            if let Some(example) = content.get("example") {
                fits(example, &content["schema"], path);
            }
            for parameter in operation["parameters"].as_array().unwrap() {
                fits(
                    &parameter["example"],
                    &parameter["schema"],
                    &parameter["name"].to_string(),
                );
            }
            if method == "post" {
                let content = &operation["requestBody"]["content"]["application/json"];
                fits(&content["example"], &content["schema"], path);
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn whatever_it_refers_to_is_there_and_used() {
    fn walk<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("$ref", Value::String(to)) => found.push(to),
                        _ => walk(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let root = described("");
    let mut found = Vec::new();
    walk(&root, &mut found);
    for reference in &found {
        assert!(root.pointer(&reference[1..]).is_some(), "{reference}");
    }
    for (kind, components) in root["components"].as_object().unwrap() {
        for name in components.as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(found.contains(&&*reference), "{reference}");
        }
    }
}

/// The rules that hold on every path, walked over those that are described: whoever adds one need not
/// think of them.
#[test]
fn every_path_keeps_the_rules() {
    let (_guide, server) = served("");
    for (path, operations) in described("")["paths"].as_object().unwrap() {
        let path = path
            .replace("{kind}", "lesson")
            .replace("{slug}", "ga-kijken");
        let capitals = format!("/api/v1{}", path.to_uppercase());
        let path = format!("/api/v1{path}");
        let posted = operations.get("post").is_some();
        let json = ("Content-Type", "application/json");
        let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8], status| {
            let answer = server.send(method, path, headers, body);
            check(&answer);
            assert_eq!(answer.status, status, "{method} {path}");
            answer
        };
        let (method, allow) = match posted {
            true => ("POST", "POST, OPTIONS"),
            false => ("GET", "GET, HEAD, OPTIONS"),
        };
        // This guide was published without suggestions.
        let status = match path.ends_with("/suggesties") {
            true => 503,
            false => 200,
        };
        send(method, &path, &[json], b"{}", status);
        send("OPTIONS", &path, &[], b"", 204).has("allow", allow);
        for other in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "ZOEK",
        ] {
            if !allow.contains(other) {
                send(other, &path, &[json], b"{}", 405).has("allow", allow);
            }
            for unknown in [format!("{path}/"), format!("{path}/iets"), capitals.clone()] {
                send(other, &unknown, &[json], b"{}", 404);
            }
        }
        for accept in ["text/html", "application/xml", "application/json;q=0"] {
            send(method, &path, &[json, ("Accept", accept)], b"{}", 406);
        }
        send(method, &format!("{path}?nergens=1"), &[json], b"{}", 400);
        if posted {
            send("POST", &path, &[], b"{}", 415);
            send("POST", &path, &[json], &vec![b' '; limits::BODY + 1], 413);
        } else {
            let get = send("GET", &path, &[], b"", status);
            let head = send("HEAD", &path, &[], b"", status);
            let named = |answer: &Answer| -> Vec<String> {
                answer
                    .headers
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect()
            };
            assert_eq!(named(&head), named(&get));
            assert_eq!(head.header("content-length"), get.header("content-length"));
        }
    }
}

#[test]
fn a_question_that_the_description_allows_is_read() {
    let (_guide, server) = served("");
    for parameter in description()["paths"]["/zoekresultaten"]["get"]["parameters"]
        .as_array()
        .unwrap()
    {
        let name = parameter["name"].as_str().unwrap();
        let value = match &parameter["example"] {
            Value::Array(values) => values[0].as_str().unwrap().to_owned(),
            Value::String(value) => value.clone(),
            value => value.to_string(),
        };
        let value = crate::server::decode::encode_value(&value);
        let answer = server.get(&format!("/api/v1/zoekresultaten?{name}={value}"));
        check(&answer);
        // This guide has no such theme, perhaps; but it knows the parameter.
        if answer.status == 400 {
            assert_eq!(
                answer.json()["fouten"][0]["code"],
                "onbekendeWaarde",
                "{answer:?}"
            );
        }
    }
}
