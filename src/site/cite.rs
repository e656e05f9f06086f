//! How to refer to a page of the guide: as APA has it, in BibTeX and in RIS.

use std::fmt::Write;

use super::body::escape;
use super::value::{Html, Object};
use super::view::View;
use crate::content::edtf::dutch_date;
use crate::guide::{Page, PageIx};

/// The references to a page, for its template.
pub(super) fn object(view: &View<'_>, ix: PageIx) -> Object {
    let page = view.guide.page(ix);
    let address = view.config.site.absolute(&page.url);
    let key = format!("{}-{}", page.id.kind.name(), page.id.slug);
    Object::new()
        .with("apa", Html(&apa(view, page, &address)))
        .with("bibtex", bibtex(view, page, &address, &key))
        .with("ris", ris(view, page, &address))
        .with("key", key)
}

/// Who made it: the authors it names, else the publisher of the guide, else the guide.
fn authors<'v>(view: &'v View<'_>, page: &'v Page) -> Vec<&'v str> {
    let named = page.refs.authors.iter();
    let named: Vec<&str> = named
        .map(|&ix| view.guide.page(ix).title.as_str())
        .collect();
    let site = &view.config.site;
    match named.is_empty() {
        false => named,
        true => vec![site.publisher.as_deref().unwrap_or(&site.title)],
    }
}

fn apa(view: &View<'_>, page: &Page, address: &str) -> String {
    let date = page.changed().map(dutch_date);
    let date = date.as_deref().unwrap_or(view.texts.get("no_date"));
    let mut html = String::with_capacity(200);
    escape(&authors(view, page).join(", "), &mut html);
    let _ = write!(html, ". ({date}). ");
    escape(&page.title, &mut html);
    html.push_str(". <cite>");
    escape(&view.config.site.title, &mut html);
    html.push_str("</cite>. ");
    escape(address, &mut html);
    html
}

fn bibtex(view: &View<'_>, page: &Page, address: &str, key: &str) -> String {
    let mut entry = format!("@online{{{key},\n");
    // Doubled braces keep a title's capitals, and the name of an organisation whole.
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(entry, "  {name} = {{{{{}}}}},", tex(value));
    };
    field("author", &authors(view, page).join(" and "));
    field("title", &page.title);
    field("organization", &view.config.site.title);
    if let Some(date) = page.changed() {
        field("date", &date.to_string());
    }
    let _ = write!(entry, "  url = {{{address}}}\n}}");
    entry
}

/// Text in which nothing has a meaning to TeX.
fn tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '#' | '$' | '_' | '{' | '}' => escaped.extend(['\\', c]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn ris(view: &View<'_>, page: &Page, address: &str) -> String {
    let mut record = String::from("TY  - ELEC\n");
    for author in authors(view, page) {
        let _ = writeln!(record, "AU  - {author}");
    }
    let _ = writeln!(
        record,
        "TI  - {}\nT2  - {}",
        page.title, view.config.site.title
    );
    if let Some(date) = page.changed() {
        let (year, month, day) = (date.year(), date.month(), date.day());
        let _ = writeln!(record, "DA  - {year:04}/{month:02}/{day:02}");
    }
    let _ = write!(record, "UR  - {address}\nER  - ");
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_title_is_taken_for_tex() {
        assert_eq!(
            tex("50% & {meer}_\\~"),
            "50\\% \\& \\{meer\\}\\_\\textbackslash{}\\textasciitilde{}"
        );
    }
}
