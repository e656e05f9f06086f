//! Whole texts of `site.toml`, with all that is wrong with them.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::config::{BaseUrl, Contact, Language, RawHtml, documented};
use crate::content::kind::Kind;
use crate::diagnostic::{Place, Severity};

fn from_file(text: &str) -> (Config, Vec<Diagnostic>) {
    read(Some(text), std::iter::empty())
}

fn from_env(variables: &[(&str, &str)]) -> (Config, Vec<Diagnostic>) {
    let owned = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    read(None, owned)
}

/// One line a fault: code, variant, what it points at, arguments, what was meant.
fn shown(text: &str, found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for fault in found {
        let _ = write!(out, "{}", fault.code);
        if let Some(variant) = fault.variant {
            let _ = write!(out, "/{variant}");
        }
        if let Place::Span(start, end) = fault.place {
            assert_eq!(&*fault.file, FILE);
            let line = text[..start as usize].matches('\n').count() + 1;
            let there = &text[start as usize..end as usize];
            let _ = write!(out, " {line}:«{there}»");
        }
        for (name, value) in &fault.args {
            if *name != "choices" {
                let _ = write!(out, " {name}={}", value.replace('\0', "␀"));
            }
        }
        if let Some(meant) = &fault.suggestion {
            let _ = write!(out, " → {meant}");
        }
        out.push('\n');
    }
    out
}

fn faults(text: &str) -> String {
    shown(text, &from_file(text).1)
}

const SOUND: &str = r#"
[site]
title = "Wijkengids"
base_url = "https://voorbeeld.nl/wijkgids"
language = "en"
description = ""
contact = "redactie@voorbeeld.nl"
edit_url = "https://voorbeeld.nl/edit/{file}"

[accessibility]
status = "B"
evaluated_on = 2026-11-01

[kinds.lesson]
title = "Wat we leerden"
intro = """
Lessen,
elk met haar bron."""

[markdown]
raw_html = "escape"
smart_punctuation = false

[check]
uncited_kinds = ["lesson", "policy"]
severity.orphan-page = "off"
severity.uncited-paragraph = "error"

[build]
compress = true

[search]
endpoint = "https://zoek.voorbeeld.nl/"
results_per_page = 0x14

[server]
addr = "[::]:80"
frame_ancestors = "https://intranet.voorbeeld.nl"
trusted_proxies = ["10.0.0.0/8", "::1"]

[api]
cors_origins = ["*"]
"#;

#[test]
fn a_sound_file_sets_what_it_says() {
    let (config, found) = from_file(SOUND);
    assert_eq!(shown(SOUND, &found), "");
    assert_eq!(config.site.title, "Wijkengids");
    assert_eq!(config.site.base_path(), "/wijkgids");
    assert_eq!(
        config.site.absolute("/x/"),
        "https://voorbeeld.nl/wijkgids/x/"
    );
    assert_eq!(config.site.language, Language::En);
    assert_eq!(config.site.description, None);
    assert_eq!(
        config.site.contact.as_ref().map(Contact::href).as_deref(),
        Some("mailto:redactie@voorbeeld.nl")
    );
    assert_eq!(
        config.accessibility.evaluated_on,
        Some(jiff::civil::date(2026, 11, 1))
    );
    assert_eq!(config.kinds.title(Kind::Lesson), "Wat we leerden");
    assert_eq!(
        config.kinds.intro(Kind::Lesson),
        Some("Lessen,\nelk met haar bron.")
    );
    assert_eq!(config.markdown.raw_html, RawHtml::Escape);
    assert!(config.check.reports_uncited(Kind::Lesson));
    assert!(!config.check.reports_uncited(Kind::Theme));
    assert_eq!(config.weight(Code::OrphanPage), Some(Severity::Off));
    assert_eq!(config.weight(Code::UncitedParagraph), Some(Severity::Error));
    assert_eq!(config.weight(Code::DeadLink), None);
    assert_eq!(config.search.results_per_page.get(), 20);
    assert_eq!(config.server.addr, "[::]:80".parse().unwrap());
    assert_eq!(config.server.frame_ancestors.len(), 1);
    assert!(config.server.trusted_proxies[0].contains("10.1.2.3".parse().unwrap()));
    assert!(config.api.cors_origins[0].admits("https://elders.nl"));
}

#[test]
fn no_file_and_an_empty_file_give_the_defaults() {
    for text in [None, Some(""), Some("\u{feff}# niets\r\n")] {
        let (config, found) = read(text, std::iter::empty());
        assert_eq!((config, found), (Config::default(), vec![]));
    }
    let check = Config::default().check;
    let reported: Vec<Kind> = Kind::all()
        .filter(|kind| check.reports_uncited(*kind))
        .collect();
    assert!(reported.contains(&Kind::Place) && !reported.contains(&Kind::Page));
}

#[test]
fn unknown_names_come_with_what_was_meant() {
    insta::assert_snapshot!(faults(
        r#"
title = "los"
snelheid = 3
[gids]
x = 1
[serch]
x = 1
[site]
titel = "x"
base-url = "https://a.nl"
compress = true
kleur = "rood"
"a.b" = 1
[kinds.lessen]
title = "x"
[kinds.lesson]
inleiding = "x"
[kinds.recept]
[check]
ernst = {}
severty = {}
[check.severity]
orphan-pag = "off"
orphan_page = "off"
[server]
poort = 80
[search]
"endpoint.x" = 1
"#
    ));
}

