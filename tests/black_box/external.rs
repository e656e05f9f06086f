//! `report --external`, over real sockets: what became of links to other sites, and how politely that is
//! asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Site;

/// What was asked: method, path, who asked, and when.
#[derive(Debug, Clone)]
struct Asked {
    method: String,
    path: String,
    agent: String,
    at: Instant,
}

/// A site elsewhere, with all that can become of a page.
struct Elsewhere {
    addr: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Elsewhere {
    fn new() -> Elsewhere {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                // Who is slow must not keep the others waiting.
                thread::spawn(move || answer(stream, &kept));
            }
        });
        Elsewhere { addr, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.addr)
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, kept: &Mutex<Vec<Asked>>) -> Option<()> {
    let mut first = [0];
    // A server without encryption takes the greeting of an encrypted connection for a bad request.
    if stream.peek(&mut first).ok()? == 1 && !first[0].is_ascii_uppercase() {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
    }
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut agent = String::new();
    for line in lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
    {
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("user-agent")
        {
            agent = value.to_owned();
        }
    }
    let at = Instant::now();
    let head = method == "HEAD";
    let of = path.clone();
    kept.lock().unwrap().push(Asked {
        method,
        path,
        agent,
        at,
    });
    let status = match &*of {
        "/weg" => "404 Not Found",
        "/gewist" => "410 Gone",
        "/stuk" => "500 Internal Server Error",
        "/dicht" => "403 Forbidden",
        "/verhuisd" => "301 Moved Permanently\r\nLocation: /goed",
        "/even-elders" => "302 Found\r\nLocation: /goed",
        "/kring" => "308 Permanent Redirect\r\nLocation: /kring",
        "/kent-geen-head" if head => "405 Method Not Allowed",
        "/traag" => {
            thread::sleep(Duration::from_secs(4));
            "200 OK"
        }
        _ => "200 OK",
    };
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(text.as_bytes()).ok()
}

/// Where nobody listens any more.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

const POLITE: [&str; 7] = [
    "report",
    "--json",
    "--external",
    "--each",
    "1",
    "--pause",
    "100",
];

