//! Dates from git: real repositories, made by the `git` command.

use crate::support::Site;

/// A site that asks for dates from git.
fn asking() -> Site {
    Site::new().file(
        "site.toml",
        "[site]\ntitle = \"Gids\"\nhistory_url = \"https://git.voorbeeld.nl/log/{file}\"\n\
         [build]\ngit_dates = true\n[check.severity]\norphan-page = \"off\"\n",
    )
}

#[cfg(not(feature = "git"))]
#[test]
fn a_program_without_git_says_so() {
    asking()
        .lesson("een", "Tekst.")
        .run(&["build"])
        .code(2)
        .complains(&["zonder git gebouwd", "--features git"]);
}

#[test]
fn where_the_history_can_be_read_is_told_without_git_too() {
    let site = asking().lesson("een", "Tekst.");
    site.put(
        "site.toml",
        site.read("site.toml")
            .replace("git_dates = true", "git_dates = false"),
    );
    site.build();
    let page = site.published("lessen/een/index.html");
    let link =
        "<a href=\"https://git.voorbeeld.nl/log/content/lessons/een.md\">Wat er veranderde</a>";
    assert!(page.contains(link), "{page}");
    assert!(!page.contains("<time"), "{page}");
}

#[cfg(feature = "git")]
mod with_git {
    use std::path::Path;
    use std::process::Command;

    use super::asking;
    use crate::support::Site;

