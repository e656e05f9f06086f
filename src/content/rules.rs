//! What must hold between the keys of one front matter, each of which may be sound by itself.

use std::sync::Arc;

use super::front_matter::{FrontMatter, Status};
use super::keys;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Adds to `found`, which holds what is wrong with single keys of `yaml`, what is wrong with `front`
/// as a whole.
pub(super) fn check(file: &Arc<str>, front: &FrontMatter, yaml: &str, found: &mut Vec<Diagnostic>) {
    let report = |code, key: &str| Diagnostic::new(code, Arc::clone(file)).at_key(&[key]);
    if front.status == Status::Withdrawn {
        // A value at fault is left out of `front`; it was reported and is not missing as well.
        let sound = found.is_empty();
        let missing = |name: &str| sound || !yaml.lines().any(|line| line.starts_with(name));
        let given = [
            ("withdrawn_because", front.withdrawn_because.is_some()),
            ("withdrawn_on", front.withdrawn_on.is_some()),
        ];
        for (name, given) in given {
            if !given && missing(name) {
                let fault = report(Code::MissingKey, "status")
                    .variant("withdrawn")
                    .arg("key", name)
                    .arg("meaning", keys::find(name).map_or("", |key| key.dutch));
                // A page in a hurry to be withdrawn is withdrawn first and explained later.
                found.push(Diagnostic {
                    severity: Severity::Warning,
                    ..fault
                });
            }
        }
    }
    if let (Some(start), Some(end)) = (&front.start, &front.end)
        && let (Some(earliest), Some(latest)) = (start.earliest(), end.latest())
        && latest < earliest
    {
        found.push(
            report(Code::BadDate, "end")
                .variant("order")
                .arg("start", start)
                .arg("end", end),
        );
    }
}