#[test]
fn values_that_will_not_do_are_all_found() {
    let tables = "site = 1\nbuild = true\n[[kinds]]\nlesson = 1\n[[kinds]]\n";
    let values = r#"
[site]
title = ""
base_url = "voorbeeld.nl/gids"
language = "Nederlands"
publisher = 2026
contact = "mailto:a@b.nl"
edit_url = "https://a.nl/edit"
feedback_url = "javascript:alert(1)"
description = "a\u0000b"
[accessibility]
status = "voldoet gedeeltelijk"
evaluated_on = 2026-11-01T10:00:00
statement_url = ["https://a.nl"]
[markdown]
raw_html = true
smart_punctuation = "ja"
[check]
uncited_kinds = ["lesson", "begrippen", 3, "recept"]
severity.orphan-page = "uit"
severity.bad-config = "off"
severity.dead-link = false
[build]
compress = 1
drafts = "misschien"
[search]
results_per_page = 1000
[server]
addr = "localhost:8080"
frame_ancestors = ["self", "https://a.nl; script-src *"]
trusted_proxies = ["10.1.2.3/8"]
max_concurrent = "10"
timeout = 99999999999999999999999999999999999999999999
[api]
cors_origins = ["https://a.nl/pad", {}]
"#;
    insta::assert_snapshot!(faults(tables) + &faults(values));
}

#[test]
fn a_value_at_fault_leaves_the_default_and_spares_the_rest() {
    let (config, found) = from_file("[site]\nbase_url = \"x\"\ntitle = \"y\"\n");
    assert_eq!(found.len(), 1);
    assert_eq!(config.site.base_url, BaseUrl::default());
    assert_eq!(config.site.title, "y");
}

#[test]
fn a_syntax_error_is_one_fault_at_its_place() {
    let texts = [
        "[site]\ntitle = Wijken gids\n",
        "title = “Wijkengids”",
        "[build]\ndrafts = ja",
        "[build]\ndrafts = True",
        "[site]\ntitle: Wijkengids",
        "[site]\ntitle =\n",
        "[site]\n[build]\n[site]\n",
        "[site]\ntitle = 'x\ny = 1",
        "[accessibility]\nevaluated_on = 1-11-2026",
        "[site",
        "[site]\ntitle = \"c:\\gids\"",
        "\0",
    ];
    let mut out = String::new();
    for text in texts {
        let (config, found) = from_file(text);
        assert_eq!((config, found.len()), (Config::default(), 1), "{text}");
        out += &shown(text, &found);
    }
    insta::assert_snapshot!(out);
}

