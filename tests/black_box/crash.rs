//! Kills, full disks and files that are not ours: the last generation stays whole, and the next
//! build mends.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Site, Tree};
use wijkgids::publish::{Generation, Places};

fn current(site: &Site) -> Option<Generation> {
    Generation::current(&Places::of(site.root())).unwrap()
}

/// One edition of a guide: of each page it can be told which edition it is of.
fn write_edition(site: &Site, edition: usize) {
    for n in 0..30 {
        site.put(
            &format!("content/lessons/les-{n}.md"),
            format!("---\ntitle: Les {n}\nsummary: Editie {edition}.\nevidence: ervaring\n---\n\nTekst van editie {edition}.\n"),
        );
    }
}

/// The editions of which pages stand in a generation; a whole one has one.
fn editions(generation: &Generation) -> Vec<String> {
    let mut editions: Vec<String> = (0..30)
        .map(|n| {
            let entry = generation
                .get(&format!("/lessen/les-{n}/"))
                .unwrap_or_else(|| panic!("no lesson {n}"));
            let page = String::from_utf8(generation.read_verified(entry).unwrap()).unwrap();
            let (_, rest) = page.split_once("Tekst van editie ").unwrap();
            rest.split('.').next().unwrap().to_owned()
        })
        .collect();
    editions.sort();
    editions.dedup();
    editions
}

#[test]
fn a_killed_build_leaves_a_whole_generation_and_the_next_build_mends() {
    let site = Site::new();
    write_edition(&site, 0);
    let start = Instant::now();
    site.build();
    let whole_build = start.elapsed().max(Duration::from_millis(40));
    let (mut killed, mut seen) = (0, Vec::new());
    for kill in 1..=25_u32 {
        write_edition(&site, kill as usize);
        let mut child = site.start(&["build"]);
        // Spread over the whole of a build, and a little past its end.
        thread::sleep(whole_build * (kill * 7 % 25) / 22);
        if child.try_wait().unwrap().is_none() {
            killed += 1;
        }
        let _ = child.kill();
        child.wait().unwrap();
        let generation = current(&site).expect("the generation that was there");
        generation.verify().unwrap();
        let found = editions(&generation);
        assert_eq!(found.len(), 1, "a mixture after kill {kill}");
        seen.push(found[0].clone());
        site.run(&["search", "editie", "-q"])
            .code(0)
            .says(&["lesson/les-"]);
    }
    assert!(killed > 5, "the builds were hardly ever killed: {killed}");
    seen.dedup();
    write_edition(&site, 99);
    site.build();
    assert_eq!(editions(&current(&site).unwrap()), ["99"]);
    assert_mended(&site);
}

