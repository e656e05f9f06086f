//! The codes: every problem that the tool can report, with its usual weight.
//!
//! A code's texts, explanation and example stand under its name in `messages.toml`; a test holds the
//! two lists together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while it stands.
    Error,
    /// Shown, and no more than that (unless `check --deny warnings`).
    Warning,
    /// Not shown at all.
    Off,
}

impl Severity {
    /// The word that JSON and `[check.severity]` use.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Off => "off",
        }
    }
}

/// Who is at fault, and so with which code the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A content file: exit 1.
    Content,
    /// `site.toml`, a template or the environment: exit 2.
    Setup,
}

macro_rules! codes {
    ($($variant:ident = $name:literal, $severity:ident, $fault:ident;)*) => {
        /// Every problem that the tool can report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is explained in messages.toml, from which docs/meldingen.md is made")]
        pub enum Code { $($variant),* }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// Its stable name: `unknown-key`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// Its usual weight.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// Who is at fault.
            pub fn fault(self) -> Fault {
                match self { $(Code::$variant => Fault::$fault),* }
            }
        }
    };
}

codes! {
    // Files and folders
    NotUtf8 = "not-utf8", Error, Content;
    UnreadableFile = "unreadable-file", Error, Content;
    EmptyFile = "empty-file", Error, Content;
    BadFileName = "bad-file-name", Error, Content;
    UnknownFolder = "unknown-folder", Error, Content;
    DuplicateSlug = "duplicate-slug", Error, Content;
    DuplicateTitle = "duplicate-title", Error, Content;
    PathCollision = "path-collision", Error, Content;
    ReservedName = "reserved-name", Error, Content;
    FileTooLarge = "file-too-large", Error, Content;
    LinkLoop = "link-loop", Warning, Content;
    LeftoverFile = "leftover-file", Warning, Content;
    MergeConflict = "merge-conflict", Error, Content;
    // Front matter
    NoFrontMatter = "no-front-matter", Error, Content;
    BadYaml = "bad-yaml", Error, Content;
    UnknownKey = "unknown-key", Error, Content;
    MissingKey = "missing-key", Error, Content;
    DuplicateKey = "duplicate-key", Error, Content;
    WrongType = "wrong-type", Error, Content;
    UnknownValue = "unknown-value", Error, Content;
    BadDate = "bad-date", Error, Content;
    BadNumber = "bad-number", Error, Content;
    YamlAnchor = "yaml-anchor", Error, Content;
    CutOffValue = "cut-off-value", Warning, Content;
    CurlyQuotes = "curly-quotes", Error, Content;
    BadAlias = "bad-alias", Error, Content;
    // References between pages
    UnknownReference = "unknown-reference", Error, Content;
    WrongKind = "wrong-kind", Error, Content;
    UnknownSource = "unknown-source", Error, Content;
    BadSource = "bad-source", Error, Content;
    ReferenceCycle = "reference-cycle", Error, Content;
    LabelClash = "label-clash", Error, Content;
    LinkToDraft = "link-to-draft", Error, Content;
    VanishedPage = "vanished-page", Error, Content;
    NearMissPlace = "near-miss-place", Warning, Content;
    // Markdown
    DeadLink = "dead-link", Error, Content;
    DeadAnchor = "dead-anchor", Error, Content;
    AmbiguousLink = "ambiguous-link", Error, Content;
    UnsafeLink = "unsafe-link", Error, Content;
    BadCitation = "bad-citation", Error, Content;
    MissingFile = "missing-file", Error, Content;
    MissingAlt = "missing-alt", Error, Content;
    SkippedHeading = "skipped-heading", Error, Content;
    TitleHeading = "title-heading", Error, Content;
    DuplicateHeadingId = "duplicate-heading-id", Error, Content;
    UnknownFootnote = "unknown-footnote", Error, Content;
    RawHtml = "raw-html", Error, Content;
    PastedTable = "pasted-table", Error, Content;
    UnknownAlert = "unknown-alert", Error, Content;
    TooDeep = "too-deep", Error, Content;
    // Editorial
    UncitedParagraph = "uncited-paragraph", Warning, Content;
    OrphanPage = "orphan-page", Warning, Content;
    OverdueReview = "overdue-review", Warning, Content;
    // site.toml, templates, environment
    BadConfig = "bad-config", Error, Setup;
    UnknownSetting = "unknown-setting", Error, Setup;
    TemplateError = "template-error", Error, Setup;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == name)
            .ok_or(())
    }
}
