//! What editors send in by accident, one by one: each has a message of its own that says what to do,
//! nothing that was published changes, and no file of theirs is touched.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Site, Tree};

/// The file that most of them spoil.
const LESSON: &str = "content/lessons/les.md";

/// A lesson that is sound.
const SOUND: &str = "---\ntitle: Les\nsummary: Kijk eerst.\nevidence: ervaring\n---\n\nTekst.\n";

/// A published site with one sound lesson and what it links to.
fn site() -> Site {
    let site = Site::new()
        .file(
            "site.toml",
            "[site]\ntitle = \"Gids\"\n[check.severity]\norphan-page = \"off\"\n",
        )
        .file(LESSON, SOUND);
    site.build();
    site
}

/// What somebody hands in, and what is said of it.
struct Case {
    name: &'static str,
    /// The files.
    files: Vec<(&'static str, Vec<u8>)>,
    /// The code that must be reported, and only that.
    code: &'static str,
    /// Words of the message, and words of the remedy.
    says: [&'static str; 2],
}

fn case(
    name: &'static str,
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    code: &'static str,
    says: [&'static str; 2],
) -> Case {
    Case {
        name,
        files: vec![(file, bytes.into())],
        code,
        says,
    }
}

/// The sound lesson with one text replaced.
fn with(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from));
    SOUND.replacen(from, to, 1)
}

fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let units = mark.into_iter().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

fn cases() -> Vec<Case> {
    let ansi: Vec<u8> = with("Tekst", "Eén café").chars().map(|c| c as u8).collect();
    let large = [b"\xff\xd8\xff\xe0".as_slice(), &vec![b'x'; 50 << 20]].concat();
    let mut image = case(
        "een afbeelding van 50 MB",
        LESSON,
        with("Tekst.", "![Een plein](plein.jpg)"),
        "file-too-large",
        ["plein.jpg” is te groot. Ze is 51 MB", "1600 pixels"],
    );
    image.files.push(("content/lessons/plein.jpg", large));
    vec![
        case(
            "samenvoegtekens van git in de gegevens",
            LESSON,
            with(
                "title: Les\n",
                "<<<<<<< HEAD\ntitle: Les\n=======\ntitle: De les\n>>>>>>> tak\n",
            ),
            "bad-yaml",
            ["markering van git", "Kies welke van de twee versies blijft"],
        ),
        case(
            "samenvoegtekens van git in de tekst",
            LESSON,
            with(
                "Tekst.",
                "<<<<<<< HEAD\nTekst.\n=======\nDe tekst.\n>>>>>>> tak",
            ),
            "merge-conflict",
            ["git kon niet kiezen", "Kies welke versie blijft"],
        ),
        case(
            "tabs in YAML",
            LESSON,
            with(
                "evidence: ervaring\n",
                "evidence: ervaring\nthemes:\n\t- wonen\n",
            ),
            "bad-yaml",
            ["springt in met een tab", "twee spaties"],
        ),
        case(
            "ANSI",
            LESSON,
            ansi,
            "not-utf8",
            ["staat op regel 7", "bij Codering UTF-8"],
        ),
        case(
            "UTF-16",
            LESSON,
            utf16(SOUND, true),
            "not-utf8",
            ["UTF-16 (in Kladblok “Unicode”)", "UTF-8"],
        ),
        case(
            "UTF-16 zonder kenmerk",
            LESSON,
            utf16(SOUND, false),
            "not-utf8",
            ["UTF-16 (in Kladblok “Unicode”)", "UTF-8"],
        ),
        case(
            "kromme aanhalingstekens om een waarde",
            LESSON,
            with("title: Les", "title: “Les: een”"),
            "curly-quotes",
            ["zijn krom", "`title: \"Les: een\"`"],
        ),
        case(
            "kromme aanhalingstekens om een keuze",
            LESSON,
            with("evidence: ervaring", "evidence: „ervaring”"),
            "curly-quotes",
            ["`evidence` zijn krom", "`evidence: \"ervaring\"`"],
        ),
        case(
            "een gegeven twee keer",
            LESSON,
            with("title: Les\n", "title: Les\ntitle: De les\n"),
            "duplicate-key",
            [
                "`title` staat er twee keer",
                "Verwijder een van de twee regels",
            ],
        ),
        case(
            "les.md.txt",
            "content/lessons/tweede.md.txt",
            SOUND,
            "bad-file-name",
            [
                "wordt geen pagina",
                "Noem het bestand `tweede.md`. Windows verbergt",
            ],
        ),
        case(
            "Ga kijken.md",
            "content/lessons/Ga kijken.md",
            SOUND,
            "bad-file-name",
            [
                "“Ga kijken.md” is niet geschikt als adres",
                "`ga-kijken.md`",
            ],
        ),
        case(
            "~$les.md",
            "content/lessons/~$les.md",
            b"\x05Jan\0\0".as_slice(),
            "leftover-file",
            ["hulpbestand van Word", "Sluit het document"],
        ),
        case(
            "de kopie van een synchronisatieprogramma",
            "content/lessons/les (conflicterend exemplaar van Jan 2026-11-01).md",
            SOUND,
            "bad-file-name",
            [
                "lijkt een kopie van `les.md`",
                "Vergelijk de twee bestanden",
            ],
        ),
        case(
            "de kopie van OneDrive, met de naam van de computer",
            "content/lessons/les-LAPTOP-AB12.md",
            SOUND,
            "bad-file-name",
            [
                "lijkt een kopie van `les.md`",
                "Vergelijk de twee bestanden",
            ],
        ),
        case(
            "twee bestanden met één naam",
            "content/lessons/ouder/les.md",
            with("title: Les", "title: Oudere les"),
            "duplicate-slug",
            ["“lesson/les” is al in gebruik", "een andere naam"],
        ),
        case(
            "een datum in Nederlandse volgorde",
            LESSON,
            with(
                "evidence: ervaring\n",
                "evidence: ervaring\ndate: 1-11-2026\n",
            ),
            "bad-date",
            ["Bedoelde u “2026-11-01”?", "jaar-maand-dag"],
        ),
        case(
            "een tabel uit Word",
            LESSON,
            with("Tekst.", "Rol\tTaak\nGemeente\tKijken\nCorporatie\tBouwen"),
            "pasted-table",
            [
                "tabs tussen de cellen",
                "`| Rol | Taak |`, en onder de eerste regel `|---|---|`",
            ],
        ),
        case(
            "geplakte HTML",
            LESSON,
            with(
                "Tekst.",
                "<p class=\"MsoNormal\"><span style=\"color: red\">Tekst</span></p>",
            ),
            "raw-html",
            ["opgemaakte tekst geplakt", "zonder opmaak (`Ctrl+Shift+V`)"],
        ),
        image,
    ]
}

#[test]
fn each_has_its_own_message_and_nothing_is_lost() {
    let mut told: BTreeMap<String, &str> = BTreeMap::new();
    for Case {
        name,
        files,
        code,
        says,
    } in cases()
    {
        let site = site();
        let published = site.public();
        for (path, bytes) in &files {
            site.put(path, bytes);
        }
        let before = Tree::of(&site.path("content"));
        let found = site.run(&["check", "--json"]).json();
        let rows = found.as_array().unwrap();
        let codes: Vec<&str> = rows.iter().map(|row| text(row, "code")).collect();
        assert!(
            codes.iter().all(|one| *one == code) && !codes.is_empty(),
            "{name}: {code} and nothing else, not {found:#}"
        );
        let row = &rows[0];
        assert!(text(row, "message").contains(says[0]), "{name}: {row:#}");
        assert!(text(row, "hint").contains(says[1]), "{name}: {row:#}");
        told.entry(text(row, "message").to_owned()).or_insert(name);

        let fatal = text(row, "severity") == "error";
        site.run(&["build"]).code(i32::from(fatal));
        site.public().assert_same(&published);
        Tree::of(&site.path("content")).assert_same(&before);
    }
    // UTF-16 without its mark is the same mistake.
    assert_eq!(told.len(), cases().len() - 1, "{told:#?}");
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row[key].as_str().unwrap()
}

#[test]
fn windows_line_ends_change_nothing() {
    let unix = site();
    let windows = site();
    windows.put(LESSON, SOUND.replace('\n', "\r\n"));
    let marked = format!("\u{feff}{}", SOUND.replace('\n', "\r\n"));
    for text in [SOUND.replace('\n', "\r\n"), marked] {
        windows.put(LESSON, &text);
        windows.run(&["check"]).code(0).says(&["Geen fouten"]);
        windows.build();
        windows.public().assert_same(&unix.public());
        assert_eq!(windows.read(LESSON), text);
    }
}

/// A quotation that is no more than a value's beginning or end, and tabs that are no table, are left alone.
#[test]
fn what_only_looks_like_it_is_left_alone() {
    let site = site();
    let text = with("title: Les", "title: “Wij” en “zij”")
        .replace("summary: Kijk eerst.", "summary: \"“Kijk eerst.”\"")
        .replace(
            "Tekst.",
            "Tekst\tmet een tab.\n\n    Rol\tTaak\n    Gemeente\tKijken\n\nKop\n-------\n\n> citaat",
        );
    site.put(LESSON, text);
    site.put("content/lessons/werkblad.txt", "Geen pagina.");
    site.run(&["check", "--json"]).code(0).says(&["[]"]);
}

#[cfg(unix)]
mod disk {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Output};

