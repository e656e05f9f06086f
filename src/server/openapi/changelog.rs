//! What each version of the API brought, newest first. The version that answers name is the first.

use crate::json::{Json, object};

/// A version.
struct Release {
    /// Its number (SemVer): the first part changes with what breaks, the second with what is added,
    /// the third with what is mended.
    version: &'static str,
    /// The day on which it came out.
    date: &'static str,
    /// What changed, in Dutch.
    changes: &'static [&'static str],
}

const RELEASES: [Release; 1] = [Release {
    version: "1.0.0",
    date: "2026-11-22",
    changes: &[
        "Zoeken met GET (`/zoekresultaten`) en met POST (`/_zoek`).",
        "Suggesties tijdens het typen (`/suggesties`).",
        "De lijst van wat er veranderde, ook wat verdween (`/paginas`).",
        "Een pagina als gegevens (`/paginas/{kind}/{slug}`).",
        "Deze beschrijving in OpenAPI 3.1 (`/openapi.json`).",
    ],
}];

/// The version of the API.
pub(in crate::server) const VERSION: &str = RELEASES[0].version;

/// All versions, for the description.
pub(super) fn described() -> Json {
    let releases = RELEASES.iter().map(|release| {
        object! {
            "version": release.version,
            "date": release.date,
            "changes": release.changes.iter().copied().collect::<Json>(),
        }
    });
    releases.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_run_down_and_are_dated() {
        let number = |release: &Release| -> Vec<u32> {
            let parts: Vec<u32> = release
                .version
                .split('.')
                .map(|n| n.parse().unwrap())
                .collect();
            assert_eq!(parts.len(), 3, "{}", release.version);
            parts
        };
        let numbers: Vec<_> = RELEASES.iter().map(number).collect();
        assert!(numbers.windows(2).all(|two| two[0] > two[1]), "{numbers:?}");
        assert!(
            numbers.iter().all(|number| number[0] == 1),
            "another major version is another path"
        );
        for release in &RELEASES {
            assert!(release.date.parse::<jiff::civil::Date>().is_ok());
            assert!(!release.changes.is_empty());
        }
    }
}