/// Nothing is left of what was cut short, and `public/` is what a clean build gives.
fn assert_mended(site: &Site) {
    let clean = Site::empty();
    for (path, bytes) in Tree::of(site.root()).files() {
        if path == "site.toml" || path.starts_with("content/") {
            clean.put(path, bytes);
        }
    }
    clean.build();
    site.public().assert_same(&clean.public());
    let index: Vec<String> = fs::read_dir(site.path("index"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(index.len() <= 2, "indexes left behind: {index:?}");
}

#[test]
fn a_killed_roll_out_is_finished_by_the_next_build_even_if_nothing_changed() {
    let site = Site::new();
    write_edition(&site, 1);
    site.build();
    // As a kill in the midst of rolling out leaves it: the record names both generations.
    for kill in 2..8_usize {
        write_edition(&site, kill);
        let mut child = site.start(&["build"]);
        let deadline = Instant::now() + Duration::from_secs(20);
        let before = current(&site).unwrap().number();
        while current(&site).unwrap().number() == before && Instant::now() < deadline {
            thread::sleep(Duration::from_micros(200));
        }
        let _ = child.kill();
        child.wait().unwrap();
        site.build();
        assert_eq!(editions(&current(&site).unwrap()), [kill.to_string()]);
        let page = site.published("lessen/les-29/index.html");
        assert!(page.contains(&format!("Tekst van editie {kill}.")));
    }
    assert_mended(&site);
}

#[test]
fn a_failing_build_leaves_the_last_generation() {
    let site = Site::new();
    write_edition(&site, 1);
    site.build();
    let (before, public) = (Tree::of(site.root()), site.public());
    for (path, fault, code) in [
        ("content/lessons/les-3.md", "---\ntitle: [\n---\n", 1),
        ("templates/page.html", "{{ page.er_niet.wel }}", 2),
        ("site.toml", "[sit]\n", 2),
    ] {
        let whole = site.has(path).then(|| site.read(path));
        site.put(path, fault).run(&["build"]).code(code);
        match whole {
            Some(text) => site.put(path, text),
            None => site.remove(path),
        };
        assert_eq!(editions(&current(&site).unwrap()), ["1"]);
        // Templates that fail are found while pages are put into the store; nothing of that is left.
        assert_eq!(
            Tree::of(site.root()).paths(),
            before.paths(),
            "after {path}"
        );
        site.public().assert_same(&public);
    }
    site.build();
}

#[test]
fn a_damaged_store_is_built_anew() {
    let site = Site::new();
    write_edition(&site, 1);
    site.build();
    let whole = site.public();
    type Harm = fn(&Path);
    let damage: [(&str, Harm); 4] = [
        ("store", |path| fs::remove_dir_all(path).unwrap()),
        ("current", |path| fs::write(path, "x").unwrap()),
        ("ledger", |path| fs::remove_file(path).unwrap()),
        ("generations", |path| fs::remove_dir_all(path).unwrap()),
    ];
    for (what, harm) in damage {
        harm(&site.path(&format!(".wijkgids/{what}")));
        site.build();
        current(&site).unwrap().verify().unwrap();
        site.public().assert_same(&whole);
        site.run(&["search", "editie", "-q"])
            .code(0)
            .says(&["lesson/les-"]);
    }
    fs::remove_dir_all(site.path("index")).unwrap();
    site.build();
    site.run(&["search", "editie", "-q"])
        .code(0)
        .says(&["lesson/les-"]);
}

#[test]
fn a_damaged_index_is_found_and_made_anew() {
    let site = Site::new();
    write_edition(&site, 1);
    site.build();
    let folder = current(&site).unwrap().index_dir().unwrap();
    let largest = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .max_by_key(|path| fs::metadata(path).unwrap().len())
        .unwrap();
    let whole = fs::read(&largest).unwrap();
    let half = whole.len() / 2;
    let mut changed = whole.clone();
    changed[half] ^= 0x55;
    for damaged in [changed.as_slice(), &whole[..half], &[]] {
        let folder = current(&site).unwrap().index_dir().unwrap();
        let file = folder.join(largest.file_name().unwrap());
        if !file.exists() {
            // The index was made anew in other files.
            let other = fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let other = other.max_by_key(|path| fs::metadata(path).unwrap().len());
            let other = other.unwrap();
            let mut bytes = fs::read(&other).unwrap();
            bytes.truncate(bytes.len() / 2);
            fs::write(&other, bytes).unwrap();
        } else {
            fs::write(&file, damaged).unwrap();
        }
        site.run(&["search", "editie", "-q"])
            .code(2)
            .complains(&["zoekindex"]);
        let ran = site.run(&["build"]).code(0);
        ran.complains(&["De zoekindex is beschadigd en wordt opnieuw gemaakt"]);
        site.run(&["search", "editie", "-q"])
            .code(0)
            .says(&["lesson/les-"]);
    }
}

#[test]
fn a_file_that_is_not_ours_is_never_touched() {
    let site = Site::new()
        .lesson("les", "Tekst.")
        .file("public/.well-known/pki", "van de hostingpartij")
        .file("public/CNAME", "x");
    site.build();
    assert_eq!(site.published("CNAME"), "x");
    site.put("public/lessen/eigen/index.html", "van iemand anders");
    let site = site.lesson("eigen", "Tekst.");
    let ran = site.run(&["build"]).code(2);
    ran.complains(&[
        "public/lessen/eigen/index.html",
        "lessen/eigen/",
        "er is niets gepubliceerd",
        "--out",
    ]);
    assert_eq!(
        site.published("lessen/eigen/index.html"),
        "van iemand anders"
    );
    assert_eq!(current(&site).unwrap().number(), 1, "nothing is published");
    assert!(
        !site
            .published("lessen/index.html")
            .contains("/lessen/eigen/")
    );
    fs::remove_dir_all(site.path("public/lessen/eigen")).unwrap();
    site.build();
    assert!(site.published("lessen/eigen/index.html").contains("Tekst."));
    assert_eq!(site.published(".well-known/pki"), "van de hostingpartij");
}

#[test]
fn what_was_spoilt_in_public_is_mended() {
    let site = Site::new()
        .theme("thema")
        .lesson_with("les", "themes: thema\n", "Tekst.");
    site.age();
    site.build();
    let whole = site.public();
    site.build().complains(&["niets gewijzigd"]);
    site.put("public/lessen/les/index.html", "met de hand veranderd");
    site.build();
    site.public().assert_same(&whole);
    site.remove("public/lessen/les/index.html");
    fs::remove_dir_all(site.path("public/themas")).unwrap();
    site.build();
    site.public().assert_same(&whole);
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    site.public().assert_same(&whole);
}

/// A small file system of its own; only root can mount one, elsewhere the test says that it was skipped.
pub(crate) struct Mount(tempfile::TempDir);

impl Mount {
    pub(crate) fn tmpfs(options: &str) -> Option<Mount> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Mount(folder)),
            Ok(output) => {
                eprintln!(
                    "skipped: no tmpfs could be mounted: {}",
                    String::from_utf8_lossy(&output.stderr).trim()
                );
                None
            }
            Err(error) => {
                eprintln!("skipped: there is no mount command: {error}");
                None
            }
        }
    }

    /// Where it is mounted.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.0.path()
    }

    fn remount(&self, options: &str) {
        let status = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(self.0.path())
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk() {
    let Some(mount) = Mount::tmpfs("size=6m") else {
        return;
    };
    let site = Site::at(mount.folder());
    let site = site.file("site.toml", "[site]\ntitle = \"Gids\"\n");
    write_edition(&site, 1);
    site.build();
    let before = site.public();
    let filler = fs::File::create(site.path("vulling")).unwrap();
    let mut room = 6 << 20;
    while room > 4096 {
        if std::io::Write::write_all(&mut &filler, &vec![1; room]).is_err() {
            room /= 2;
        }
    }
    for n in 0..30 {
        let path = format!("content/lessons/les-{n}.md");
        // Editing in place needs no room.
        fs::write(
            site.path(&path),
            site.read(&path).replace("editie 1", "editie 2"),
        )
        .unwrap();
    }
    site.run(&["build"])
        .code(2)
        .complains(&["de schijf is vol", "oplossing"]);
    let generation = current(&site).unwrap();
    generation.verify().unwrap();
    assert_eq!(editions(&generation), ["1"]);
    site.public().assert_same(&before);
    drop(filler);
    site.remove("vulling");
    site.build();
    assert_eq!(editions(&current(&site).unwrap()), ["2"]);
}

#[test]
fn a_read_only_file_system() {
    let Some(mount) = Mount::tmpfs("size=8m") else {
        return;
    };
    let site = Site::at(mount.folder()).file("site.toml", "[site]\ntitle = \"Gids\"\n");
    write_edition(&site, 1);
    mount.remount("ro");
    site.run(&["check"]).code(0);
    site.run(&["list"]).code(0);
    site.run(&["build"])
        .code(2)
        .complains(&["geschreven", "--out", "--index"]);
    site.run(&["build", "--lang", "en"])
        .code(2)
        .complains(&["nothing can be written", "remedy"]);
    mount.remount("rw");
    site.build();
    mount.remount("ro");
    site.run(&["search", "editie"])
        .code(0)
        .says(&["lesson/les-"]);
    mount.remount("rw");
}
