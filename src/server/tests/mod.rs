//! The server as a whole: a small guide is published and indexed on disk, and asked over sockets.

mod api;
mod bounds;
mod export;
mod hostile;
#[path = "../../../tests/support/json_schema.rs"]
mod json_schema;
mod openapi;
mod pages;
mod quota;
mod scrape;
mod search_page;
mod swap;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;

use super::{Handle, ServeError, ServeOptions, Server};
use crate::config::{self, Config};
use crate::content::PageId;
use crate::language::Analyzer;
use crate::publish::{Changes, LedgerPage, Places, Publication};
use crate::search::{self, Facet, FacetValue, Record, RecordSection};

/// The pages that are indexed: id, title, text, theme, years.
const PAGES: [(&str, &str, &str, &str); 4] = [
    (
        "lesson/ga-kijken",
        "Ga kijken",
        "Ga de wijk in. De sociale samenhang groeit niet vanzelf.\nHoe dan\nKijk met eigen ogen in de wijk.",
        "samenhang",
    ),
    (
        "lesson/samen",
        "Samen aan de slag",
        "Samen werken aan <b>schulden</b> & samenhang in de wijk.",
        "schulden",
    ),
    (
        "theme/schulden",
        "Schulden",
        "Een schuld begint klein.",
        "schulden",
    ),
    (
        "term/schuld",
        "Schuld",
        "Wat je een ander moet betalen.",
        "schulden",
    ),
];

const SHELL: &str = "<!doctype html><title>Zoeken</title><form><input name=\"q\" value=\"\"></form>\n\
                     <!--wijkgids:resultaten-->\n<p>einde</p>";

const TEMPLATES: &str = r##"{"language":"nl","base_path":"","search_url":"/zoeken/",
"texts":{"results":"resultaten","facet_thema":"Onderwerp"},
"results.html":"{% if search.refusal %}<p class=refusal>{{ search.refusal }}</p>{% else %}<p>{{ search.total }} {{ t.results }} {{ search.q }} ({{ search.page }}/{{ search.pages }})</p>{% for f in search.filters %}<a class=filter href=\"{{ f.remove_url }}\">{{ f.label }}: {{ f.value_label }}</a>{% endfor %}{% for h in search.hits %}\n<h3><a href=\"{{ h.url }}\">{{ h.title_html }}</a></h3>{{ h.kind_label }}{% if h.evidence_label %} {{ h.evidence_label }}{% endif %}{% if h.updated %} {{ h.updated.label }}{% endif %}{% for f in h.fragments %}<p>{{ f }}</p>{% endfor %}{% for s in h.sections %}<a href=\"{{ s.url }}\">{{ s.title_html }}</a>{% endfor %}{% for a in h.also %}<a class=also href=\"{{ a.url }}\">{{ a.kind_label }}: {{ a.title }}</a>{% endfor %}{% endfor %}{% for f in search.facets %}\n<h2>{{ f.label }}</h2>{% for v in f.values %}<a href=\"{{ v.url }}\"{% if v.active %} aria-current=true{% endif %}>{{ v.label }} {{ v.count }}</a>{% endfor %}{% endfor %}{% if search.prev %}<a rel=prev href=\"{{ search.prev }}\">{% endif %}{% if search.next %}<a rel=next href=\"{{ search.next }}\">{% endif %}{% endif %}"}"##;

/// Editions from this number on tell which they are, on their search page and in what is found.
const TELLING: u32 = 1000;

/// A guide that can be published in several editions.
struct Guide {
    folder: tempfile::TempDir,
    base_url: &'static str,
}

impl Guide {
    fn at(base_url: &'static str) -> Guide {
        Guide {
            folder: tempfile::tempdir().unwrap(),
            base_url,
        }
    }

    fn places(&self) -> Places {
        Places {
            public: None,
            ..Places::of(self.folder.path())
        }
    }

    /// Publishes an edition: `number` stands in its home page and in its index, `add` may add more.
    fn publish(&self, number: u32, add: impl FnOnce(&Publication)) {
        self.publish_pages(number, &PAGES.map(|(id, _, text, _)| (id, text)), add);
    }

