//! The guide on pages of other sites: the search field that they load, the search page that they show
//! in a frame, and pages that stand elsewhere than the server that searches for them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sha2::{Digest, Sha384};

use crate::support::{Reply, Served, Site, links};

const HOST: &str = "https://gids.voorbeeld.nl";
const ENDPOINT: &str = "https://zoek.voorbeeld.nl";

fn built(env: &[(&str, &str)]) -> (Site, Served) {
    let site = env
        .iter()
        .fold(Site::copy_of("klein"), |site, (name, value)| {
            site.env(name, value)
        });
    site.build();
    let served = site.serve();
    (site, served)
}

/// The path of an address on the guide's own host.
fn path(address: &Value) -> &str {
    address.as_str().unwrap().strip_prefix(HOST).unwrap()
}

#[track_caller]
fn for_everyone(reply: &Reply, kind: &str, kept: &str) {
    assert_eq!(reply.status, 200);
    for (name, value) in [
        ("content-type", kind),
        ("cache-control", kept),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    assert!(reply.header("etag").is_some() && reply.header("set-cookie").is_none());
}

#[test]
fn every_version_of_the_widget_is_what_its_hash_says() {
    let (site, served) = built(&[("WIJKGIDS_BUILD_COMPRESS", "true")]);
    let list = served.get("/widget/hashes.json");
    for_everyone(
        &list,
        "application/json; charset=utf-8",
        "public, max-age=300",
    );
    let list = list.json();
    let versions = list["versies"].as_array().unwrap();
    assert_eq!(versions[0], list["huidig"]);
    for version in versions {
        let at = path(&version["url"]);
        assert_eq!(
            at,
            format!("/widget/{}/zoek.js", version["versie"].as_str().unwrap())
        );
        let script = served.get(at);
        for_everyone(
            &script,
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        );
        let hash = BASE64.encode(Sha384::digest(&script.body));
        assert_eq!(version["integrity"], format!("sha384-{hash}"));
        assert!(site.has(&format!("public{at}")), "other hosts have it too");
    }
    let newest = served.get("/widget/zoek.js");
    for_everyone(
        &newest,
        "text/javascript; charset=utf-8",
        "public, max-age=300",
    );
    assert_eq!(newest.body, served.get(path(&list["huidig"]["url"])).body);
    // The compressed copy is for everyone as well, and small.
    let packed = served.get_with("/widget/zoek.js", "Accept-Encoding: br");
    for_everyone(
        &packed,
        "text/javascript; charset=utf-8",
        "public, max-age=300",
    );
    assert_eq!(packed.header("content-encoding"), Some("br"));
    assert!(packed.body.len() < 10_000);
    // Nothing else of the guide is.
    for other in ["/", "/widget/", "/gids.json", "/zoeken/inbed/"] {
        let reply = served.get(other);
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            None,
            "{other}"
        );
    }
    assert_eq!(served.get("/widget/000000000000/zoek.js").status, 404);
}

#[test]
fn a_site_puts_its_own_widget_in_place_and_keeps_the_other() {
    let (before, served) = built(&[]);
    let known = served.get("/widget/hashes.json").json()["huidig"].clone();
    drop(served);
    before.put("templates/widget/zoek.js", "eigen()");
    before.build();
    let served = before.serve();
    let list = served.get("/widget/hashes.json").json();
    assert_eq!(served.get("/widget/zoek.js").text(), "eigen()");
    assert_eq!(served.get(path(&list["huidig"]["url"])).text(), "eigen()");
    assert_eq!(list["versies"][1], known);
    assert_eq!(served.get(path(&known["url"])).status, 200);
}

