use std::cell::RefCell;

use proptest::prelude::*;

use super::*;

const LESSON: &str =
    "---\r\ntitle: Één\r\nthemes: [wonen, veilgheid]\r\n---\r\n\r\n\té [[x]] en [[y]]\r\n";

fn at(code: Code, file: &str, needle: &str) -> Diagnostic {
    let start = LESSON.find(needle).unwrap();
    Diagnostic::new(code, file).at(start, start + needle.len())
}

fn found() -> Diagnostics {
    Diagnostics::from(vec![
        at(Code::DeadLink, "b.md", "[[y]]").arg("target", "y"),
        at(Code::DeadLink, "b.md", "[[x]]").arg("target", "x"),
        at(Code::DeadLink, "b.md", "[[x]]").arg("target", "x"),
        at(Code::AmbiguousLink, "b.md", "[[x]]").arg("target", "x"),
        Diagnostic::new(Code::OrphanPage, "b.md"),
        Diagnostic::new(Code::UnknownReference, "a.md")
            .at_key(&["themes", "1"])
            .arg("key", "themes")
            .arg("value", "veilgheid")
            .arg("folder", "themes")
            .suggest(Some("veiligheid")),
        at(Code::MissingAlt, "gone.md", "[[x]]").arg("path", "50%, a: b.png"),
        Diagnostic::new(Code::BadConfig, "").arg("reason", "x"),
    ])
}

fn read(file: &str) -> Option<String> {
    (file != "gone.md").then(|| LESSON.to_owned())
}

fn shown() -> Vec<Report> {
    reports(&found(), &read, Language::Nl)
}

