//! Files of the generation over the wire.

use super::*;

#[test]
fn pages_are_found_by_their_address() {
    let (_guide, server) = served("");
    let home = server.get("/");
    assert_eq!(
        (home.status, home.text()),
        (200, "<!doctype html><p>Editie 1")
    );
    home.has("content-type", "text/html; charset=utf-8");
    home.has("cache-control", "no-cache");
    assert_eq!(server.get("/lessen/ga-kijken/?van=mail").status, 200);
    assert_eq!(server.get("/caf%C3%A9/").text(), "<!doctype html><p>Café");
    server
        .get("/feed.atom")
        .has("content-type", "application/atom+xml; charset=utf-8");
    let missing = server.get("/lessen/bestaat-niet/");
    assert_eq!(
        (missing.status, missing.text()),
        (404, "<!doctype html><p>Niet gevonden")
    );
    assert_eq!(server.get("/404.html").status, 404);
}

#[test]
fn what_moved_leads_on() {
    let (_guide, server) = served("");
    for (from, to) in [
        ("/lessen/ga-kijken", "/lessen/ga-kijken/"),
        ("/lessen/ga-kijken?a=b", "/lessen/ga-kijken/?a=b"),
        ("/caf%C3%A9", "/caf%C3%A9/"),
        ("/lessen/ga-kijken/index.html", "/lessen/ga-kijken/"),
        ("/index.html", "/"),
        ("/2.4.1/", "/lessen/ga-kijken/#kijk"),
        ("/2.4.1?a=b", "/lessen/ga-kijken/?a=b#kijk"),
        ("/stub/", "/"),
    ] {
        let moved = server.get(from);
        assert_eq!(moved.status, 308, "{from}");
        moved.has("location", to);
    }
    assert_eq!(
        server.get("/stub/index.html").status,
        404,
        "is for other hosts"
    );
}

#[test]
fn what_was_withdrawn_is_gone() {
    let (_guide, server) = served("");
    for path in ["/lessen/oud/", "/lessen/weg/", "/lessen/weg"] {
        let gone = server.get(path);
        assert_eq!(
            (gone.status, gone.text()),
            (410, "Deze pagina is ingetrokken.\n")
        );
    }
}

#[test]
fn what_was_withdrawn_says_so_with_its_own_page() {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |publication| {
        publication.put("lessen/oud/", b"<p>Ingetrokken").unwrap();
    });
    let server = guide.serve("");
    for path in ["/lessen/oud/", "/lessen/oud"] {
        let gone = server.get(path);
        assert_eq!((gone.status, gone.text()), (410, "<p>Ingetrokken"));
        gone.has("content-type", "text/html; charset=utf-8");
    }
    server
        .get("/lessen/oud/index.html")
        .has("location", "/lessen/oud/");
}

#[test]
fn no_path_leads_out_of_the_manifest() {
    let (guide, server) = served("");
    std::fs::write(guide.folder.path().join("geheim.txt"), "geheim").unwrap();
    for path in [
        "/../geheim.txt",
        "/..%2fgeheim.txt",
        "/%2e%2e/geheim.txt",
        "/%252e%252e/geheim.txt",
        "/lessen/../index.html",
        "/./index.html",
        "/lessen//ga-kijken/",
        "//gids.example/",
        "//lessen/ga-kijken",
        "/lessen%2Fga-kijken/",
        "/..\\geheim.txt",
        "/..%5cgeheim.txt",
        "/geheim.txt%00",
        "/%00",
        "/%ff",
        "/%c0%ae%c0%ae/geheim.txt",
        "/%",
        "/%zz",
        "/.wijkgids/current",
        "/templates.json",
        "/%0d%0aSet-Cookie:x",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.text().contains("geheim") && answer.header("set-cookie").is_none());
        answer.has("x-content-type-options", "nosniff");
    }
    let absolute = server.get("http://elders.example/lessen/ga-kijken/");
    assert_eq!(absolute.status, 200, "the form that proxies send");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let (_guide, server) = served("[server]\nframe_ancestors = [\"https://intranet.example\"]");
    for path in [
        "/",
        "/assets/site.css",
        "/bestaat-niet/",
        "/lessen/oud/",
        "/2.4.1/",
        "/%ff",
        "/zoeken/?q=wijk",
    ] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        assert!(policy.ends_with("; frame-ancestors 'none'"), "{policy}");
        answer.has("x-frame-options", "DENY");
        answer.has("x-content-type-options", "nosniff");
        answer.has("referrer-policy", "strict-origin-when-cross-origin");
        answer.has("strict-transport-security", "max-age=31536000");
        assert!(answer.header("permissions-policy").is_some());
        assert!(answer.header("set-cookie").is_none());
    }
    for path in ["/zoeken/inbed/", "/zoeken/inbed/?q=wijk"] {
        let embedded = server.get(path);
        let policy = embedded.header("content-security-policy").unwrap();
        assert!(
            policy.ends_with("; frame-ancestors https://intranet.example"),
            "{policy}"
        );
        assert_eq!(embedded.header("x-frame-options"), None);
    }
}

