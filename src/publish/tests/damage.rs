use super::*;

fn cut(path: &Path, keep: u64) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_len(keep).unwrap();
}

/// After the damage the current generation is refused, and the next build mends it.
fn damaged(damage: impl Fn(&Places)) {
    for next in [3, 4] {
        let (_folder, places) = site();
        for n in 0..4 {
            Book::edition(n).publish(&places).unwrap();
        }
        damage(&places);
        let refused = Generation::current(&places);
        assert!(
            matches!(refused, Err(PublishError::Damaged { .. })),
            "{refused:?}"
        );
        assert!(Book::edition(next).publish(&places).unwrap().new);
        let generation = Generation::current(&places).unwrap().unwrap();
        generation.verify().unwrap();
        Book::edition(next).is_published(&generation).unwrap();
        let public = tree(places.public.as_ref().unwrap());
        assert_eq!(public, Book::edition(next).files());
        Book::edition(9).publish(&places).unwrap();
        Book::edition(9).assert_published(&places);
    }
}

#[test]
fn a_cut_pack() {
    damaged(|places| cut(&places.pack(4), 10));
    damaged(|places| cut(&places.pack(4), 0));
}

#[test]
fn a_lost_pack() {
    damaged(|places| fs::remove_file(places.pack(4)).unwrap());
    damaged(|places| fs::remove_dir_all(places.store()).unwrap());
}

#[test]
fn a_cut_pointer() {
    damaged(|places| cut(&places.pointer(), 30));
    damaged(|places| cut(&places.pointer(), 0));
}

#[test]
fn a_changed_manifest() {
    damaged(|places| {
        let text = fs::read_to_string(places.manifest(4)).unwrap();
        let text = text.replacen("base\t/gids", "base\t/gidz", 1);
        fs::write(places.manifest(4), text).unwrap();
    });
}

#[test]
fn a_cut_manifest_still_tells_which_files_are_ours() {
    // The last page is named in the previous edition's manifest too, or holds its own bytes.
    damaged(|places| {
        let path = places.manifest(4);
        let text = fs::read_to_string(&path).unwrap();
        let end = text.find("redirect\t").unwrap();
        cut(&path, end as u64 + 3);
    });
}

#[test]
fn a_lost_manifest_does_not_make_our_own_files_strangers() {
    for lose in [true, false] {
        let (_folder, places) = site();
        let mut book = Book::edition(1);
        book.publish(&places).unwrap();
        book.pages.insert(String::new(), "welkom!".into());
        book.publish(&places).unwrap();
        if lose {
            fs::remove_file(places.manifest(2)).unwrap();
        } else {
            cut(&places.manifest(2), 0);
        }
        book.pages.insert(String::new(), "welkom!!".into());
        book.publish(&places).unwrap();
        book.assert_published(&places);
    }
}

#[test]
fn a_lost_pointer_is_a_first_build() {
    let (_folder, places) = site();
    for n in 0..3 {
        Book::edition(n).publish(&places).unwrap();
    }
    fs::remove_file(places.pointer()).unwrap();
    assert!(Generation::current(&places).unwrap().is_none());
    let published = Book::edition(3).publish(&places).unwrap();
    assert!(published.generation > 3);
    Book::edition(3).assert_published(&places);
}

#[test]
fn a_lost_cache_does_not_make_our_own_files_strangers() {
    let (_folder, places) = site();
    Book::edition(0).publish(&places).unwrap();
    fs::remove_dir_all(places.state()).unwrap();
    let published = Book::edition(0).publish(&places).unwrap();
    assert_eq!(published.public.written, 0);
    Book::edition(0).assert_published(&places);
}

#[test]
fn changed_bytes_are_found_on_demand() {
    let (_folder, places) = site();
    let book = Book::edition(0);
    book.publish(&places).unwrap();
    let mut bytes = fs::read(places.pack(1)).unwrap();
    bytes[3] ^= 1;
    fs::write(places.pack(1), bytes).unwrap();
    let generation = Generation::current(&places).unwrap().unwrap();
    assert!(matches!(
        generation.verify(),
        Err(PublishError::Damaged { .. })
    ));
    let verify = Options::default().verify(true);
    assert!(book.publish_with(&places, &verify).unwrap().new);
    book.assert_published(&places);

    let css = places.public.as_ref().unwrap().join("assets/site.css");
    fs::write(&css, "b{}").unwrap();
    assert_eq!(book.publish(&places).unwrap().public.written, 0);
    assert_eq!(
        book.publish_with(&places, &verify).unwrap().public.written,
        1
    );
    book.assert_published(&places);
}

#[test]
fn a_lost_ledger_counts_everything_as_changed() {
    let (_folder, places) = site();
    let book = Book::edition(0);
    book.publish(&places).unwrap();
    for damage in [true, false] {
        if damage {
            cut(&places.ledger(), 50);
        } else {
            fs::remove_file(places.ledger()).unwrap();
        }
        let publication = Publication::begin(&places).unwrap();
        book.put_in(&publication).unwrap();
        let changes = book.changes(60 + i64::from(damage));
        publication.publish(&changes).unwrap();
        let ledger = Ledger::read(&places).unwrap();
        assert!(
            ledger
                .pages()
                .all(|(_, page)| page.changed_at == changes.at)
        );
        assert_eq!(ledger.pages().count(), book.pages.len());
    }
}