#[test]
fn reports_are_placed_sorted_and_said_once() {
    let lines: Vec<String> = shown()
        .iter()
        .map(|r| {
            format!(
                "{} {}:{}-{}:{} {}",
                r.file, r.line, r.column, r.end_line, r.end_column, r.code
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn each_file_is_read_once_and_only_where_a_place_is_asked() {
    let asked = RefCell::new(Vec::new());
    reports(
        &found(),
        &|file| {
            asked.borrow_mut().push(file.to_owned());
            None
        },
        Language::Nl,
    );
    assert_eq!(asked.into_inner(), ["a.md", "b.md", "gone.md"]);
}

#[test]
fn people_see_excerpt_caret_and_remedy() {
    insta::assert_snapshot!(human(&shown(), Language::Nl, false));
}

#[test]
fn colors_are_only_there_when_asked_for() {
    let plain = human(&shown(), Language::En, false);
    let colored = human(&shown(), Language::En, true);
    assert!(!plain.contains('\u{1b}'));
    assert!(colored.contains('\u{1b}'));
}

#[test]
fn a_file_cannot_steer_the_terminal() {
    let text = "\u{1b}[31m\u{202e}x\n";
    let found = Diagnostic::new(Code::RawHtml, "a\u{1b}[2J.md")
        .at(0, 5)
        .arg("html", "\u{1b}]0;x\u{7}")
        .suggest(Some("\u{1b}[1m"));
    let shown = reports(
        &vec![found].into(),
        &|_| Some(text.to_owned()),
        Language::Nl,
    );
    let shown = human(&shown, Language::Nl, false);
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
}

#[test]
fn long_lines_keep_their_true_column() {
    let text = format!("{}[[x]]{}", "woord ".repeat(2000), " woord".repeat(2000));
    let start = text.find("[[x]]").unwrap();
    let found = Diagnostic::new(Code::DeadLink, "a.md")
        .at(start, start + 5)
        .arg("target", "x");
    let shown = reports(&vec![found].into(), &|_| Some(text.clone()), Language::Nl);
    assert_eq!((shown[0].column, shown[0].end_column), (12_001, 12_006));
    insta::assert_snapshot!(human(&shown, Language::Nl, false));
}

#[test]
fn tabs_and_wide_characters_keep_the_caret_in_place() {
    let text = "\t漢字 x\n";
    let start = text.find('x').unwrap();
    let found = Diagnostic::new(Code::RawHtml, "a.md").at(start, start + 1);
    let shown = reports(
        &vec![found].into(),
        &|_| Some(text.to_owned()),
        Language::Nl,
    );
    assert_eq!(shown[0].column, 5);
    insta::assert_snapshot!(human(&shown, Language::Nl, false));
}

#[test]
fn programs_get_exactly_the_nine_members() {
    insta::assert_snapshot!(json(&shown()[..3]));
    assert_eq!(json(&[]), "[]\n");
}

#[test]
fn github_commands_are_escaped() {
    insta::assert_snapshot!(github(&shown()[..2], ""));
    let gone = &shown()[shown().len() - 1..];
    assert!(github(gone, "een, twee/").starts_with(
        "::error file=een%2C twee/gone.md,line=1,col=1,endLine=1,endColumn=1,title=missing-alt::\
         De afbeelding “50%25, a: b.png” heeft geen omschrijving.%0A"
    ));
}

#[test]
fn the_summary_counts() {
    let line = |diagnostics: Diagnostics, language| {
        let shown = reports(&diagnostics, &read, language);
        let text = human(&shown, language, false);
        text.lines().last().unwrap().to_owned()
    };
    assert_eq!(
        line(found(), Language::Nl),
        "6 fouten en 1 waarschuwing in 3 bestanden"
    );
    assert_eq!(
        line(found(), Language::En),
        "6 errors and 1 warning in 3 files"
    );
    let one = || Diagnostics::from(vec![Diagnostic::new(Code::EmptyFile, "a.md")]);
    assert_eq!(line(one(), Language::Nl), "1 fout in 1 bestand");
    let mut warned = one();
    warned.reweigh(|_| Some(Severity::Warning));
    assert_eq!(line(warned, Language::Nl), "1 waarschuwing in 1 bestand");
    let setup = vec![Diagnostic::new(Code::BadConfig, "")];
    assert_eq!(line(setup.into(), Language::Nl), "1 fout");
    assert_eq!(
        line(Diagnostics::new(), Language::Nl),
        "Geen fouten of waarschuwingen"
    );
}

#[test]
fn keys_are_found_in_data_files_and_behind_a_byte_order_mark() {
    let yaml = "som2013:\n  title: Werk\n  read: half\n";
    let found = Diagnostic::new(Code::BadSource, "content/sources.yaml")
        .at_key(&["som2013", "read"])
        .variant("read");
    let shown = reports(
        &vec![found].into(),
        &|_| Some(yaml.to_owned()),
        Language::Nl,
    );
    assert_eq!(
        (shown[0].line, shown[0].column, shown[0].end_column),
        (3, 9, 13)
    );

    let marked = "\u{feff}---\ntitle: x\n---\n";
    let found = Diagnostic::new(Code::WrongType, "a.md").at_key(&["title"]);
    let shown = reports(
        &vec![found].into(),
        &|_| Some(marked.to_owned()),
        Language::Nl,
    );
    assert_eq!(
        (shown[0].line, shown[0].column, shown[0].end_column),
        (2, 8, 9)
    );
}

#[test]
fn many_wrong_references_in_one_list_take_no_time() {
    let names: Vec<String> = (0..20_000).map(|n| format!("t{n}")).collect();
    let text = format!("---\nthemes: [{}]\n---\n", names.join(", "));
    let found: Diagnostics = (0..20_000)
        .map(|n| {
            Diagnostic::new(Code::UnknownReference, "a.md").at_key(&["themes", &n.to_string()])
        })
        .collect();
    let shown = reports(&found, &|_| Some(text.clone()), Language::Nl);
    assert_eq!(shown.len(), 20_000);
    assert_eq!((shown[2].column, shown[2].end_column), (18, 20));
}

#[test]
fn many_problems_in_one_long_line_take_no_time() {
    let text = "[[x]] ".repeat(200_000);
    let found: Diagnostics = (0..20_000)
        .map(|n| Diagnostic::new(Code::DeadLink, "a.md").at(n * 60, n * 60 + 5))
        .collect();
    let shown = reports(&found, &|_| Some(text.clone()), Language::Nl);
    assert_eq!(shown.len(), 20_000);
    assert_eq!(shown[19_999].column, 19_999 * 60 + 1);
}

proptest! {
    #[test]
    fn any_place_in_any_text_is_shown(
        text in "(---\n(a: \\[b, c\\]\n)?---\n)?[aé\t\r\n漢\u{202e}\u{1b}]{0,300}",
        start in 0usize..600,
        end in 0usize..600,
        key in "[a0-9]",
    ) {
        let found = vec![
            Diagnostic::new(Code::RawHtml, "a.md").at(start, end),
            Diagnostic::new(Code::RawHtml, "b.yaml").at_key(&["a", &key]),
            Diagnostic::new(Code::RawHtml, "c.md").at_key(&[&key]),
        ];
        for language in [Language::Nl, Language::En] {
            let shown = reports(&found.clone().into(), &|_| Some(text.clone()), language);
            for report in &shown {
                prop_assert!((report.line, report.column) <= (report.end_line, report.end_column));
            }
            human(&shown, language, true);
            json(&shown);
            github(&shown, "x");
        }
    }
}
