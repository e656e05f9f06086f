//! Search for readers, over the wire.

use super::*;

#[test]
fn without_a_question_the_page_is_as_published() {
    let (_guide, server) = served("");
    for path in [
        "/zoeken/",
        "/zoeken/?",
        "/zoeken/?q=",
        "/zoeken/?q=+&thema=&pagina=2",
    ] {
        let page = server.get(path);
        assert_eq!((page.status, page.text()), (200, SHELL), "{path}");
        assert!(page.header("etag").is_some());
    }
    server.get("/zoeken?q=a").has("location", "/zoeken/?q=a");
}

#[test]
fn results_stand_in_the_page() {
    let (_guide, server) = served("");
    let page = server.get("/zoeken/?q=samenhang&thema=samenhang&bewijs=ervaring");
    assert_eq!(page.status, 200);
    page.has("content-type", "text/html; charset=utf-8");
    page.has("cache-control", "no-store");
    page.has("x-robots-tag", "noindex");
    assert_eq!(page.header("etag"), None);
    insta::assert_snapshot!(page.text());
    let head = server.send("HEAD", "/zoeken/?q=samenhang", &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn what_is_asked_and_found_is_text() {
    let (_guide, server) = served("");
    let page = server.get("/zoeken/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E+schulden");
    assert!(
        page.text().contains("value=\"&quot;&gt;&lt;script&gt;"),
        "{}",
        page.text()
    );
    let page = server.get("/zoeken/?q=samen+schulden");
    assert!(!page.text().contains("<b>"), "{}", page.text());
    assert!(page.text().contains("<mark>"));
}

#[test]
fn twins_are_named_and_pages_are_linked() {
    let (_guide, server) = served("");
    let page = server.get("/zoeken/?q=schuld&perPagina=1");
    let also = "<a class=also href=\"/theme/schulden/\">Thema: Schulden</a>";
    assert!(page.text().contains(also), "{}", page.text());
    let next = "<a rel=next href=\"/zoeken/?q=schuld&amp;pagina=2&amp;perPagina=1\">";
    assert!(page.text().contains(next), "{}", page.text());
    let embedded = server.get("/zoeken/inbed/?q=schuld&perPagina=1");
    assert!(
        embedded
            .text()
            .contains("href=\"/zoeken/inbed/?q=schuld&amp;pagina=2")
    );
}

#[test]
fn what_is_wrong_is_said_on_the_page() {
    let (_guide, server) = served("");
    let page = server.get("/zoeken/?q=wijk&thema=zzz&pagina=0&zoek=1");
    assert_eq!(page.status, 400);
    let said = "“zoek” is hier niet bekend; “pagina” moet een getal van 1 tot en met 10000 zijn; “thema” kent geen waarde “zzz”.";
    assert!(page.text().contains(said), "{}", page.text());
    assert!(page.text().contains("name=\"q\" value=\"wijk\""));
    assert_eq!(server.get("/zoeken/?q=%ff").status, 400);
}
