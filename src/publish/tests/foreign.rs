//! Files in the output folder that the tool did not write.

use super::*;

/// Edition 0 is published, `make` puts something in the way of edition 1.
fn in_the_way(make: impl Fn(&Path), at: &str, page: &str) {
    let (_folder, places) = site();
    let public = places.public.clone().unwrap();
    Book::edition(0).publish(&places).unwrap();
    make(&public);
    let before = tree(&public);
    match Book::edition(1).publish(&places) {
        Err(PublishError::Foreign {
            path, page: wanted, ..
        }) => {
            assert_eq!(path, public.join(at));
            assert_eq!(wanted, page);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(tree(&public), before, "nothing was touched");
    let generation = Generation::current(&places).unwrap().unwrap();
    Book::edition(0).is_published(&generation).unwrap();
    assert_eq!(generation.number(), 1, "nothing was published");
}

#[test]
fn a_file_where_a_page_belongs() {
    let page = "lessen/les-6/index.html";
    in_the_way(
        |public| {
            fs::create_dir(public.join("lessen/les-6")).unwrap();
            fs::write(public.join(page), "van mij").unwrap();
        },
        page,
        page,
    );
}

#[test]
fn a_file_where_a_folder_belongs() {
    let at = |public: &Path| fs::write(public.join("lessen/les-6"), "van mij").unwrap();
    in_the_way(at, "lessen/les-6", "lessen/les-6/index.html");
}

#[test]
fn a_folder_with_something_in_it_where_a_page_belongs() {
    let page = "lessen/les-6/index.html";
    in_the_way(
        |public| {
            fs::create_dir_all(public.join(page)).unwrap();
            fs::write(public.join(page).join("x"), "van mij").unwrap();
        },
        "lessen/les-6/index.html/x",
        page,
    );
}

#[test]
fn our_file_that_became_somebody_elses_where_a_folder_belongs() {
    // `beleid` was a file of ours and becomes a folder, but it was written to since.
    let at = |public: &Path| fs::write(public.join("beleid"), "van mij").unwrap();
    in_the_way(at, "beleid", "beleid/wet/index.html");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let page = "lessen/les-6/index.html";
    in_the_way(
        |public| symlink(outside.path(), public.join("lessen/les-6")).unwrap(),
        "lessen/les-6",
        page,
    );
    in_the_way(
        |public| {
            fs::create_dir(public.join("lessen/les-6")).unwrap();
            fs::write(outside.path().join("doel"), "x").unwrap();
            symlink(outside.path().join("doel"), public.join(page)).unwrap();
        },
        page,
        page,
    );
    assert_eq!(
        fs::read_to_string(outside.path().join("doel")).unwrap(),
        "x"
    );
}

#[test]
fn the_first_build_into_a_folder_that_is_in_use() {
    let (_folder, places) = site();
    let public = places.public.clone().unwrap();
    fs::create_dir_all(public.join("assets")).unwrap();
    fs::write(public.join("index.html"), "van mij").unwrap();
    fs::write(public.join("assets/site.css"), "b{}").unwrap();
    let result = Book::edition(0).publish(&places);
    match result {
        Err(PublishError::Foreign { more, .. }) => assert_eq!(more, 1),
        other => panic!("{other:?}"),
    }
    assert!(Generation::current(&places).unwrap().is_none());
}

#[test]
fn files_beside_ours_stay() {
    let (_folder, places) = site();
    let public = places.public.clone().unwrap();
    fs::create_dir_all(public.join("lessen/les-0")).unwrap();
    let theirs = ["CNAME", ".nojekyll", "lessen/les-0/notitie.txt"];
    for name in theirs {
        fs::write(public.join(name), "van mij").unwrap();
    }
    for n in 0..4 {
        Book::edition(n).publish(&places).unwrap();
    }
    let mut found = tree(&public);
    for name in theirs {
        assert_eq!(found.remove(name).as_deref(), Some("van mij"));
    }
    assert_eq!(found, Book::edition(3).files());
}

#[test]
fn a_page_that_somebody_changed_is_not_removed_with_the_page() {
    let (_folder, places) = site();
    let public = places.public.clone().unwrap();
    Book::edition(0).publish(&places).unwrap();
    let page = public.join("lessen/les-0/index.html");
    fs::write(&page, "van mij").unwrap();
    Book::edition(1).publish(&places).unwrap();
    assert_eq!(fs::read_to_string(page).unwrap(), "van mij");
}

#[test]
fn an_output_that_is_a_file_or_under_one() {
    let (folder, mut places) = site();
    let file = folder.path().join("bestand");
    fs::write(&file, "van mij").unwrap();
    places.public = Some(file.clone());
    let result = Book::edition(0).publish(&places);
    assert!(
        matches!(result, Err(PublishError::Foreign { .. })),
        "{result:?}"
    );
    places.public = Some(file.join("onder"));
    let result = Book::edition(0).publish(&places);
    assert!(matches!(result, Err(PublishError::Io { .. })), "{result:?}");
    assert!(Generation::current(&places).unwrap().is_none());
    assert_eq!(fs::read_to_string(&file).unwrap(), "van mij");
}
