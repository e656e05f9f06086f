use std::sync::{Arc, Barrier};
use std::thread;

use rayon::prelude::*;

use super::*;

#[test]
fn what_is_put_is_published() {
    let (_folder, places) = site();
    assert!(Generation::current(&places).unwrap().is_none());
    let book = Book::edition(0);
    let published = book.publish(&places).unwrap();
    assert!(published.new);
    assert_eq!((published.generation, published.written), (1, 10));
    book.assert_published(&places);
    let generation = Generation::current(&places).unwrap().unwrap();
    let entry = generation.get("/").unwrap();
    assert_eq!(entry.content_type.as_ref(), "text/html; charset=utf-8");
    assert_eq!(generation.redirect("/oud-0/"), Some("/lessen/les-0/"));
    assert_eq!(generation.option("base"), Some("/gids"));
    assert!(generation.gone("/lessen/weg-0/") && !generation.gone("/"));
    assert!(generation.get("/niets/").is_none() && generation.get("//").is_none());
}

#[test]
fn nothing_changed_is_no_new_generation() {
    let (_folder, places) = site();
    let book = Book::edition(0);
    book.publish(&places).unwrap();
    let again = book.publish(&places).unwrap();
    assert!(!again.new);
    assert_eq!((again.generation, again.written, again.bytes), (1, 0, 0));
    assert_eq!(again.public.written, 0);
    book.assert_published(&places);
}

#[test]
fn what_was_lost_outside_the_store_is_mended_without_a_change() {
    let (_folder, places) = site();
    let book = Book::edition(0);
    book.publish(&places).unwrap();
    let public = places.public.clone().unwrap();
    fs::remove_file(public.join("lessen/les-0/index.html")).unwrap();
    fs::write(public.join("assets/site.css"), "half").unwrap();
    fs::remove_file(places.ledger()).unwrap();
    let again = book.publish(&places).unwrap();
    assert!(!again.new);
    assert_eq!(again.public.written, 2);
    book.assert_published(&places);

    fs::remove_dir_all(&public).unwrap();
    fs::remove_dir_all(&places.index).unwrap();
    // A lost index is built anew, and that is a new generation: readers must notice.
    assert!(book.publish(&places).unwrap().new);
    let generation = Generation::current(&places).unwrap().unwrap();
    book.is_published(&generation).unwrap();
    assert_eq!(tree(&public), book.files());
}

#[test]
fn the_output_folder_is_rolled_forward_by_difference() {
    let (_folder, places) = site();
    for n in 0..40 {
        let book = Book::edition(n);
        let published = book.publish(&places).unwrap();
        assert_eq!(published.public.written, published.written, "edition {n}");
        assert_eq!(published.public.removed, published.removed, "edition {n}");
        book.assert_published(&places);
    }
    let packs = super::super::disk::names_in(&places.store()).unwrap();
    assert!(packs.len() <= 24, "packs are merged: {packs:?}");
}

#[test]
fn the_same_content_is_stored_once() {
    let (_folder, places) = site();
    let text = "x".repeat(5000);
    let book = Book::with(&[("a/", &text), ("b/", &text), ("c/", "")]);
    let published = book.publish(&places).unwrap();
    assert_eq!(published.bytes, 5000 + "thesaurus".len() as u64);
    book.assert_published(&places);
    // An old content that comes back is still there.
    Book::with(&[("a/", "kort")]).publish(&places).unwrap();
    assert_eq!(book.publish(&places).unwrap().bytes, 0);
    book.assert_published(&places);
}

#[test]
fn a_pack_that_is_mostly_dead_is_emptied() {
    let (_folder, places) = site();
    let text = |n: usize, page: usize| format!("{n} {page} {}", "y".repeat(10_000));
    let (stays, mut pages) = (text(0, 0), BTreeMap::new());
    for n in 0..12 {
        pages.insert("blijft/".to_owned(), stays.clone());
        for page in 1..20 {
            pages.insert(format!("p{page}/"), text(n, page));
        }
        let mut book = Book::with(&[]);
        book.pages = pages.clone();
        book.publish(&places).unwrap();
        book.assert_published(&places);
        let packs = walkdir::WalkDir::new(places.store()).into_iter().flatten();
        let files = packs.filter(|f| f.file_type().is_file());
        let size: u64 = files.map(|f| f.metadata().unwrap().len()).sum();
        assert!(
            size < 3 * 20 * 10_100,
            "the store grows without end: {size}"
        );
    }
}

#[test]
fn many_threads_may_put() {
    let (_folder, places) = site();
    let publication = Publication::begin(&places).unwrap();
    (0..2000).into_par_iter().for_each(|n| {
        let text = format!("bladzijde {}", n / 2).repeat(n % 7 * 100);
        publication
            .put(&format!("p/{n}/"), text.as_bytes())
            .unwrap();
    });
    publication.publish(&Book::default().changes(0)).unwrap();
    let generation = Generation::current(&places).unwrap().unwrap();
    generation.verify().unwrap();
    assert_eq!(generation.paths().len(), 2000);
    for n in 0..2000 {
        let entry = generation.get(&format!("/p/{n}/")).unwrap();
        let text = format!("bladzijde {}", n / 2).repeat(n % 7 * 100);
        assert_eq!(generation.read(entry).unwrap(), text.as_bytes());
    }
}