#[test]
fn variables_override_the_file() {
    let env = [
        ("WIJKGIDS_SITE_BASE_URL", "https://anders.nl/"),
        ("WIJKGIDS_SITE_CONTACT", ""),
        ("WIJKGIDS_CHECK_SEVERITY_ORPHAN_PAGE", "error"),
        ("WIJKGIDS_CHECK_UNCITED_KINDS", "lesson, theme"),
        ("WIJKGIDS_KINDS_LESSON_TITLE", "Lessen & meer"),
        ("WIJKGIDS_BUILD_COMPRESS", "0"),
        ("WIJKGIDS_SEARCH_RESULTS_PER_PAGE", "30"),
        ("WIJKGIDS_ACCESSIBILITY_EVALUATED_ON", "2026-12-01"),
        ("WIJKGIDS_SERVER_TRUSTED_PROXIES", ""),
        ("PATH", "/bin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (config, found) = read(Some(SOUND), env.into_iter());
    assert_eq!(shown(SOUND, &found), "");
    assert_eq!(config.site.base_path(), "");
    assert_eq!(config.site.contact, None);
    assert_eq!(config.weight(Code::OrphanPage), Some(Severity::Error));
    assert_eq!(config.check.uncited_kinds, [Kind::Lesson, Kind::Theme]);
    assert_eq!(config.kinds.title(Kind::Lesson), "Lessen & meer");
    assert!(!config.build.compress);
    assert_eq!(config.search.results_per_page.get(), 30);
    assert_eq!(
        config.accessibility.evaluated_on,
        Some(jiff::civil::date(2026, 12, 1))
    );
    assert!(config.server.trusted_proxies.is_empty());
    // What no variable names is as the file has it.
    assert_eq!(config.site.title, "Wijkengids");
}

#[test]
fn variables_at_fault_are_named() {
    let (_, found) = from_env(&[
        ("WIJKGIDS_SITE_TITEL", "x"),
        ("WIJKGIDS_BASE_URL", "x"),
        ("WIJKGIDS_SITE_BASEURL", "x"),
        ("WIJKGIDS_SERVER_ADR", "x"),
        ("WIJKGIDS_CHECK_SEVERITY_ORPHAN_PAGES", "off"),
        ("WIJKGIDS_PORT", "8080"),
        ("WIJKGIDS_ZZZ", ""),
        ("WIJKGIDS_", ""),
        ("WIJKGIDS_SITE_BASE_URL", "anders.nl"),
        ("WIJKGIDS_SITE_TITLE", ""),
        ("WIJKGIDS_BUILD_DRAFTS", "misschien"),
        ("WIJKGIDS_SERVER_TIMEOUT", "lang"),
        ("WIJKGIDS_API_CORS_ORIGINS", "https://a.nl,b.nl,c"),
        ("WIJKGIDS_CHECK_SEVERITY_TEMPLATE_ERROR", "off"),
    ]);
    assert!(found.iter().all(|fault| fault.file.is_empty()));
    insta::assert_snapshot!(shown("", &found));
}

#[test]
fn what_kubernetes_sets_beside_a_service_is_no_setting() {
    let (config, found) = from_env(&[
        ("WIJKGIDS_SERVICE_HOST", "10.0.0.1"),
        ("WIJKGIDS_SERVICE_PORT", "80"),
        ("WIJKGIDS_SERVICE_PORT_HTTP", "80"),
        ("WIJKGIDS_PORT", "tcp://10.0.0.1:80"),
        ("WIJKGIDS_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("WIJKGIDS_PORT_80_TCP_ADDR", "10.0.0.1"),
    ]);
    assert_eq!((config, found), (Config::default(), vec![]));
}

#[test]
fn the_documented_file_is_the_defaults() {
    let text = documented();
    insta::assert_snapshot!(text);
    let (config, found) = from_file(&text);
    assert_eq!(shown(&text, &found), "");
    assert_eq!(config, Config::default());
}

#[test]
fn the_documented_examples_are_sound_and_complete() {
    let mut text = String::new();
    for line in documented().lines() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        if bare.starts_with('[') || !bare.starts_with(' ') && bare.contains(" = ") {
            text += bare;
        }
        text.push('\n');
    }
    let (_, found) = from_file(&text);
    assert_eq!(shown(&text, &found), "");
    for target in Target::all() {
        let written = text.contains(&format!("\n{} = ", target.key()));
        let usual = matches!(target, Target::Severity(code) if code.severity() == Severity::Error);
        assert!(written || usual, "{}", target.path());
    }
    // An example that stands beside a default must be sound too.
    for setting in crate::config::settings::SETTINGS.iter().copied().flatten() {
        let text = format!(
            "[{}]\n{} = {}\n",
            setting.table, setting.key, setting.example
        );
        assert_eq!(faults(&text), "", "{text}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let (config, _) = from_file(SOUND);
    for setting in crate::config::settings::SETTINGS.iter().copied().flatten() {
        let Some(written) = (setting.written)(&config) else {
            continue;
        };
        let text = format!("[{}]\n{} = {written}\n", setting.table, setting.key);
        let (back, found) = from_file(&text);
        assert_eq!(shown(&text, &found), "");
        assert_eq!((setting.written)(&back), Some(written), "{}", setting.key);
    }
}

#[test]
fn the_site_of_this_repository_is_sound() {
    let (config, found) = from_file(include_str!("../../site.toml"));
    assert_eq!(shown(include_str!("../../site.toml"), &found), "");
    assert_eq!(config.site.title, "Wijkengids");
}

#[test]
fn a_hostile_file_is_survived() {
    let mut text = String::from("[site]\n");
    for at in 0..2_000 {
        let _ = writeln!(text, "sleutel-{at} = {at}");
    }
    assert_eq!(from_file(&text).1.len(), 2_000);
    let deep = format!("x = {}", "[".repeat(100_000));
    assert_eq!(from_file(&deep).1.len(), 1);
    let path = format!("{} = 1", vec!["check"; 60].join("."));
    assert_eq!(from_file(&path).1.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        let (_, found) = from_file(&text);
        for fault in &found {
            if let Place::Span(start, end) = fault.place {
                prop_assert!(text.get(start as usize..end as usize).is_some());
            }
        }
    }

    #[test]
    fn any_value_of_any_setting_is_survived(
        at in any::<prop::sample::Index>(),
        value in "(\"[ -~é€\\t]{0,20}\"|'[^'\n]{0,12}'|[-+0-9.e:TZ_x]{1,24}|\\[.{0,12}\\]|\\{[a-z]{1,3} ?= ?[0-9]\\}|true|false|inf)",
    ) {
        let all: Vec<Target> = Target::all().collect();
        let target = at.get(&all);
        let text = format!("[{}]\n{} = {value}\n", target.table(), target.key());
        let (_, found) = from_file(&text);
        for fault in &found {
            if let Place::Span(start, end) = fault.place {
                prop_assert!(text.get(start as usize..end as usize).is_some(), "{text}");
            }
        }
        let _ = read(None, std::iter::once((target.variable(), value)));
    }

    #[test]
    fn any_variable_is_survived(name in "(SITE|SERVER|KINDS|CHECK)?_?.{0,20}", value in any::<String>()) {
        let (_, found) = read(None, std::iter::once((format!("{PREFIX}{name}"), value)));
        prop_assert!(found.len() <= 1);
    }
}
