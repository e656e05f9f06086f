//! The floor: the least that any generator must do with the same files, from stock parts.
//!
//! In: a site. Out: one HTML file a Markdown file. All pages in parallel: read, leave out the front
//! matter, parse with pulldown-cmark, write with its own HTML writer. The second variant also puts
//! title and plain text into tantivy with its default analyser, the third with its Dutch stemmer.
//! Nothing more: no YAML, no links between pages, no templates, no error messages.

use std::path::{Path, PathBuf};
use std::{fs, io};

use pulldown_cmark::{Event, Options, Parser, html};
use rayon::prelude::*;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};
use tantivy::{Index, IndexWriter, Searcher, doc};

/// What tantivy may keep in memory before it writes a segment, for all its threads together. At
/// 10,000 pages that is one segment a thread, so that no merges are timed.
const HEAP: usize = 256 << 20;

/// How much the floor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// HTML only.
    Html,
    /// And an index with tantivy's default analyser.
    Index,
    /// And an index with tantivy's Dutch stemmer.
    DutchIndex,
}

impl Variant {
    pub(crate) const ALL: [Variant; 3] = [Variant::Html, Variant::Index, Variant::DutchIndex];

    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Variant::Html => "html",
            Variant::Index => "index",
            Variant::DutchIndex => "dutch-index",
        }
    }
}

/// Builds the site at `site` into `out`, and the index into `index`; gives the bytes of text that
/// went into the index.
pub(crate) fn run(variant: Variant, site: &Path, out: &Path, index: &Path) -> io::Result<usize> {
    let content = site.join("content");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(&content) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            fs::create_dir_all(out.join(inside(entry.path(), &content)?))?;
        } else if entry.path().extension().is_some_and(|ext| ext == "md") {
            files.push(entry.into_path());
        }
    }
    let search = match variant {
        Variant::Html => None,
        _ => Some(Search::create(index, variant == Variant::DutchIndex).map_err(io::Error::other)?),
    };
    let text = files
        .par_iter()
        .map(|file| {
            let source = fs::read_to_string(file)?;
            let (title, body) = split(&source);
            let mut html = String::with_capacity(source.len() * 5 / 4);
            let mut text = String::new();
            let events = Parser::new_ext(body, options());
            if search.is_some() {
                text.reserve(body.len());
                html::push_html(&mut html, events.inspect(|event| collect(event, &mut text)));
            } else {
                html::push_html(&mut html, events);
            }
            fs::write(
                out.join(inside(file, &content)?).with_extension("html"),
                html,
            )?;
            let length = title.len() + text.len();
            match &search {
                Some(search) => search.add(title, text).map_err(io::Error::other)?,
                None => return Ok(0),
            }
            Ok(length)
        })
        .try_reduce(|| 0, |a, b| Ok::<_, io::Error>(a + b))?;
    if let Some(search) = search {
        search.finish().map_err(io::Error::other)?;
    }
    Ok(text)
}

fn inside<'a>(path: &'a Path, folder: &Path) -> io::Result<&'a Path> {
    path.strip_prefix(folder).map_err(io::Error::other)
}

/// The constructs that the guide's Markdown has and pulldown-cmark knows.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_GFM
}

/// The title and what comes after the front matter.
fn split(source: &str) -> (&str, &str) {
    let Some((front, body)) = source
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    else {
        return ("", source);
    };
    let title = front
        .lines()
        .find_map(|line| line.strip_prefix("title: "))
        .unwrap_or("");
    (title.trim_matches('"'), body)
}

fn collect(event: &Event, text: &mut String) {
    match event {
        Event::Text(words) | Event::Code(words) => text.push_str(words),
        Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push('\n'),
        _ => {}
    }
}

fn stemming() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Dutch))
        .build()
}

/// The floor's index, to be searched with tantivy's own parser: the least that a search costs.
pub(crate) struct Raw {
    searcher: Searcher,
    parser: QueryParser,
}

impl Raw {
    /// Opens an index that [`run`] made.
    pub(crate) fn open(folder: &Path) -> tantivy::Result<Raw> {
        let index = Index::open_in_dir(folder)?;
        index.tokenizers().register("dutch", stemming());
        let schema = index.schema();
        let fields = vec![schema.get_field("title")?, schema.get_field("body")?];
        Ok(Raw {
            searcher: index.reader()?.searcher(),
            parser: QueryParser::for_index(&index, fields),
        })
    }

    /// How many of the ten best pages there are.
    pub(crate) fn best(&self, query: &str) -> tantivy::Result<usize> {
        let (query, _) = self.parser.parse_query_lenient(query);
        let best = TopDocs::with_limit(10).order_by_score();
        Ok(self.searcher.search(&query, &best)?.len())
    }
}

/// A tantivy index of titles, which are stored, and bodies, which are not.
struct Search {
    writer: IndexWriter,
    title: Field,
    body: Field,
}

impl Search {
    fn create(folder: &Path, dutch: bool) -> tantivy::Result<Search> {
        fs::create_dir_all(folder)?;
        let analyser = if dutch { "dutch" } else { "default" };
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(analyser)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default().set_indexing_options(indexing);
        let mut schema = Schema::builder();
        let title = schema.add_text_field("title", options.clone().set_stored());
        let body = schema.add_text_field("body", options);
        let index = Index::create_in_dir(folder, schema.build())?;
        index.tokenizers().register("dutch", stemming());
        let writer = index.writer(HEAP)?;
        Ok(Search {
            writer,
            title,
            body,
        })
    }

    fn add(&self, title: &str, body: String) -> tantivy::Result<()> {
        self.writer
            .add_document(doc!(self.title => title, self.body => body))?;
        Ok(())
    }

    fn finish(mut self) -> tantivy::Result<()> {
        self.writer.commit()?;
        self.writer.wait_merging_threads()
    }
}
