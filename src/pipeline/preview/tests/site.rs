//! A small guide with a page of every kind, and every way to edit it, by chance.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Random, SharedFiles};

/// A page as its author sees it.
#[derive(Debug, Clone, Default)]
struct Page {
    front: BTreeMap<String, String>,
    blocks: Vec<String>,
    /// What stands in the file instead, when it is broken.
    broken: Option<String>,
}

impl Page {
    fn text(&self) -> String {
        if let Some(broken) = &self.broken {
            return broken.clone();
        }
        let front = self.front.iter();
        let front: String = front
            .map(|(key, value)| format!("{key}: {value}\n"))
            .collect();
        format!("---\n{front}---\n\n{}\n", self.blocks.join("\n\n"))
    }
}

/// The guide, with what its author may do to it.
pub(super) struct Edited {
    pub(super) random: Random,
    files: SharedFiles,
    pages: BTreeMap<String, Page>,
    sources: BTreeMap<String, String>,
    config: BTreeMap<&'static str, String>,
    touched: BTreeSet<String>,
    counter: usize,
}

const SENTENCES: [&str; 8] = [
    "De wijkaanpak begint bij de bewoners van de straat.",
    "Wie in de wijk gaat kijken, ziet wat niemand opschrijft.",
    "Een buurtkamer is de huiskamer van de buurt.",
    "In de jaren negentig heette dit de sociale vernieuwing.",
    "Bewonersinitiatieven hebben tijd nodig & geduld.",
    "De corporatie en de gemeente spraken over achterstallig onderhoud.",
    "Volgens de evaluatie [@vries2001] hielp dat, maar niet overal [@jansen, p. 3].",
    "Vroegsignalering van schulden loont [-@vries2001].",
];