#[test]
fn known_content_is_not_sent_again() {
    let (_guide, server) = served("");
    let page = server.get("/");
    let etag = page.header("etag").unwrap();
    let known = server.get_with("/", &[("If-None-Match", etag)]);
    assert_eq!(known.status, 304);
    known.has("etag", etag);
    known.has("cache-control", "no-cache");
    let other = server.get_with("/", &[("If-None-Match", "\"iets anders\"")]);
    assert_eq!(other.status, 200);
}

#[test]
fn what_never_changes_is_kept_for_ever() {
    let (_guide, server) = served("");
    let for_ever = "public, max-age=31536000, immutable";
    server
        .get("/assets/site.css")
        .has("cache-control", for_ever);
    let print = &blake3::hash(b"0123456789").to_hex()[..8];
    let picture = server.get(&format!("/lessen/ga-kijken/foto.{print}.png"));
    picture.has("cache-control", for_ever);
    picture.has("content-type", "image/png");
}

#[test]
fn parts_of_files() {
    let (_guide, server) = served("");
    let print = &blake3::hash(b"0123456789").to_hex()[..8];
    let path = format!("/lessen/ga-kijken/foto.{print}.png");
    let part = server.get_with(&path, &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.text()), (206, "234"));
    part.has("content-range", "bytes 2-4/10");
    let end = server.get_with(&path, &[("Range", "bytes=-2")]);
    assert_eq!((end.status, end.text()), (206, "89"));
    let beyond = server.get_with(&path, &[("Range", "bytes=10-")]);
    assert_eq!(beyond.status, 416);
    beyond.has("content-range", "bytes */10");
    let several = server.get_with(&path, &[("Range", "bytes=0-1,4-5")]);
    assert_eq!((several.status, several.text()), (200, "0123456789"));
    let other = server.get_with(&path, &[("Range", "bytes=2-4"), ("If-Range", "\"x\"")]);
    assert_eq!(other.status, 200);
    assert_eq!(
        server
            .get_with("/leeg.txt", &[("Range", "bytes=0-")])
            .status,
        416
    );
    assert_eq!(server.get("/leeg.txt").status, 200);
}

#[test]
fn parts_of_compressed_files_are_parts_of_what_is_sent() {
    let (_guide, server) = served("");
    let path = "/assets/site.css";
    let whole = server.get_with(path, &[("Accept-Encoding", "br")]);
    whole.has("accept-ranges", "bytes");
    let etag = whole.header("etag").unwrap();
    let rest = [
        ("Accept-Encoding", "br"),
        ("Range", "bytes=1-"),
        ("If-Range", etag),
    ];
    let part = server.get_with(path, &rest);
    assert_eq!((part.status, part.text()), (206, "r"));
    part.has("content-range", "bytes 1-1/2");
    part.has("content-encoding", "br");
    part.has("etag", etag);
    // What was begun packed cannot be ended plain: the validator is that of the other variant.
    let plain = server.get_with(path, &[("Range", "bytes=1-"), ("If-Range", etag)]);
    assert_eq!((plain.status, plain.text()), (200, "a{color:red}"));
    let part = server.get_with(path, &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.text()), (206, "col"));
    part.has("content-range", "bytes 2-4/12");
    assert_eq!(part.header("content-encoding"), None);
}

#[test]
fn large_files_are_sent_piece_by_piece() {
    let guide = Guide::at("https://gids.example");
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    guide.publish(1, |publication| {
        publication.put("groot.bin", &large).unwrap();
    });
    let server = guide.serve("");
    let whole = server.get("/groot.bin");
    assert_eq!(whole.status, 200);
    assert!(whole.body == large);
    let head = server.send("HEAD", "/groot.bin", &[], b"");
    head.has("content-length", "3000000");
    let part = server.get_with("/groot.bin", &[("Range", "bytes=131071-131073")]);
    assert_eq!(part.status, 206);
    part.has("content-range", "bytes 131071-131073/3000000");
    assert_eq!(part.body, large[131_071..131_074]);
    let end = server.get_with("/groot.bin", &[("Range", "bytes=-200000")]);
    assert!(end.status == 206 && end.body == large[2_800_000..]);
    let known = whole.header("etag").unwrap();
    let known = server.get_with("/groot.bin", &[("If-None-Match", known)]);
    assert_eq!(known.status, 304);
}

#[test]
fn who_wants_what_is_no_more_is_told() {
    let (_guide, server) = served("");
    let etag = server.get("/").header("etag").unwrap().to_owned();
    assert_eq!(server.get_with("/", &[("If-Match", &etag)]).status, 200);
    let other = server.get_with("/", &[("If-Match", "\"iets anders\"")]);
    assert_eq!((other.status, other.text()), (412, ""));
}