    /// Runs git in a folder, on a day.
    fn git(folder: &Path, day: &str, args: &[&str]) {
        let moment = format!("{day}T23:30:00+02:00");
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=Redactie",
                "-c",
                "user.email=redactie@voorbeeld.nl",
            ])
            .args([
                "-c",
                "init.defaultBranch=main",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(["-c", "protocol.file.allow=always"])
            .args(args)
            .current_dir(folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &moment)
            .env("GIT_COMMITTER_DATE", &moment)
            .output()
            .expect("git is installed");
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn commit(site: &Site, day: &str) {
        git(site.root(), day, &["add", "content", "site.toml"]);
        git(site.root(), day, &["commit", "-qm", "wijziging"]);
    }

    /// A repository with three commits.
    fn repository() -> Site {
        let site = asking()
            .lesson("een", "Tekst.")
            .lesson("twee", "Tekst.")
            .lesson_with("zelf", "updated: 2019-05-06\n", "Tekst.");
        git(site.root(), "2020-01-02", &["init", "-q"]);
        commit(&site, "2020-01-02");
        site.edit("content/lessons/een.md", "Tekst.", "Andere tekst.");
        commit(&site, "2021-03-04");
        let site = site.lesson("drie", "Tekst.");
        commit(&site, "2022-07-08");
        site
    }

    /// The days that a page tells.
    fn days(site: &Site, slug: &str) -> Vec<String> {
        let page = site.published(&format!("lessen/{slug}/index.html"));
        let ending = page.split("class=\"ending\"").nth(1).unwrap();
        let days = ending.split("<time datetime=\"").skip(1);
        days.map(|rest| rest[..10].to_owned()).collect()
    }

    #[test]
    fn the_day_of_the_last_change_is_shown() {
        let site = repository().lesson("ongezien", "Nog niet in git.");
        site.build();
        assert_eq!(days(&site, "een"), ["2021-03-04"]);
        assert_eq!(days(&site, "twee"), ["2020-01-02"]);
        assert_eq!(days(&site, "drie"), ["2022-07-08"]);
        assert_eq!(
            days(&site, "zelf"),
            ["2019-05-06"],
            "what a page says itself goes first"
        );
        assert!(days(&site, "ongezien").is_empty());
        let sitemap = site.published("sitemap.xml");
        assert!(sitemap.contains("<lastmod>2021-03-04"), "{sitemap}");
        // The same commit gives the same bytes, wherever it was fetched to.
        let folder = site.beside("kopie");
        git(
            site.root(),
            "2022-07-08",
            &["clone", "-q", ".", folder.to_str().unwrap()],
        );
        let copy = Site::at(&folder);
        site.remove("content/lessons/ongezien.md");
        site.run(&["build", "--allow-removal"]).code(0);
        copy.build();
        copy.public().assert_same(&site.public());
    }

    #[test]
    fn nothing_is_taken_from_git_unless_asked_for() {
        let site = repository();
        let settings = site.read("site.toml");
        site.put(
            "site.toml",
            settings.replace("git_dates = true", "git_dates = false"),
        );
        site.build();
        assert!(days(&site, "een").is_empty());
    }

    #[test]
    fn without_a_repository_or_a_commit_there_are_no_dates() {
        let site = asking().lesson("een", "Tekst.");
        site.build();
        assert!(days(&site, "een").is_empty());
        git(site.root(), "2020-01-02", &["init", "-q"]);
        site.edit("content/lessons/een.md", "Tekst.", "Meer.")
            .build();
        assert!(days(&site, "een").is_empty());
    }

    #[test]
    fn a_shallow_clone_claims_no_more_than_it_knows() {
        let whole = repository();
        for (depth, known) in [("1", vec![]), ("2", vec![("drie", "2022-07-08")])] {
            let folder = whole.beside(&format!("diepte-{depth}"));
            let from = format!("file://{}", whole.root().display());
            let to = folder.to_str().unwrap();
            git(
                whole.root(),
                "2022-07-08",
                &["clone", "-q", "--depth", depth, &from, to],
            );
            let shallow = Site::at(&folder);
            shallow.build();
            for slug in ["een", "twee", "drie"] {
                let known = known.iter().filter(|(of, _)| *of == slug);
                let known: Vec<&str> = known.map(|(_, day)| *day).collect();
                assert_eq!(days(&shallow, slug), known, "{slug} at depth {depth}");
            }
            // The rest of the past comes in without a new commit, and is noticed.
            shallow.age();
            git(&folder, "2022-07-08", &["fetch", "-q", "--unshallow"]);
            shallow.build();
            assert_eq!(days(&shallow, "een"), ["2021-03-04"]);
        }
    }

    #[test]
    fn a_merge_dates_only_what_it_changed_itself() {
        let site = repository();
        let at = |day: &str, args: &[&str]| git(site.root(), day, args);
        at("2023-01-01", &["checkout", "-qb", "zijtak"]);
        site.edit("content/lessons/twee.md", "Tekst.", "Van de zijtak.");
        commit(&site, "2023-01-02");
        at("2023-01-03", &["checkout", "-q", "main"]);
        site.edit("content/lessons/drie.md", "Tekst.", "Van de stam.");
        commit(&site, "2023-01-04");
        at(
            "2023-01-05",
            &["merge", "-q", "--no-ff", "-m", "samen", "zijtak"],
        );
        site.build();
        assert_eq!(days(&site, "twee"), ["2023-01-02"]);
        assert_eq!(days(&site, "drie"), ["2023-01-04"]);
        // What a merge threw away made nothing what it is.
        at("2023-02-01", &["checkout", "-qb", "weg"]);
        site.edit("content/lessons/een.md", "Andere tekst.", "Wat niet bleef.");
        commit(&site, "2023-02-02");
        at("2023-02-03", &["checkout", "-q", "main"]);
        at(
            "2023-02-04",
            &["merge", "-q", "-s", "ours", "-m", "niet", "weg"],
        );
        site.build();
        assert_eq!(days(&site, "een"), ["2021-03-04"]);
    }

    #[test]
    fn a_new_commit_is_noticed_though_no_file_differs() {
        let site = repository();
        site.age().build();
        assert_eq!(days(&site, "drie"), ["2022-07-08"]);
        git(
            site.root(),
            "2024-09-10",
            &["commit", "-q", "--amend", "--reset-author", "--no-edit"],
        );
        site.age().build();
        assert_eq!(days(&site, "drie"), ["2024-09-10"]);
    }

    #[test]
    fn a_site_may_stand_in_a_folder_of_the_repository() {
        let above = Site::empty().file("LEESMIJ", "x");
        git(above.root(), "2020-01-02", &["init", "-q"]);
        let whole = repository();
        for (path, bytes) in crate::support::Tree::of(whole.root()).files() {
            if !path.starts_with(".git/") {
                above.put(&format!("sites/gids/{path}"), bytes);
            }
        }
        git(above.root(), "2020-04-05", &["add", "."]);
        git(above.root(), "2020-04-05", &["commit", "-qm", "begin"]);
        let site = Site::at(&above.path("sites/gids"));
        site.build();
        assert_eq!(days(&site, "een"), ["2020-04-05"]);
    }
}
