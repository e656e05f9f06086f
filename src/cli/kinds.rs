//! Kinds as people name them on the command line: `lesson`, `les`, `lessons` or `lessen`.

use super::Failure;
use crate::content::Kind;
use crate::content::kind::KINDS;
use crate::diagnostic::suggest::nearest;

/// The kind called `name`, in English or Dutch, one or many.
pub(super) fn kind(name: &str) -> Result<Kind, Failure> {
    let folded = name.to_lowercase();
    let named = |row: &&crate::content::kind::KindInfo| {
        [row.name, row.folder, row.segment, row.dutch].contains(&folded.as_str())
    };
    match KINDS.iter().filter(|_| !folded.is_empty()).find(named) {
        Some(row) => Ok(row.kind),
        None => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> Failure {
    let kinds: Vec<&str> = Kind::all().map(Kind::name).collect();
    let dutch = KINDS.iter().map(|row| row.dutch);
    let near = nearest(name, kinds.iter().copied().chain(dutch));
    let meant = |before: &str| {
        near.map(|near| format!("; {before} {near}?"))
            .unwrap_or_default()
    };
    Failure::new(
        [
            format!("er is geen soort “{name}”{}", meant("bedoelde u")),
            format!("there is no kind “{name}”{}", meant("did you mean")),
        ],
        [
            format!("kies uit: {}", kinds.join(", ")),
            format!("choose one of: {}", kinds.join(", ")),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_all_their_names() {
        for name in ["lesson", "les", "Lessen", "lessons"] {
            assert_eq!(kind(name).unwrap(), Kind::Lesson, "{name}");
        }
        assert_eq!(kind("begrip").unwrap(), Kind::Term);
        assert_eq!(kind("pagina").unwrap(), Kind::Page);
        assert!(kind("").is_err());
        assert!(kind("lees").is_err());
    }
}