#[test]
fn compressed_variants_are_for_who_takes_them() {
    let (_guide, server) = served("");
    let packed = server.get_with("/assets/site.css", &[("Accept-Encoding", "gzip, br")]);
    assert_eq!(packed.text(), "br");
    packed.has("content-encoding", "br");
    packed.has("content-type", "text/css; charset=utf-8");
    packed.has("vary", "Accept-Encoding");
    let plain = server.get("/assets/site.css");
    assert_eq!(plain.text(), "a{color:red}");
    plain.has("vary", "Accept-Encoding");
    assert_ne!(plain.header("etag"), packed.header("etag"));
    assert_eq!(server.get("/").header("vary"), None);
}

#[test]
fn methods() {
    let (_guide, server) = served("");
    let head = server.send("HEAD", "/", &[], b"");
    assert_eq!(head.status, 200);
    head.has("content-length", "26");
    assert_eq!(head.header("etag"), server.get("/").header("etag"));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GEK"] {
        for path in ["/", "/zoeken/?q=wijk", "/bestaat-niet/"] {
            let refused = server.send(method, path, &[("X-Geheim", "mijn")], b"");
            assert_eq!(refused.status, 405, "{method} {path}");
            refused.has("allow", "GET, HEAD");
            assert!(!refused.text().contains("mijn"), "TRACE would send it back");
        }
    }
}

#[test]
fn a_guide_below_a_path() {
    let guide = Guide::at("https://gids.example/wijkgids");
    guide.publish(1, |_| {});
    let server = guide.serve("");
    assert_eq!(
        server.get("/wijkgids/").text(),
        "<!doctype html><p>Editie 1"
    );
    for (from, to) in [
        ("/", "/wijkgids/"),
        ("/wijkgids", "/wijkgids/"),
        ("/wijkgids/lessen/ga-kijken", "/wijkgids/lessen/ga-kijken/"),
        ("/wijkgids/2.4.1/", "/wijkgids/lessen/ga-kijken/#kijk"),
    ] {
        server.get(from).has("location", to);
    }
    assert_eq!(server.get("/lessen/ga-kijken/").status, 404);
    assert_eq!(server.get("/wijkgidsen/").status, 404);
    let found = server
        .get("/wijkgids/api/v1/zoekresultaten?q=kijken")
        .json();
    assert_eq!(
        found["resultaten"][0]["url"],
        "https://gids.example/wijkgids/lesson/ga-kijken/"
    );
    let first =
        "https://gids.example/wijkgids/api/v1/zoekresultaten?q=kijken&pagina=1&perPagina=10";
    assert_eq!(found["_links"]["first"]["href"], first);
    let page = server.get("/wijkgids/zoeken/?q=kijken");
    assert!(
        page.text()
            .contains("href=\"/wijkgids/zoeken/?q=kijken&amp;thema=samenhang\""),
        "{}",
        page.text()
    );
    assert_eq!(server.get("/api/v1/zoekresultaten").status, 404);
    for path in ["/gezondheid/live", "/wijkgids/gezondheid/gereed"] {
        assert_eq!(server.get(path).status, 200);
    }
}

#[test]
fn health() {
    let (_guide, server) = served("");
    let live = server.get("/gezondheid/live");
    assert_eq!((live.status, live.text()), (200, r#"{"status":"leeft"}"#));
    live.has("cache-control", "no-store");
    let ready = server.get("/gezondheid/gereed").json();
    assert_eq!(
        ready,
        serde_json::json!({"status": "gereed", "generatie": 1, "actueel": true, "zoeken": true})
    );
    assert_eq!(server.get("/gezondheid/").status, 404);
    assert_eq!(
        server.send("POST", "/gezondheid/live", &[], b"").status,
        405
    );
}

#[test]
fn where_to_tell_of_a_weakness_is_said_where_a_contact_is_known() {
    const PATH: &str = "/.well-known/security.txt";
    let (_guide, none) = served("");
    assert_eq!(none.get(PATH).status, 404);
    let (_guide, plain) = served("[site]\ncontact = \"http://gids.example/contact\"");
    assert_eq!(plain.get(PATH).status, 404, "the RFC wants https");
    let (_guide, server) = served("[site]\ncontact = \"info@gids.example\"");
    let answer = server.get(PATH);
    assert_eq!(answer.status, 200);
    answer.has("content-type", "text/plain; charset=utf-8");
    let field = |name: &str| {
        let mut lines = answer.text().lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.unwrap_or_else(|| panic!("{name} is not in {answer:?}"))
    };
    assert_eq!(field("Contact"), "mailto:info@gids.example");
    assert_eq!(field("Canonical"), format!("https://gids.example{PATH}"));
    assert_eq!(field("Preferred-Languages"), "nl, en");
    let expires: Timestamp = field("Expires").parse().unwrap();
    let days = expires.duration_since(Timestamp::now()).as_hours() / 24;
    assert!((170..365).contains(&days), "{days}");
    let head = server.send("HEAD", PATH, &[], b"");
    assert_eq!(
        head.header("content-length"),
        answer.header("content-length")
    );
    let post = server.send("POST", PATH, &[], b"");
    assert_eq!(post.status, 405);
    post.has("allow", "GET, HEAD");
}
