//! What only a disk can hold: names, links and permissions that no editor meant.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::Site;

#[test]
fn names_that_a_disk_can_hold() {
    let lesson = "---\ntitle: Les\nsummary: x\nevidence: ervaring\n---\n\nTekst.\n";
    let site = Site::new().file("site.toml", "[check.severity]\norphan-page = \"off\"\n");
    let site = site.lesson(
        "goed",
        "![Foto](een%20foto%20é.png) en [blad](<werk blad.pdf>)",
    );
    let site = site
        .file("content/lessons/een foto é.png", "")
        .file("content/lessons/werk blad.pdf", "x");
    site.build();
    let page = site.published("lessen/goed/index.html");
    for link in crate::support::links(&page)
        .iter()
        .filter(|link| link.starts_with('/'))
    {
        assert!(site.public().has(&crate::support::path_of(link)), "{link}");
    }

    let folder = site.path("content/lessons");
    // What no editor meant as a page: a folder called so, hidden files, links in a circle, nothing.
    fs::create_dir(folder.join("map.md")).unwrap();
    fs::write(folder.join("map.md/binnen.md"), lesson).unwrap();
    fs::write(folder.join(".verborgen.md"), "geen pagina").unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
    fs::write(folder.join(".git/x.md"), "geen pagina").unwrap();
    site.build();
    assert!(site.has("public/lessen/binnen/index.html"));

    symlink(".", folder.join("rondje")).unwrap();
    let ran = site.run(&["check"]).code(0);
    ran.says(&["link-loop", "content/lessons/rondje"]);
    fs::remove_file(folder.join("rondje")).unwrap();
    symlink("nergens.md", folder.join("nergens.md")).unwrap();
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["unreadable-file content/lessons/nergens.md"]
    );
    fs::remove_file(folder.join("nergens.md")).unwrap();

    fs::write(folder.join(OsStr::from_bytes(b"caf\xe9.md")), lesson).unwrap();
    let found = site.run(&["check", "--json"]).code(1).found();
    assert!(
        found
            .iter()
            .any(|row| row.starts_with("bad-file-name content/lessons/caf")),
        "{found:?}"
    );
    fs::remove_file(folder.join(OsStr::from_bytes(b"caf\xe9.md"))).unwrap();

    for empty in ["", " \n\n", "\u{feff}"] {
        site.put("content/lessons/leeg.md", empty);
        assert_eq!(
            site.run(&["check", "--json"]).code(1).found(),
            ["empty-file content/lessons/leeg.md"],
            "{empty:?}"
        );
    }
    site.put("content/lessons/leeg.md", b"---\ntitle: caf\xe9\n---\n");
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["not-utf8 content/lessons/leeg.md"]
    );
    site.put("content/lessons/leeg.md", vec![b'x'; 9 << 20]);
    assert_eq!(
        site.run(&["check", "--json"]).code(1).found(),
        ["file-too-large content/lessons/leeg.md"]
    );
    site.remove("content/lessons/leeg.md");

    fs::set_permissions(folder.join("goed.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.join("goed.md")).is_ok() {
        eprintln!("skipped: who runs this test may read a file without permission");
    } else {
        let found = site.run(&["check", "--json"]).code(1).found();
        assert_eq!(found, ["unreadable-file content/lessons/goed.md"]);
    }
}

#[test]
fn a_content_folder_can_be_a_link() {
    let site = Site::new();
    let elsewhere = site.beside("elders");
    fs::create_dir_all(elsewhere.join("lessons")).unwrap();
    fs::write(
        elsewhere.join("lessons/les.md"),
        "---\ntitle: Les\nsummary: x\nevidence: ervaring\n---\n",
    )
    .unwrap();
    symlink(&elsewhere, site.path("content")).unwrap();
    site.run(&["list"]).code(0).says(&["lesson/les"]);
}
