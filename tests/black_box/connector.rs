//! The example that puts the guide into Microsoft Search (docs/voorbeelden/microsoft-search), against a
//! stand-in that answers as Microsoft's documentation says that Graph does. It shows that the example
//! asks and sends what is documented there; that Microsoft takes it, only Microsoft can show.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::Site;

/// What the stand-in was sent and keeps.
#[derive(Default)]
struct Graph {
    asked: Vec<String>,
    state: Option<&'static str>,
    schema: Value,
    items: BTreeMap<String, Value>,
    refused: bool,
}

impl Graph {
    /// The answer to a request: status, further headers, body.
    fn answer(
        &mut self,
        method: &str,
        path: &str,
        token: bool,
        body: &[u8],
    ) -> (u16, String, Value) {
        self.asked.push(format!("{method} {path}"));
        if path == "/tenant/oauth2/v2.0/token" {
            let form = String::from_utf8(body.to_vec()).unwrap();
            assert!(form.contains("grant_type=client_credentials"), "{form}");
            return (200, String::new(), json!({"access_token": "bewijs"}));
        }
        assert!(token, "{method} {path} without a token");
        let json = || serde_json::from_slice::<Value>(body).unwrap();
        let connection = "/external/connections/wijkgids";
        let none = String::new();
        match (method, path, path.strip_prefix(connection)) {
            ("GET", _, Some("")) => match self.state {
                Some(state) => (200, none, json!({"id": "wijkgids", "state": state})),
                None => (404, none, json!({"error": {}})),
            },
            ("POST", "/external/connections", _) => {
                assert_eq!(json()["id"], "wijkgids");
                self.state = Some("draft");
                (201, none, json!({"id": "wijkgids", "state": "draft"}))
            }
            ("PATCH", _, Some("/schema")) => {
                self.schema = json();
                (
                    202,
                    format!("Location: HERE{connection}/operations/1\r\n"),
                    Value::Null,
                )
            }
            ("GET", _, Some("/operations/1")) => {
                let status = match self.state.replace("ready") {
                    Some("ready") => "completed",
                    _ => "inprogress",
                };
                (200, none, json!({"status": status}))
            }
            (method, _, Some(item)) => {
                let id = item.strip_prefix("/items/").unwrap().to_owned();
                let sound = id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
                assert!(sound, "{id}");
                // Too much at once, one time.
                if !std::mem::replace(&mut self.refused, true) {
                    return (429, "Retry-After: 0\r\n".to_owned(), Value::Null);
                }
                match method {
                    "PUT" => drop(self.items.insert(id, json())),
                    "DELETE" => drop(self.items.remove(&id)),
                    method => panic!("{method} {path}"),
                }
                (200, none, Value::Null)
            }
            _ => panic!("{method} {path}"),
        }
    }
}

/// A stand-in on a port of its own, which answers one request after the other.
fn graph() -> (Arc<Mutex<Graph>>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let graph = Arc::<Mutex<Graph>>::default();
    let (kept, own) = (Arc::clone(&graph), here.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(&kept, &own, stream.unwrap());
        }
    });
    (graph, here)
}

fn serve(graph: &Mutex<Graph>, here: &str, stream: TcpStream) {
    let mut reader = BufReader::new(&stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_ascii_lowercase());
    }
    let length = head
        .iter()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let request: Vec<&str> = head[0].split(' ').collect();
    let method = request[0].to_ascii_uppercase();
    let token = head
        .iter()
        .any(|line| line == "authorization: bearer bewijs");
    let (status, headers, answer) = graph
        .lock()
        .unwrap()
        .answer(&method, request[1], token, &body);
    let text = match answer {
        Value::Null => String::new(),
        answer => answer.to_string(),
    };
    let headers = headers.replace("HERE", here);
    write!(
        &stream,
        "HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{text}",
        text.len()
    )
    .unwrap();
}

#[test]
#[ignore = "needs tests/setup.sh"]
fn the_guide_gets_into_microsoft_search_and_is_kept_up() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let guide = format!("http://127.0.0.1:{port}");
    let site = Site::new()
        .theme("wonen")
        .lesson_with("cafe", "themes: [wonen]\n", "Ga naar het café.\n")
        .lesson_with("stil", "search: {exclude: true}\n", "Hier vind je niets.\n")
        .lesson("weg", "Dit gaat weg.\n")
        .env("WIJKGIDS_SITE_BASE_URL", &guide);
    site.build();
    let served = site.serve_at(port);
    let (graph, here) = graph();
    let run = || {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/docs/voorbeelden/microsoft-search/vul_zoekindex.py"
        );
        let ran = Command::new("python3")
            .arg(script)
            .env("GIDS", format!("{guide}/"))
            .env("TENANT", "tenant")
            .env("CLIENT_ID", "app")
            .env("CLIENT_SECRET", "geheim")
            .env("STAND", site.beside("stand.json"))
            .env("GRAPH", &here)
            .env("LOGIN", &here)
            .env("WACHT", "0")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{said}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let said = run();
    {
        let mut graph = graph.lock().unwrap();
        let count = graph.items.len();
        assert!(
            said.contains(&format!("{count} pagina’s gezet, 1 weggehaald")),
            "{said}"
        );
        let texts: Vec<&str> = graph
            .items
            .values()
            .map(|item| item["content"]["value"].as_str().unwrap())
            .collect();
        assert!(texts.iter().any(|text| text.contains("Dit gaat weg.")));
        assert!(!texts.iter().any(|text| text.contains("Hier vind je")));
        let found = graph.items.values();
        let cafe = found
            .filter(|item| item["content"]["value"].as_str().unwrap().contains("café"))
            .collect::<Vec<_>>();
        let [cafe] = cafe[..] else { panic!("{cafe:?}") };
        assert_eq!(cafe["acl"][0]["type"], "everyone");
        assert_eq!(cafe["properties"]["soort"], "les");
        assert_eq!(cafe["properties"]["adres"], format!("{guide}/lessen/cafe/"));
        assert_eq!(cafe["properties"]["themas"].as_array().unwrap().len(), 1);
        // Every property that is sent was registered, and at most once searchable or refinable.
        let registered = graph.schema["properties"].as_array().unwrap();
        for name in cafe["properties"].as_object().unwrap().keys() {
            let name = name.split('@').next().unwrap();
            let known = registered.iter().find(|property| property["name"] == name);
            let known = known.unwrap_or_else(|| panic!("{name}"));
            assert!(known["isSearchable"].is_null() || known["isRefinable"].is_null());
        }
        graph.asked.clear();
    }
    // Nothing changed: nothing is sent.
    assert!(run().contains("0 pagina’s gezet, 0 weggehaald"));
    site.remove("content/lessons/weg.md");
    site.run(&["build", "--allow-removal"]).code(0);
    // The server takes the new edition up by itself.
    for _ in 0..100 {
        if served.get("/lessen/weg/").status != 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    graph.lock().unwrap().asked.clear();
    assert!(run().contains("0 pagina’s gezet, 1 weggehaald"));
    let graph = graph.lock().unwrap();
    let deleted = graph
        .asked
        .iter()
        .filter(|asked| asked.starts_with("DELETE "));
    assert_eq!(deleted.count(), 1, "{:?}", graph.asked);
    assert!(!graph.asked.iter().any(|asked| asked.contains("schema")));
}