impl Edited {
    /// The guide as it begins, written to `files`.
    pub(super) fn new(random: Random, files: SharedFiles) -> Self {
        let mut site = Edited {
            random,
            files,
            pages: BTreeMap::new(),
            sources: BTreeMap::new(),
            config: BTreeMap::new(),
            touched: BTreeSet::new(),
            counter: 0,
        };
        site.config.insert("title", "\"Proefgids\"".to_owned());
        site.config.insert(
            "base_url",
            "\"https://proef.voorbeeld.nl/gids/\"".to_owned(),
        );
        site.source("vries2001", "De Vries", "Wat werkt in de wijk", "2001");
        site.source("jansen", "Jansen", "Op straat", "1996");
        let pages: [(&str, &[(&str, &str)]); 26] = [
            (
                "chapters/een",
                &[
                    ("title", "Begin"),
                    ("summary", "Waar het begon."),
                    ("number", "\"1\""),
                    ("part", "a"),
                ],
            ),
            (
                "chapters/twee",
                &[
                    ("title", "Beleid"),
                    ("summary", "Wat er kwam."),
                    ("number", "\"2\""),
                ],
            ),
            (
                "chapters/twee-een",
                &[
                    ("title", "Jaren negentig"),
                    ("summary", "De jaren."),
                    ("number", "\"2.1\""),
                ],
            ),
            ("steps/duiden", &[("title", "Duiden"), ("order", "1")]),
            ("steps/doen", &[("title", "Doen"), ("order", "2")]),
            (
                "themes/wonen",
                &[("title", "Wonen"), ("summary", "Over huizen.")],
            ),
            (
                "themes/veiligheid",
                &[
                    ("title", "Veiligheid"),
                    ("summary", "Over rust."),
                    ("twin", "chapter/2"),
                ],
            ),
            (
                "problems/schulden",
                &[
                    ("title", "Schulden"),
                    ("summary", "Wie te veel moet betalen."),
                ],
            ),
            (
                "lessons/ga-kijken",
                &[
                    ("title", "Ga kijken"),
                    ("summary", "Kijk eerst zelf."),
                    ("evidence", "ervaring"),
                    ("themes", "[wonen]"),
                    ("steps", "[duiden]"),
                    ("date", "2020-01-02"),
                ],
            ),
            (
                "lessons/blijf-lang",
                &[
                    ("title", "Blijf lang"),
                    ("summary", "Tijd helpt."),
                    ("evidence", "onderzoek"),
                    ("knowledge_of", "1996"),
                    ("places", "[Utrecht]"),
                ],
            ),
            (
                "lessons/betaal-mee",
                &[
                    ("title", "Betaal mee"),
                    ("summary", "Geld helpt."),
                    ("evidence", "stelling"),
                    ("problems", "[schulden]"),
                    ("sources", "[jansen]"),
                ],
            ),
            (
                "policy/vernieuwing",
                &[
                    ("title", "Sociale vernieuwing"),
                    ("summary", "Een programma."),
                    ("form", "programma"),
                    ("start", "\"1990\""),
                    ("end", "\"1994\""),
                ],
            ),
            (
                "policy/grote-steden",
                &[
                    ("title", "Grotestedenbeleid"),
                    ("summary", "Nog een."),
                    ("form", "periode"),
                    ("start", "\"1994\""),
                    ("end", "\"2009\""),
                    ("predecessors", "[vernieuwing]"),
                ],
            ),
            (
                "glossary/wijkaanpak",
                &[
                    ("title", "wijkaanpak"),
                    ("summary", "Werken aan een wijk."),
                    ("alt_labels", "[buurtaanpak]"),
                ],
            ),
            (
                "glossary/buurtkamer",
                &[
                    ("title", "buurtkamer"),
                    ("summary", "Een kamer voor de buurt."),
                    ("alt_labels", "[huiskamer van de buurt]"),
                ],
            ),
            (
                "glossary/bewoner",
                &[
                    ("title", "bewoner"),
                    ("summary", "Wie er woont."),
                    ("hidden_labels", "[burger]"),
                ],
            ),
            (
                "glossary/straat",
                &[
                    ("title", "straat"),
                    ("summary", "Weg met huizen."),
                    ("broader", "[wijkaanpak]"),
                ],
            ),
            (
                "articles/deel-een",
                &[
                    ("title", "Deel een"),
                    ("series", "Reeks"),
                    ("part", "1"),
                    ("authors", "[anna]"),
                    ("date", "2021-05-06"),
                ],
            ),
            (
                "articles/deel-twee",
                &[
                    ("title", "Deel twee"),
                    ("series", "Reeks"),
                    ("part", "2"),
                    ("date", "2021-06-06"),
                ],
            ),
            ("places/utrecht", &[("title", "Utrecht")]),
            ("authors/anna", &[("title", "Anna")]),
            ("pages/over", &[("title", "Over")]),
            ("pages/contact", &[("title", "Contact")]),
            (
                "lessons/concept",
                &[
                    ("title", "Nog niet af"),
                    ("summary", "Half."),
                    ("evidence", "stelling"),
                    ("status", "concept"),
                ],
            ),
            (
                "lessons/weg",
                &[
                    ("title", "Ingetrokken les"),
                    ("summary", "Weg."),
                    ("evidence", "stelling"),
                    ("status", "ingetrokken"),
                    ("withdrawn_because", "oud"),
                    ("withdrawn_on", "2022-01-01"),
                    ("successor", "lesson/ga-kijken"),
                ],
            ),
            (
                "problems/eenzaamheid",
                &[
                    ("title", "Eenzaamheid"),
                    ("summary", "Alleen zijn."),
                    ("key_points", "[Ga langs, Bel aan]"),
                ],
            ),
        ];
        for (name, front) in pages {
            let front = front.iter();
            let front = front.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            let page = Page {
                front: front.collect(),
                blocks: vec![
                    site.sentence(),
                    "## Waarom {#waarom}".to_owned(),
                    site.sentence(),
                ],
                broken: None,
            };
            site.pages.insert(format!("content/{name}.md"), page);
        }
        let all: Vec<String> = site.pages.keys().cloned().collect();
        for path in all {
            site.save(&path);
        }
        site.save_sources();
        site.save_config();
        site.put("content/chapters/parts.yaml", "- id: a\n  title: Deel A\n");
        site.put("content/lessons/kaart.png", PNG);
        site.touched.clear();
        site
    }

    fn source(&mut self, key: &str, author: &str, title: &str, year: &str) {
        self.sources.insert(
            key.to_owned(),
            format!("{key}:\n  type: book\n  title: {title}\n  author: \"{author}, A.\"\n  date: {year}\n"),
        );
    }

    fn sentence(&mut self) -> String {
        self.counter += 1;
        let sentence = self.random.of(&SENTENCES);
        format!("{sentence} Dit is zin {}.", self.counter)
    }

    fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.write(path, bytes.as_ref());
        self.touched.insert(path.to_owned());
    }

    fn delete(&mut self, path: &str) {
        self.files.remove(path);
        self.touched.insert(path.to_owned());
    }

    fn save(&mut self, path: &str) {
        let text = self.pages[path].text();
        self.put(path, text);
    }

    fn save_sources(&mut self) {
        let text: String = self.sources.values().cloned().collect();
        self.put("content/sources.yaml", text);
    }

    fn save_config(&mut self) {
        let site = ["title", "base_url", "description"];
        let mut text = String::from("[site]\n");
        for key in site {
            if let Some(value) = self.config.get(key) {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
        for (key, value) in &self.config {
            if !site.contains(key) {
                text.push_str(value);
            }
        }
        self.put("site.toml", text);
    }

    fn any_page(&mut self) -> String {
        let all: Vec<&String> = self.pages.keys().collect();
        let at = self.random.below(all.len());
        all[at].clone()
    }

    fn page_of(&mut self, folder: &str) -> Option<String> {
        let prefix = format!("content/{folder}/");
        let of: Vec<String> = (self.pages.keys())
            .filter(|path| path.starts_with(&prefix))
            .cloned()
            .collect();
        (!of.is_empty()).then(|| of[self.random.below(of.len())].clone())
    }

    /// A page's id as links name it; a chapter's is its number, so that its title stands for it.
    fn id(&self, path: &str) -> String {
        let (folder, name) = path["content/".len()..].split_once('/').unwrap();
        let kind = match folder {
            "policy" => "policy",
            "glossary" => "term",
            "chapters" | "pages" => return self.pages[path].front["title"].clone(),
            folder => folder.trim_end_matches('s'),
        };
        format!("{kind}/{}", name.trim_end_matches(".md"))
    }

    /// Replaces the last sentence of a page by another.
    pub(super) fn write_sentence(&mut self, path: &str) -> BTreeSet<String> {
        // Citations are seen on the pages of their sources: a plain sentence is not.
        self.counter += 1;
        let sentence = format!("Zomaar een zin, nummer {}.", self.counter);
        let page = self.pages.get_mut(path).unwrap();
        page.blocks.push(sentence);
        self.save(path);
        std::mem::take(&mut self.touched)
    }

    /// Gives a page another title.
    pub(super) fn write_title(&mut self, path: &str, title: &str) -> BTreeSet<String> {
        let page = self.pages.get_mut(path).unwrap();
        page.front.insert("title".to_owned(), title.to_owned());
        self.save(path);
        std::mem::take(&mut self.touched)
    }

    /// One edit, by chance: what it was, and which files it touched.
    pub(super) fn edit(&mut self) -> (String, BTreeSet<String>) {
        let what = self.any_edit();
        (what, std::mem::take(&mut self.touched))
    }

    fn any_edit(&mut self) -> String {
        let path = self.any_page();
        let number = self.random.below(30);
        self.counter += 1;
        let counter = self.counter;
        match number {
            0..=4 => {
                let sentence = self.sentence();
                let page = self.pages.get_mut(&path).unwrap();
                let at = counter % page.blocks.len().max(1);
                match page.blocks.get_mut(at) {
                    Some(block) if !block.starts_with('#') => *block = sentence,
                    _ => page.blocks.push(sentence),
                }
                self.save(&path);
                format!("a sentence of {path}")
            }
            5 | 6 => {
                let to = self.any_page();
                let to = self.id(&to);
                let link = match self.random.below(4) {
                    0 => format!("Zie [[{to}]]. En meer."),
                    1 => format!("Zie [[{to}|dit]] in deze zin."),
                    2 => format!("Zie [[{to}#waarom]]!"),
                    _ => format!("Zie [[{to}#nergens]] en [[bestaat/niet]]."),
                };
                self.pages.get_mut(&path).unwrap().blocks.push(link);
                self.save(&path);
                format!("a link from {path} to {to}")
            }
            7 => {
                self.pages.get_mut(&path).unwrap().blocks.pop();
                self.save(&path);
                format!("the last block of {path} removed")
            }
            8 => {
                self.write_titled(&path, &format!("Titel {counter}"));
                format!("the title of {path}")
            }
            9 => {
                let summary = match self.random.below(3) {
                    0 => None,
                    _ => Some(format!("Samenvatting {counter}.")),
                };
                self.set(&path, "summary", summary);
                format!("the summary of {path}")
            }
            10 => self.add_page(counter),
            11 => {
                if self.pages.len() > 15 {
                    self.pages.remove(&path);
                    self.delete(&path);
                }
                format!("{path} removed")
            }
            12 => {
                let (folder, name) = path.rsplit_once('/').unwrap();
                let other = format!("{folder}/{}-{counter}.md", name.trim_end_matches(".md"));
                let mut page = self.pages.remove(&path).unwrap();
                if self.random.below(2) == 0 {
                    page.front
                        .insert("aliases".to_owned(), format!("[/oud/{counter}/]"));
                }
                self.delete(&path);
                self.pages.insert(other.clone(), page);
                self.save(&other);
                format!("{path} renamed")
            }
            13 => {
                let status = *self
                    .random
                    .of(&[&"gepubliceerd", &"concept", &"ingetrokken"]);
                self.set(&path, "status", Some(status.to_owned()));
                format!("{path} is {status}")
            }
            14 => {
                let heading = match self.random.below(3) {
                    0 => format!("## Kop {counter}"),
                    1 => format!("## Kop {{#kop-{counter}}}"),
                    _ => "#### Te diep".to_owned(),
                };
                let page = self.pages.get_mut(&path).unwrap();
                match page.blocks.iter_mut().find(|block| block.starts_with('#')) {
                    Some(known) if counter.is_multiple_of(2) => *known = heading,
                    _ => page.blocks.push(heading),
                }
                self.save(&path);
                format!("a heading of {path}")
            }
            15 | 16 => {
                let Some(term) = self.page_of("glossary") else {
                    return "no term".to_owned();
                };
                match self.random.below(5) {
                    0 => self.set(&term, "autolink", Some("false".to_owned())),
                    1 => self.set(&term, "alt_labels", None),
                    2 => self.set(
                        &term,
                        "alt_labels",
                        Some("[gemeente, corporatie]".to_owned()),
                    ),
                    3 => self.set(
                        &term,
                        "hidden_labels",
                        Some(format!("[woord{counter}, tijd]")),
                    ),
                    _ => self.write_titled(&term, "evaluatie"),
                }
                format!("the term {term}")
            }
            17 => {
                match self.random.below(4) {
                    0 => self.source(&format!("bron{counter}"), "Nieuw", "Een boek", "2010"),
                    1 => self.source("jansen", "Jansen", &format!("Op straat {counter}"), "1996"),
                    2 => {
                        self.sources.remove("jansen");
                    }
                    _ => self.source("jansen", "Jansens", "Op straat", "1997"),
                }
                self.save_sources();
                "the sources".to_owned()
            }
            18 => {
                let twin = self.any_page();
                let twin = self.id(&twin);
                let twin = (self.random.below(3) > 0).then_some(twin);
                self.set(&path, "twin", twin);
                format!("the twin of {path}")
            }
            19 => {
                let template = match self.random.below(4) {
                    0 => None,
                    1 => Some("{% if %}".to_owned()),
                    _ => Some(format!(
                        "{{% extends \"base.html\" %}}{{% block main %}}{counter}{{% endblock main %}}"
                    )),
                };
                match template {
                    Some(text) => self.put("templates/not_found.html", text),
                    None => self.delete("templates/not_found.html"),
                }
                "a template".to_owned()
            }
            20 => {
                match self.random.below(3) {
                    0 => self.delete("templates/assets/site.css"),
                    _ => self.put(
                        "templates/assets/site.css",
                        format!("p {{ margin: {counter}px }}"),
                    ),
                }
                "the style sheet".to_owned()
            }
            21 => {
                match self.random.below(6) {
                    0 => self.config.insert("title", format!("\"Gids {counter}\"")),
                    1 => self
                        .config
                        .insert("base_url", format!("\"https://x{counter}.nl/\"")),
                    2 => self.config.insert(
                        "x-kinds",
                        format!("[kinds.lesson]\ntitle = \"Lessen {counter}\"\n"),
                    ),
                    3 => self.config.insert(
                        "x-check",
                        "[check.severity]\nuncited-paragraph = \"off\"\n".to_owned(),
                    ),
                    4 => self.config.insert(
                        "x-markdown",
                        "[markdown]\nsmart_punctuation = false\n".to_owned(),
                    ),
                    _ => self
                        .config
                        .insert("description", format!("\"Over {counter}\"")),
                };
                self.save_config();
                "the configuration".to_owned()
            }
            22 => {
                match self.random.below(3) {
                    0 => self.put("site.toml", "[site\n"),
                    _ => self.save_config(),
                }
                "the configuration, broken or mended".to_owned()
            }
            23 => {
                match self.random.below(4) {
                    0 => self.delete("content/lessons/kaart.png"),
                    1 => self.put(
                        "content/lessons/kaart.png",
                        [PNG, &[counter as u8]].concat(),
                    ),
                    2 => self.put("content/lessons/kaart.png", PNG),
                    _ => {
                        let Some(lesson) = self.page_of("lessons") else {
                            return "no lesson".to_owned();
                        };
                        let image = "![Een kaart van de wijk](kaart.png)".to_owned();
                        self.pages.get_mut(&lesson).unwrap().blocks.push(image);
                        self.save(&lesson);
                    }
                }
                "an image".to_owned()
            }
            24 => {
                let broken = match self.random.below(5) {
                    0 => "".to_owned(),
                    1 => "---\ntitle: [\n---\n".to_owned(),
                    2 => "zonder kop".to_owned(),
                    3 => "---\ntitel: Fout\nsummary: x\n---\n\nTekst.\n".to_owned(),
                    _ => {
                        "---\ntitle: Half\nsummary: y\nevidence: stelling\n---\n\n[[los".to_owned()
                    }
                };
                self.pages.get_mut(&path).unwrap().broken = Some(broken);
                self.save(&path);
                format!("{path} broken")
            }
            25 | 26 => {
                let broken: Vec<String> = (self.pages.iter())
                    .filter(|(_, page)| page.broken.is_some())
                    .map(|(path, _)| path.clone())
                    .collect();
                for path in &broken {
                    self.pages.get_mut(path).unwrap().broken = None;
                    self.save(path);
                }
                format!("{broken:?} mended")
            }
            27 => {
                let parts = [
                    "- id: a\n  title: Deel A\n",
                    "- id: b\n  title: Deel B\n- id: a\n  title: A\n",
                    "- [\n",
                ];
                let parts = *self.random.of(&[&parts[0], &parts[1], &parts[2]]);
                self.put("content/chapters/parts.yaml", parts);
                "the parts".to_owned()
            }
            28 => {
                let key = *self.random.of(&[
                    &"themes",
                    &"problems",
                    &"related",
                    &"places",
                    &"steps",
                    &"policies",
                ]);
                let value = match key {
                    "themes" => "[wonen, veiligheid]".to_owned(),
                    "problems" => "[schulden]".to_owned(),
                    "places" => format!("[Utrecht, Plaats {}]", counter % 3),
                    "steps" => "[doen]".to_owned(),
                    "policies" => "[grote-steden]".to_owned(),
                    _ => "[lesson/ga-kijken]".to_owned(),
                };
                self.set(&path, key, Some(value));
                format!("{key} of {path}")
            }
            _ => {
                let year = 2000 + counter % 25;
                self.set(&path, "updated", Some(format!("{year}-03-04")));
                format!("the date of {path}")
            }
        }
    }

    fn add_page(&mut self, counter: usize) -> String {
        let folder = *self
            .random
            .of(&[&"lessons", &"glossary", &"themes", &"places", &"Lessen"]);
        let path = format!("content/{folder}/nieuw-{counter}.md");
        let sentence = self.sentence();
        let mut page = Page {
            blocks: vec![sentence],
            ..Page::default()
        };
        for (key, value) in [
            ("title", format!("nieuw {counter}")),
            ("summary", format!("Iets {counter}.")),
        ] {
            page.front.insert(key.to_owned(), value);
        }
        if folder == "lessons" {
            page.front
                .insert("evidence".to_owned(), "evaluatie".to_owned());
        }
        if folder == "Lessen" {
            // In a folder that is none: it is reported, and is no page.
            self.put(&path, page.text());
            return format!("{path}, where no page belongs");
        }
        self.pages.insert(path.clone(), page);
        self.save(&path);
        format!("{path} added")
    }

    fn write_titled(&mut self, path: &str, title: &str) {
        self.set(path, "title", Some(title.to_owned()));
    }

    fn set(&mut self, path: &str, key: &str, value: Option<String>) {
        let page = self.pages.get_mut(path).unwrap();
        match value {
            Some(value) => page.front.insert(key.to_owned(), value),
            None => page.front.remove(key),
        };
        self.save(path);
    }
}

/// One pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0,
    0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89,
];