    /// The same, of which the ledger is told that there are these pages: id, what it says.
    fn publish_pages(&self, number: u32, pages: &[(&str, &str)], add: impl FnOnce(&Publication)) {
        let ledger = pages.iter().map(|(id, says)| LedgerPage {
            id: (*id).to_owned(),
            url: format!("/{id}/"),
            hash: blake3::hash(says.as_bytes()),
        });
        let ledger: Vec<LedgerPage> = ledger.collect();
        let base = config::BaseUrl::parse(self.base_url).unwrap();
        let publication = Publication::begin(&self.places()).unwrap();
        let home = format!("<!doctype html><p>Editie {number}");
        let search_page = match number >= TELLING {
            true => format!("{SHELL}<p>bladzijde van {number}"),
            false => SHELL.to_owned(),
        };
        for (path, content) in [
            ("", home.as_str()),
            ("lessen/ga-kijken/", "<!doctype html><p>Ga kijken"),
            ("café/", "<!doctype html><p>Café"),
            ("404.html", "<!doctype html><p>Niet gevonden"),
            ("assets/site.css", "a{color:red}"),
            ("assets/site.css.br", "br"),
            ("feed.atom", "<feed/>"),
            ("leeg.txt", ""),
            ("zoeken/", &search_page),
            ("zoeken/inbed/", SHELL),
        ] {
            publication.put(path, content.as_bytes()).unwrap();
        }
        let picture = b"0123456789";
        let print = &blake3::hash(picture).to_hex()[..8];
        let name = format!("lessen/ga-kijken/foto.{print}.png");
        publication.put(&name, picture).unwrap();
        publication.put_for_hosts("stub/", b"stub").unwrap();
        let home = format!("{}/", base.path());
        publication
            .redirect("2.4.1/", &format!("{home}lessen/ga-kijken/#kijk"))
            .unwrap();
        publication.redirect("stub/", &home).unwrap();
        publication.gone("lessen/oud/").unwrap();
        publication.gone("lessen/weg/").unwrap();
        publication.option("base_path", base.path()).unwrap();
        publication.option("base_url", &base.to_string()).unwrap();
        publication
            .side_table("templates.json", TEMPLATES.as_bytes())
            .unwrap();
        let pages: Vec<_> = PAGES.iter().map(|(id, title, ..)| {
            let mut page = serde_json::json!({"id": id, "title": title, "url": base.absolute(&format!("/{id}/"))});
            if *id == "lesson/ga-kijken" {
                let more = serde_json::json!({"summary": "Wie kijkt, ziet meer.", "updated": "2026-11-01", "knowledge_of": "199X", "date": null,
                    "evidence": "ervaring", "roles": ["uitvoerder"], "themes": ["theme/schulden", "theme/weg"], "sources": ["term/schuld"]});
                page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            }
            page
        }).collect();
        let metadata = serde_json::json!({"title": "Gids", "pages": pages}).to_string();
        publication.put("gids.json", metadata.as_bytes()).unwrap();
        add(&publication);
        let index = publication.index_dir(&format!("editie {number}")).unwrap();
        if index.fresh {
            self.index(&index.folder, base.path(), number);
        }
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        publication.publish(&Changes { at, pages: ledger }).unwrap();
    }