    use super::*;
    use crate::crash::Mount;

    /// A user without rights of its own, on every Unix.
    const NOBODY: u32 = 65_534;

    /// Runs the program as somebody who is not allowed everything.
    fn run_as_anybody(site: &Site, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wijkgids"));
        if rustix::process::geteuid().is_root() {
            // Elsewhere the tests' own folders may be closed to others.
            let program = site.beside("wijkgids");
            let own = env!("CARGO_BIN_EXE_wijkgids");
            if fs::hard_link(own, &program).is_err() {
                fs::copy(own, &program).unwrap();
            }
            let above = site.root().parent().unwrap();
            fs::set_permissions(above, fs::Permissions::from_mode(0o755)).unwrap();
            command = Command::new(program);
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir(site.root()).args(args);
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        fs::remove_file(site.beside("wijkgids")).ok();
        let said = [stdout, stderr].concat();
        (status.code().unwrap(), String::from_utf8(said).unwrap())
    }

    #[test]
    fn a_locked_file() {
        let site = site();
        let path = site.path(LESSON);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        let (code, said) = run_as_anybody(&site, &["check"]);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(code, 1, "{said}");
        for part in [
            "unreadable-file",
            LESSON,
            "kan niet worden gelezen",
            "Sluit het bestand in andere programma’s",
        ] {
            assert!(said.contains(part), "`{part}` in {said}");
        }
        assert_eq!(site.read(LESSON), SOUND);
    }

    #[test]
    fn an_output_folder_that_may_not_be_written() {
        let site = site();
        let published = site.public();
        site.put(LESSON, with("Tekst.", "Nieuwe tekst."));
        let closed = ["public", "index", ".wijkgids", ""];
        for folder in closed {
            fs::set_permissions(site.path(folder), fs::Permissions::from_mode(0o555)).unwrap();
        }
        let (code, said) = run_as_anybody(&site, &["build"]);
        for folder in closed {
            fs::set_permissions(site.path(folder), fs::Permissions::from_mode(0o755)).unwrap();
        }
        assert_eq!(code, 2, "{said}");
        for part in [
            "er kan niet worden geschreven in",
            "schrijfrechten",
            "--out",
        ] {
            assert!(said.contains(part), "`{part}` in {said}");
        }
        site.public().assert_same(&published);
    }

    /// Needs a small disk; [`Mount`] says so where there can be none.
    #[test]
    fn a_full_disk() {
        let Some(mount) = Mount::tmpfs("size=6m") else {
            return;
        };
        let site = Site::at(mount.folder())
            .file("site.toml", "[site]\ntitle = \"Gids\"\n")
            .file(LESSON, SOUND);
        site.build();
        let published = site.public();
        let mut filler = fs::File::create(site.path("vulling")).unwrap();
        let mut room = 6 << 20;
        while room > 512 {
            if filler.write_all(&vec![1; room]).is_err() {
                room /= 2;
            }
        }
        fs::write(site.path(LESSON), with("Tekst.", "Meer tekst.")).unwrap();
        site.run(&["build"])
            .code(2)
            .complains(&["de schijf is vol", "maak ruimte vrij en bouw opnieuw"]);
        site.public().assert_same(&published);
    }
}
