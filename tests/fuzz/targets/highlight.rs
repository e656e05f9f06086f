//! Whatever stands on a page and whatever is asked: the answer marks it safely.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wijkgids::content::PageId;
use wijkgids::language::Analyzer;
use wijkgids::search::{self, Record, Request, SearchError, Searcher};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

fuzz_target!(|input: (&str, &str, &str)| {
    let (q, title, body) = input;
    let folder = tempfile::tempdir().expect("a folder");
    let id: PageId = "lesson/x".parse().expect("an id");
    let record = Record {
        text: body,
        ..Record::new(&id, "/lessen/x/", title)
    };
    search::build(folder.path(), &ANALYZER, vec![record]).expect("an index");
    let searcher = Searcher::open(folder.path(), &ANALYZER).expect("a searcher");
    let request = Request {
        q: q.to_owned(),
        ..Request::default()
    };
    let response = match searcher.search(&request) {
        Ok(response) => response,
        Err(SearchError::Refused(_)) => return,
        Err(error) => panic!("{error}"),
    };
    for hit in &response.hits {
        assert_eq!(text_of(&hit.title_html), shown(title));
        for fragment in &hit.fragments {
            assert_eq!(text_of(&fragment.html), shown(&fragment.text));
        }
    }
});

fn text_of(html: &str) -> String {
    let bare = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!bare.contains(['<', '>', '"', '\'']), "{html}");
    bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

/// A text as pages show it: control characters have no place in HTML.
fn shown(text: &str) -> String {
    text.replace(char::is_control, " ")
}