    fn index(&self, folder: &std::path::Path, base_path: &str, number: u32) {
        let ids: Vec<PageId> = PAGES.iter().map(|(id, ..)| id.parse().unwrap()).collect();
        let urls: Vec<String> = PAGES
            .iter()
            .map(|(id, ..)| format!("{base_path}/{id}/"))
            .collect();
        let edition = format!("editie{number}");
        let mut records: Vec<Record<'_>> = PAGES
            .iter()
            .enumerate()
            .map(|(at, (_, title, text, theme))| {
                let mut record = Record::new(&ids[at], &urls[at], title);
                record.summary = "Wie kijkt, ziet meer.";
                record.text = text;
                record.keywords.push(&edition);
                let kind = ids[at].kind.info();
                record.facets.push(FacetValue {
                    facet: Facet::Kind,
                    value: kind.dutch,
                    label: kind.plural,
                });
                record.facets.push(FacetValue {
                    facet: Facet::Theme,
                    value: theme,
                    label: theme,
                });
                match at {
                    0 => {
                        let start = text.find("Hoe dan").unwrap() as u32;
                        record.sections.push(RecordSection {
                            id: "hoe",
                            title: "Hoe dan",
                            start,
                        });
                        record.facets.push(FacetValue {
                            facet: Facet::Evidence,
                            value: "ervaring",
                            label: "Ervaring",
                        });
                        record.updated = "2026-11-01".parse().ok();
                        record.knowledge_of = Some("199X");
                        record.period = "1994/1999".parse().ok();
                    }
                    2 | 3 => record.twin_group = Some(&ids[2]),
                    _ => {}
                }
                record
            })
            .collect();
        let id: PageId = "term/uitgave".parse().unwrap();
        let title = format!("Uitgave {number}");
        if number >= TELLING {
            records.push(Record::new(&id, "/begrippen/uitgave/", &title));
        }
        search::build(folder, &Analyzer::new(), records).unwrap();
    }

    fn serve(&self, toml: &str) -> Running {
        self.serve_with(toml, |server| server)
    }

    /// The same, by a server that is told more.
    fn serve_with(&self, toml: &str, how: impl FnOnce(Server) -> Server) -> Running {
        let (config, found) = config::read(Some(toml), std::iter::empty());
        assert!(found.is_empty(), "{found:?}");
        Running::of(how(Server::bind(self.options(config)).unwrap()))
    }

    fn options(&self, config: Config) -> ServeOptions {
        ServeOptions {
            places: self.places(),
            config,
            addr: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        }
    }
}

/// A guide that was published once, and its server.
fn served(toml: &str) -> (Guide, Running) {
    let guide = Guide::at("https://gids.example");
    guide.publish(1, |_| {});
    let running = guide.serve(toml);
    (guide, running)
}

/// A server that runs until it is dropped.
struct Running {
    addr: SocketAddr,
    metrics: Option<SocketAddr>,
    handle: Handle,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take()
            && !thread::panicking()
        {
            thread.join().unwrap().unwrap();
        }
    }
}

/// An answer as it came over the wire.
#[derive(Debug)]
struct Answer {
    /// The method and the address that it answers.
    asked: (String, String),
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    #[track_caller]
    fn has(&self, name: &str, value: &str) {
        assert_eq!(self.header(name), Some(value), "{name} of {self:?}");
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

impl Running {
    fn of(server: Server) -> Running {
        let server = server.poll(Duration::from_millis(20));
        Running {
            addr: server.addr(),
            metrics: server.metrics_addr(),
            handle: server.handle(),
            thread: Some(thread::spawn(move || server.run())),
        }
    }

    /// A connection that waits for an answer, but not for ever.
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.addr).unwrap();
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).unwrap();
        stream
    }

    /// Sends bytes and reads all that comes back.
    fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    #[track_caller]
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: gids.example\r\nConnection: close\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if !body.is_empty() || method == "POST" {
            write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
        }
        head.push_str("\r\n");
        let answer = self.raw(&[head.as_bytes(), body].concat());
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("{method} {path}: {answer:?}"));
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line
                .split_once(": ")
                .unwrap_or((line.trim_end_matches(':'), ""));
            (name.to_ascii_lowercase(), value.to_owned())
        });
        let answer = Answer {
            asked: (method.to_owned(), path.to_owned()),
            status,
            headers: headers.collect(),
            body: answer[end + 4..].to_vec(),
        };
        if method == "HEAD" || [204, 304].contains(&status) {
            assert!(answer.body.is_empty());
        } else {
            let len = answer
                .header("content-length")
                .map(|len| len.parse().unwrap());
            assert_eq!(len, Some(answer.body.len()), "{answer:?}");
        }
        answer
    }

    #[track_caller]
    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    #[track_caller]
    fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"")
    }
}
