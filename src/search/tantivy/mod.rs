//! Tantivy as the engine: it keeps postings, positions, columns and stored pages on disk.
//!
//! What tantivy does *not* do here is analyse, parse or rank. Tokens come ready ([`Writer`]); pages
//! are scored by our own walk over the postings (`evaluate`), with statistics of live pages only,
//! so that an answer does not depend on how the pages are spread over segments or on what was deleted
//! before.

mod columns;
mod evaluate;
mod gone;
mod held;
mod matching;
mod memo;
mod part;
mod read;
mod score;
mod vocabulary;
mod write;

use tantivy::Index;
use tantivy::schema::{
    Field as Id, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

pub use held::Held;
pub use read::{Reader, check};
pub use write::{PAGES, Writer, is_index_file};

use super::engine::EngineError;
use super::facets::{self, FACETS};
use super::schema::{self, FIELDS};
use super::tokens::Tokens;

/// The name under which [`Prepared`] tokens are read.
///
/// [`Prepared`]: super::index::Prepared
const PREPARED: &str = "prepared";

/// Tantivy's numbers for our fields.
#[derive(Debug, Clone)]
struct Ids {
    stems: [Id; schema::COUNT],
    exact: [Id; schema::COUNT],
    names: Id,
    id: Id,
    twin: Id,
    facets: [Id; facets::COUNT],
    from: Id,
    to: Id,
    updated: Id,
    stored: Id,
}

/// The columns, by name.
const ID: &str = "id";
const TWIN: &str = "twin";
const FROM: &str = "from";
const TO: &str = "to";
const UPDATED: &str = "updated";

fn layout() -> (Schema, Ids) {
    let mut builder = SchemaBuilder::new();
    let text = |option: IndexRecordOption, lengths: bool| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(PREPARED)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(lengths))
    };
    let stems = FIELDS.map(|row| {
        builder.add_text_field(
            row.name,
            text(IndexRecordOption::WithFreqsAndPositions, true),
        )
    });
    let exact =
        FIELDS.map(|row| builder.add_text_field(row.exact, text(IndexRecordOption::Basic, false)));
    let raw = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic);
    let raw = TextOptions::default().set_indexing_options(raw.set_fieldnorms(false));
    let column = TextOptions::default().set_fast("raw");
    let number = NumericOptions::default().set_fast();
    let ids = Ids {
        stems,
        exact,
        names: builder.add_text_field("names", raw.clone()),
        // Indexed too, so that a page can be replaced.
        id: builder.add_text_field(ID, raw.set_fast("raw")),
        twin: builder.add_text_field(TWIN, column.clone()),
        facets: FACETS.map(|(_, name)| builder.add_text_field(name, column.clone())),
        from: builder.add_i64_field(FROM, number.clone()),
        to: builder.add_i64_field(TO, number.clone()),
        updated: builder.add_i64_field(UPDATED, number),
        stored: builder.add_text_field("stored", TextOptions::default().set_stored()),
    };
    (builder.build(), ids)
}

fn register(index: &mut Index) {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(PREPARED, PreparedTokens);
    index.set_tokenizers(tokenizers);
}

/// Reads tokens that were prepared as one text.
#[derive(Debug, Clone)]
struct PreparedTokens;

struct PreparedStream<'a> {
    tokens: Tokens<'a>,
    token: Token,
}

impl Tokenizer for PreparedTokens {
    type TokenStream<'a> = PreparedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PreparedStream<'a> {
        PreparedStream {
            tokens: Tokens::of(text),
            token: Token::default(),
        }
    }
}

impl TokenStream for PreparedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.tokens.next() else {
            return false;
        };
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push_str(text);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl From<tantivy::TantivyError> for EngineError {
    fn from(error: tantivy::TantivyError) -> Self {
        EngineError(error.to_string())
    }
}

impl From<std::io::Error> for EngineError {
    fn from(error: std::io::Error) -> Self {
        EngineError(error.to_string())
    }
}