#[test]
fn a_publication_that_is_dropped_leaves_no_trace() {
    let (_folder, places) = site();
    let book = Book::edition(0);
    book.publish(&places).unwrap();
    let publication = Publication::begin(&places).unwrap();
    Book::edition(1).put_in(&publication).unwrap();
    publication.put("groot/", &vec![7; 3 << 20]).unwrap();
    drop(publication);
    book.assert_published(&places);
}

#[test]
fn a_reader_keeps_its_generation() {
    let (_folder, places) = site();
    let first = Book::edition(0);
    first.publish(&places).unwrap();
    let reader = Generation::current(&places).unwrap().unwrap();
    let second = Book::edition(1);
    second.publish(&places).unwrap();
    first.is_published(&reader).unwrap();
    assert_eq!(Generation::current_number(&places).unwrap(), Some(2));
    // Its index folder goes with the generation after next; its content stays readable.
    for n in 2..6 {
        Book::edition(n).publish(&places).unwrap();
    }
    reader.verify().unwrap();
}

#[test]
fn readers_never_see_a_half() {
    let (_folder, places) = site();
    let books: Vec<Book> = (0..2).map(Book::edition).collect();
    books[0].publish(&places).unwrap();
    let done = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let generation = Generation::current(&places).unwrap().unwrap();
                generation.verify().unwrap();
                let served = generation.get("/lessen/les-1/").unwrap();
                let text = String::from_utf8(generation.read(served).unwrap()).unwrap();
                let whole = books.iter().filter(|book| {
                    let files = book.files();
                    files["lessen/les-1/index.html"] == text
                        && files.len() == generation.paths().len()
                });
                assert!(whole.count() > 0);
                seen += 1;
            }
            seen
        });
        for n in 0..60 {
            books[(n + 1) % 2].publish(&places).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

#[test]
fn a_reader_that_is_overtaken_reads_the_newest() {
    let (_folder, places) = site();
    Book::edition(0).publish(&places).unwrap();
    let mut builds = 1..4;
    let generation = Generation::current_after(&places, || {
        for n in builds.by_ref() {
            Book::edition(n).publish(&places).unwrap();
        }
    });
    let generation = generation.unwrap().unwrap();
    Book::edition(3).is_published(&generation).unwrap();
}

#[test]
fn one_build_at_a_time() {
    let (_folder, places) = site();
    let first = Publication::begin(&places).unwrap();
    match Publication::begin(&places).err() {
        Some(PublishError::LockHeld { by, .. }) => {
            assert_eq!(by, format!("process {}", std::process::id()));
        }
        other => panic!("{other:?}"),
    }
    let barrier = Arc::new(Barrier::new(2));
    let second = thread::spawn({
        let (places, barrier) = (places.clone(), barrier.clone());
        move || {
            barrier.wait();
            let options = Options::default().wait(true);
            let published = Book::edition(1).publish_with(&places, &options);
            published.unwrap().generation
        }
    });
    barrier.wait();
    Book::edition(0).put_in(&first).unwrap();
    let published = first.publish(&Book::edition(0).changes(0)).unwrap();
    assert_eq!(published.generation, 1);
    assert_eq!(second.join().unwrap(), 2);
    Book::edition(1).assert_published(&places);
}

#[test]
fn two_things_in_one_place_are_refused() {
    let (_folder, places) = site();
    type Put = fn(&Publication) -> Result<(), PublishError>;
    let puts: [Put; 6] = [
        |p| p.put("a/", b"1").and(p.put("a/index.html", b"1")).map(drop),
        |p| p.put("a", b"1").and(p.put("a/b/c", b"2")).map(drop),
        |p| p.put("a/", b"1").and(p.redirect("/a/", "/b/")),
        |p| p.gone("/a/").and(p.redirect("/a/", "/b/")),
        |p| p.redirect("/a/", "/b/").and(p.redirect("/a/", "/c/")),
        |p| {
            p.side_table("t", b"1")
                .and(p.side_table("t", b"2"))
                .map(drop)
        },
    ];
    for (i, put) in puts.iter().enumerate() {
        let publication = Publication::begin(&places).unwrap();
        let result = put(&publication).and_then(|()| {
            let published = publication.publish(&Book::default().changes(0));
            published.map(drop)
        });
        assert!(
            matches!(result, Err(PublishError::Clash { .. })),
            "{i}: {result:?}"
        );
        assert!(Generation::current(&places).unwrap().is_none());
    }
}

#[test]
fn a_page_that_is_gone_can_say_why() {
    let (_folder, places) = site();
    let publication = Publication::begin(&places).unwrap();
    publication.put("a/", b"ingetrokken").unwrap();
    publication.gone("/a/").unwrap();
    publication.publish(&Book::default().changes(0)).unwrap();
    let generation = Generation::current(&places).unwrap().unwrap();
    assert!(generation.gone("/a/"));
    let entry = generation.get("/a/").unwrap();
    assert_eq!(generation.read(entry).unwrap(), b"ingetrokken");
}

#[test]
fn bad_names_are_refused() {
    let (_folder, places) = site();
    let publication = Publication::begin(&places).unwrap();
    for result in [
        publication.put("/etc/passwd", b"").map(drop),
        publication.put("a/../../b", b"").map(drop),
        publication.put_for_hosts("a\\b", b"").map(drop),
        publication.redirect("a/../b/", "/"),
        publication.redirect("a/", "/\nLocation: x"),
        publication.gone("a\tb"),
        publication.option("a", "b\nc"),
        publication.side_table("a\nb", b"").map(drop),
        publication.index_dir("a\tb").map(drop),
    ] {
        assert!(
            matches!(result, Err(PublishError::BadName { .. })),
            "{result:?}"
        );
    }
}

#[test]
fn content_that_is_known_need_not_be_put_again() {
    let (_folder, places) = site();
    Book::with(&[("a/", "een")]).publish(&places).unwrap();
    let publication = Publication::begin(&places).unwrap();
    let old = publication.current().unwrap().get("a/").unwrap().hash;
    let new = publication.put("b/", b"twee").unwrap();
    assert!(publication.put_known("a/", old).unwrap());
    assert!(publication.put_known("c/", new).unwrap());
    assert!(!publication.put_known("d/", blake3::hash(b"drie")).unwrap());
    publication.publish(&Book::default().changes(0)).unwrap();
    let found = tree(places.public.as_ref().unwrap());
    let wanted = [
        ("a/index.html", "een"),
        ("b/index.html", "twee"),
        ("c/index.html", "twee"),
    ];
    assert!(
        found
            .iter()
            .map(|(p, t)| (p.as_str(), t.as_str()))
            .eq(wanted)
    );
}

#[test]
fn the_index_is_kept_while_its_fingerprint_stays() {
    let (_folder, places) = site();
    let mut book = Book::with(&[("", "1")]);
    book.publish(&places).unwrap();
    book.pages.insert(String::new(), "2".into());
    book.publish(&places).unwrap();
    let generation = Generation::current(&places).unwrap().unwrap();
    assert_eq!(generation.index_dir().unwrap(), places.index.join("1"));
    assert_eq!(generation.index_fingerprint(), Some("index"));
    fs::write(places.index.join("1/meta.json"), "kort").unwrap();
    assert!(!generation.index_is_intact());
    book.publish(&places).unwrap();
    book.assert_published(&places);
}

#[test]
fn other_folders_beside_the_index_stay() {
    let (_folder, mut places) = site();
    let outside = tempfile::tempdir().unwrap();
    places.index = outside.path().to_path_buf();
    for name in ["nl", "2", "2024"] {
        fs::create_dir(places.index.join(name)).unwrap();
        fs::write(places.index.join(name).join("van-mij"), "x").unwrap();
    }
    for n in 0..8 {
        Book::edition(n).publish(&places).unwrap();
    }
    for name in ["nl", "2", "2024"] {
        assert!(places.index.join(name).join("van-mij").exists());
    }
    let generation = Generation::current(&places).unwrap().unwrap();
    Book::edition(7).is_published(&generation).unwrap();
}

#[test]
fn two_output_folders_take_turns() {
    let (_folder, mut places) = site();
    let outside = tempfile::tempdir().unwrap();
    let folders = [
        places.public.clone(),
        Some(outside.path().join("uit")),
        None,
    ];
    for n in 0..9 {
        places.public = folders[n % 3].clone();
        Book::edition(n).publish(&places).unwrap();
        if let Some(public) = &places.public {
            assert_eq!(tree(public), Book::edition(n).files(), "edition {n}");
        }
    }
}

#[test]
fn a_site_may_move_with_its_output() {
    let (folder, places) = site();
    let inner = folder.path().join("eerst");
    fs::create_dir(&inner).unwrap();
    Book::edition(0).publish(&Places::of(&inner)).unwrap();
    let moved = folder.path().join("later");
    fs::rename(&inner, &moved).unwrap();
    let moved = Places::of(moved);
    Book::edition(1).publish(&moved).unwrap();
    Book::edition(1).assert_published(&moved);
    drop(places);
}

#[test]
fn same_input_same_bytes() {
    let manifests: Vec<Vec<u8>> = (0..2)
        .map(|_| {
            let (_folder, places) = site();
            Book::edition(3).publish(&places).unwrap();
            fs::read(places.manifest(1)).unwrap()
        })
        .collect();
    assert_eq!(manifests[0], manifests[1]);
}
