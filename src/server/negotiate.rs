//! What the asker accepts (RFC 9110, section 12): media types and encodings, with their weights.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether the asker takes JSON: it says so, or does not say what it takes.
pub(super) fn takes_json(headers: &HeaderMap) -> bool {
    let weight = |range: &str| match range.to_ascii_lowercase().as_str() {
        "application/json" => Some(3),
        "application/*" => Some(2),
        "*/*" => Some(1),
        _ => None,
    };
    admits(headers, header::ACCEPT, weight).unwrap_or(true)
}

/// Whether the asker takes content in this encoding.
pub(super) fn takes_encoding(headers: &HeaderMap, encoding: &str) -> bool {
    let weight = |range: &str| match range {
        "*" => Some(1),
        range => range.eq_ignore_ascii_case(encoding).then_some(2),
    };
    admits(headers, header::ACCEPT_ENCODING, weight).unwrap_or(false)
}

/// Whether the most specific entry of a header that speaks of something admits it; none where the
/// header says nothing at all. `specificity` is how precisely an entry speaks of it.
fn admits(
    headers: &HeaderMap,
    name: HeaderName,
    specificity: impl Fn(&str) -> Option<u8>,
) -> Option<bool> {
    let mut said = false;
    let mut best: Option<(u8, bool)> = None;
    for value in headers.get_all(name) {
        let text = String::from_utf8_lossy(value.as_bytes());
        for entry in text.split(',').map(str::trim).filter(|e| !e.is_empty()) {
            said = true;
            let mut parts = entry.split(';').map(str::trim);
            let Some(precision) = parts.next().and_then(&specificity) else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            let wanted = weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0));
            if best.is_none_or(|(known, _)| precision > known) {
                best = Some((precision, wanted));
            }
        }
    }
    said.then(|| best.is_some_and(|(_, wanted)| wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, value.parse().unwrap());
        takes_json(&headers)
    }

    #[test]
    fn json_unless_it_is_not_wanted() {
        assert!(takes_json(&HeaderMap::new()));
        for wanted in [
            "",
            "*/*",
            "application/*",
            "Application/JSON",
            "text/html, */*;q=0.1",
            "application/json; charset=utf-8",
            "application/json;q=0.5, */*;q=0",
        ] {
            assert!(accept(wanted), "{wanted}");
        }
        for unwanted in [
            "text/html",
            "application/xml, text/*",
            "application/json;q=0, */*",
            "application/json;q=0.000",
            "application/json;q=niet",
        ] {
            assert!(!accept(unwanted), "{unwanted}");
        }
    }

    #[test]
    fn encodings_have_to_be_asked_for() {
        let mut headers = HeaderMap::new();
        assert!(!takes_encoding(&headers, "br"));
        headers.insert(header::ACCEPT_ENCODING, "gzip, br;q=0".parse().unwrap());
        assert!(takes_encoding(&headers, "gzip"));
        assert!(!takes_encoding(&headers, "br"));
    }
}
