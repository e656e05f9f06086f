//! What is wrong with a `site.toml` that is no TOML, in words for who never heard of TOML.

use toml::de::Error;

use super::FILE;
use super::value::quote;
use crate::diagnostic::{Code, Diagnostic};

/// The report of a syntax error. The usual ones are told apart by the parser's own message, which
/// others are given with.
pub(super) fn fault(text: &str, error: &Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let there = text.get(span.clone()).unwrap_or_default();
    let message = error.message();
    let fault = Diagnostic::new(Code::BadConfig, FILE).at(span.start, span.end);
    if message.starts_with("duplicate key") {
        return fault.variant("duplicate").arg("setting", there);
    }
    if message.starts_with("key with no value") {
        return fault.variant("no-equals");
    }
    if message.starts_with("invalid date") {
        return fault.variant("bare-date").arg("value", there);
    }
    if message.starts_with("invalid boolean") {
        return fault
            .variant("unquoted")
            .arg("value", there)
            .suggest(Some(there.to_lowercase()));
    }
    if message.starts_with("string values must be quoted") {
        return match there {
            "" => fault.variant("no-value"),
            "ja" => unquoted(fault, there, "true".into()),
            "nee" => unquoted(fault, there, "false".into()),
            _ => {
                // Word processors make quotes of these, TOML does not.
                let bare = there.trim_matches(['“', '”', '„', '‘', '’', '‚', '«', '»']);
                let fault = unquoted(fault, there, quote(bare));
                if bare == there {
                    fault
                } else {
                    fault.variant("curly-quotes")
                }
            }
        };
    }
    fault.arg("reason", message)
}

fn unquoted(fault: Diagnostic, there: &str, meant: String) -> Diagnostic {
    fault
        .variant("unquoted")
        .arg("value", there)
        .suggest(Some(meant))
}