#[test]
fn only_sites_that_are_named_may_frame_the_search() {
    let (_site, served) = built(&[(
        "WIJKGIDS_SERVER_FRAME_ANCESTORS",
        "https://intranet.voorbeeld.nl,https://*.gemeente.nl",
    )]);
    for address in ["/zoeken/inbed/", "/zoeken/inbed/?q=wijk"] {
        let reply = served.get(address);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy
                .ends_with("; frame-ancestors https://intranet.voorbeeld.nl https://*.gemeente.nl"),
            "{policy}"
        );
        assert_eq!(reply.header("x-frame-options"), None);
        assert!(
            reply.text().contains(
                "data-embedded-by=\"https://intranet.voorbeeld.nl https://*.gemeente.nl\""
            )
        );
    }
    let (_site, none) = built(&[]);
    for address in ["/zoeken/inbed/", "/zoeken/?q=wijk"] {
        let reply = none.get(address);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.ends_with("; frame-ancestors 'none'"), "{policy}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
    }
}

#[test]
fn a_search_stays_in_its_frame_and_a_result_leaves_it() {
    let (_site, served) = built(&[]);
    let question = "?q=wijk&soort=les&perPagina=2";
    let framed = served.get(&format!("/zoeken/inbed/{question}"));
    let whole = served.get(&format!("/zoeken/{question}"));
    assert_eq!(framed.status, 200);
    let (framed, whole) = (framed.text(), whole.text());
    assert!(!whole.contains("target=") && !framed.contains("class=\"masthead\""));
    let anchors: Vec<&str> = framed
        .split("<a ")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
        .collect();
    let (mut out, mut within) = (0, 0);
    for anchor in anchors {
        let stays = anchor.contains("href=\"/zoeken/inbed/?") || anchor.contains("href=\"#");
        assert_eq!(stays, !anchor.contains("target=\"_top\""), "{anchor}");
        *(if stays { &mut within } else { &mut out }) += 1;
    }
    assert!(out > 2 && within > 2, "{out} {within}");
    // The same results; the filters stay with the form.
    let hits = |page: &str| -> Vec<String> {
        let list = page.split("<ol class=\"hits\">").nth(1).unwrap();
        links(list.split("</ol>").next().unwrap())
    };
    assert_eq!(hits(framed), hits(whole));
    let form = framed.split("<form").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    for kept in [
        "action=\"/zoeken/inbed/\"",
        "value=\"wijk\"",
        "name=\"soort\" value=\"les\"",
        "name=\"perPagina\" value=\"2\"",
    ] {
        assert!(form.contains(kept), "{kept} in {form}");
    }
    let evil = served.get("/zoeken/inbed/?q=a&plaats=%22%3E%3Cscript%3E");
    assert_eq!(evil.status, 400);
    assert!(!evil.text().contains("\"><script>"), "{}", evil.text());
}

#[test]
fn pages_that_stand_elsewhere_lead_to_the_server_that_searches() {
    let (site, _served) = built(&[("WIJKGIDS_SEARCH_ENDPOINT", &format!("{ENDPOINT}/"))]);
    let public = site.public();
    let own = format!("{HOST}/zoeken");
    for (path, text) in public.texts() {
        if !path.ends_with(".html") && !path.ends_with(".xml") && !path.ends_with(".json") {
            continue;
        }
        for link in links(text) {
            let path_of_link = link.strip_prefix(HOST).unwrap_or(&link);
            let search = path_of_link.starts_with("/zoeken/?")
                || path_of_link.starts_with("/zoeken.atom")
                || path_of_link.starts_with("/zoeken/suggesties");
            assert!(
                !search,
                "{link} in {path} leads to a host that cannot answer"
            );
        }
        for action in text.split(" action=\"").skip(1) {
            assert!(
                action.starts_with(&format!("{ENDPOINT}/zoeken/")),
                "a form of {path}"
            );
        }
    }
    let description = public.text("opensearch.xml");
    for search in ["zoeken/?q=", "zoeken.atom?q=", "zoeken/suggesties.json?q="] {
        assert!(
            description.contains(&format!("\"{ENDPOINT}/{search}")),
            "{description}"
        );
    }
    assert!(description.contains(&format!("rel=\"self\" template=\"{HOST}/opensearch.xml\"")));
    assert!(!description.contains(&own), "{description}");
    let hashes: Value = serde_json::from_str(public.text("widget/hashes.json")).unwrap();
    let url = hashes["huidig"]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{ENDPOINT}/widget/")), "{url}");
}