#[test]
fn what_became_of_links_is_found_out_politely_and_remembered() {
    let elsewhere = Elsewhere::new();
    let refused = format!("http://{}/", nobody());
    let unsafe_one = format!("https://{}/goed", elsewhere.addr);
    let pages = [
        "goed",
        "weg",
        "gewist",
        "verhuisd",
        "even-elders",
        "stuk",
        "traag",
        "kring",
        "dicht",
        "kent-geen-head",
    ];
    let mut text: String = pages
        .iter()
        .map(|path| format!("[{path}]({}) ", elsewhere.url(path)))
        .collect();
    text.push_str(&format!(
        "[deel]({}#kop) [nee]({refused}) [niet veilig]({unsafe_one}) <mailto:jan@voorbeeld.nl> \
         [geen naam](http://er-is-geen.invalid/)",
        elsewhere.url("goed")
    ));
    let site = Site::new()
        .lesson("een", &text)
        .lesson("twee", &format!("[ook]({})", elsewhere.url("weg")))
        .file(
            "content/sources.yaml",
            format!(
                "bron:\n  type: web\n  title: Bron\n  url: {}\n",
                elsewhere.url("van-een-bron")
            ),
        );
    let report = site.run(&POLITE).code(0).json();
    let url = |path: &str| elsewhere.url(path);
    assert_eq!(report["external"]["addresses"], 14, "{report:#}");
    // What answers a program with “no” may well answer a reader.
    assert_eq!(report["external"]["sound"], 5, "{report:#}");
    let told = |list: &str| -> Vec<(String, String)> {
        let list = report["external"][list].as_array().unwrap().iter();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let mut list: Vec<(String, String)> = list
            .map(|one| (text(one, "url"), text(one, "found")))
            // Without a name server nobody can tell that a name does not exist.
            .filter(|(url, _)| !url.contains(".invalid"))
            .collect();
        list.sort();
        list
    };
    let expected = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        let mut list: Vec<(String, String)> = list
            .iter()
            .map(|(url, found)| ((*url).to_owned(), (*found).to_owned()))
            .collect();
        list.sort();
        list
    };
    assert_eq!(
        told("dead"),
        expected(&[
            (&url("gewist"), "is weggehaald (410)"),
            (&url("weg"), "bestaat niet (404)"),
        ])
    );
    assert_eq!(told("moved"), expected(&[(&url("verhuisd"), &url("goed"))]));
    assert_eq!(
        told("unreachable"),
        expected(&[
            (&refused, "de site weigert de verbinding"),
            (&unsafe_one, "de verbinding is niet veilig"),
            (&url("kring"), "verwijst in een kring"),
            (&url("stuk"), "storing bij de site (500)"),
            (&url("traag"), "geen antwoord binnen de tijd"),
        ])
    );
    // Each address is named with all pages that link to it.
    let gone = report["external"]["dead"].as_array().unwrap();
    let gone = gone.iter().find(|one| one["url"] == url("weg")).unwrap();
    let ids: Vec<&str> = (gone["pages"].as_array().unwrap().iter())
        .map(|page| page["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["lesson/een", "lesson/twee"]);

    // First the head alone, by a name that an operator can look up, one at a time, with a pause.
    let asked = elsewhere.asked();
    assert!(
        asked.iter().all(|one| one.agent.starts_with("wijkgids/")),
        "{asked:#?}"
    );
    let methods = |path: &str| -> Vec<String> {
        let of = asked.iter().filter(|one| one.path == path);
        of.map(|one| one.method.clone()).collect()
    };
    assert_eq!(methods("/even-elders"), ["HEAD"]);
    assert_eq!(methods("/kent-geen-head"), ["HEAD", "GET"]);
    assert_eq!(methods("/weg"), ["HEAD", "GET"]);
    assert_eq!(methods("/kring").len(), 6);
    let first = |path: &str| asked.iter().find(|one| one.path == path).unwrap().at;
    let mut firsts: Vec<Instant> = pages
        .iter()
        .filter(|path| **path != "goed")
        .map(|path| first(&format!("/{path}")))
        .collect();
    firsts.sort();
    for pair in firsts.windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_millis(95), "{pair:?}");
    }

    // Nobody is asked again the same day.
    let questions = asked.len();
    let again = site.run(&POLITE).code(0).json();
    assert_eq!(elsewhere.asked().len(), questions);
    assert_eq!(again["external"], report["external"]);
    // People read it too; who does not ask for it gets nothing of it.
    site.run(&["report", "--external"]).code(0).says(&[
        "Links naar andere sites: 14 adressen",
        "bestaat niet (404); op lesson/een, lesson/twee",
    ]);
    site.run(&["report"]).code(0).never_says(&["andere sites"]);
    // What no page links to any more is forgotten.
    site.remove("content/lessons/twee.md").put(
        "content/lessons/een.md",
        "---\ntitle: Een\nsummary: x\nevidence: ervaring\n---\n",
    );
    site.run(&POLITE).code(0);
    assert!(!site.read(".wijkgids/links.json").contains("/weg"));
}

#[test]
fn when_the_time_is_up_the_rest_waits_for_another_time() {
    let elsewhere = Elsewhere::new();
    let links: String = (0..20)
        .map(|at| format!("[{at}]({}) ", elsewhere.url(&format!("p{at}"))))
        .collect();
    let site = Site::new().lesson("een", &links);
    let args = [
        "report",
        "--json",
        "--external",
        "--within",
        "1",
        "--each",
        "1",
        "--pause",
        "200",
    ];
    let begun = Instant::now();
    let report = site.run(&args).code(0).json();
    assert!(begun.elapsed() < Duration::from_secs(8));
    let sound = report["external"]["sound"].as_u64().unwrap();
    let unasked = report["external"]["unasked"].as_u64().unwrap();
    assert!(
        sound > 0 && unasked > 0 && sound + unasked == 20,
        "{report:#}"
    );
    // The next round goes on where this one stopped.
    let report = site.run(&args).code(0).json();
    assert!(report["external"]["sound"].as_u64().unwrap() > sound);
    let mut paths: Vec<String> = elsewhere.asked().into_iter().map(|one| one.path).collect();
    let all = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), all, "none was asked twice");
}
