//! Search for readers: the published search page with the results put into it.
//!
//! It works without JavaScript: filters and pages are links. A question is answered as by the API,
//! with the same parameters; what is wrong with it is said on the page.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::config::Language;
use crate::publish::Entry;
use crate::search::{Request, Sort};

use super::api::query::{self, Asked};
use super::dispatch::Call;
use super::pages;
use super::results_view::{Addresses, refusal, results};
use super::searching::{self, Unanswered};

/// Where the results belong in the page. What stands between the two is for hosts without a server;
/// without the second, the results follow the first.
const HERE: (&str, &str) = ("<!--wijkgids:resultaten-->", "<!--/wijkgids:resultaten-->");

/// Where the filters belong in the form of a page that keeps them when another question is asked.
const FILTERS: &str = "<!--wijkgids:filters-->";

/// What the value of the input field stands in for: the first of these that the page has.
const INPUTS: [(&str, &str); 2] = [
    (" data-wijkgids-vraag", " value=\"{}\""),
    ("name=\"q\" value=\"\"", "name=\"q\" value=\"{}\""),
];

/// Answers a request for a search page; none where nothing is asked, so that the page is shown as it
/// was published.
pub(super) async fn respond(call: &Call<'_>, shell: &Entry, path: &str) -> Option<Response<Body>> {
    let raw = call.uri.query().filter(|raw| !raw.is_empty())?;
    let per_page = call.state.config.search.results_per_page.get() as usize;
    let asked = query::from_query(raw, per_page, true);
    let Request {
        q, filters, period, ..
    } = &asked.request;
    let nothing = q.trim().is_empty() && filters.is_empty() && period.is_none();
    if asked.faults.is_empty() && nothing {
        return None;
    }
    let bytes = match pages::content(call, shell).await {
        Ok(bytes) => bytes,
        Err(response) => return Some(response),
    };
    let q = q.clone();
    let kept = kept(&asked);
    let (status, mut fragment) = fragment(call, asked, path).await;
    if path == pages::EMBEDDED {
        let own = format!("{}{path}", call.edition.base_path());
        fragment = out_of_frame(&fragment, &own);
    }
    let page = spliced(&String::from_utf8_lossy(&bytes), &q, &kept, &fragment);
    let mut response = pages::page(status, Body::from(page), &shell.content_type);
    let headers = response.headers_mut();
    // What somebody asked is kept by nobody, and is no page of the guide.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    Some(response)
}

/// The results, or what is wrong, as HTML.
async fn fragment(call: &Call<'_>, asked: Asked, path: &str) -> (StatusCode, String) {
    let Some(template) = &call.edition.results else {
        return (StatusCode::SERVICE_UNAVAILABLE, String::new());
    };
    let address = format!("{}{path}", call.edition.base_path());
    let chose = asked.chose_per_page;
    let answered = searching::search(
        call.state,
        call.edition,
        asked,
        move |edition, request, found| {
            let links = Addresses {
                page: &address,
                per_page: chose.then_some(request.per_page),
            };
            let template = edition.results.as_ref()?;
            let rendered = template.render(results(edition, template, request, &found, &links));
            rendered
                .inspect_err(|error| eprintln!("wijkgids: results cannot be shown: {error}"))
                .ok()
        },
    );
    let (status, text) = match answered.await {
        Ok(Some(html)) => return (StatusCode::OK, html),
        Err(Unanswered::Refused(faults)) => {
            let faults: Vec<String> = faults
                .iter()
                .map(|fault| fault.text(template.language))
                .collect();
            (StatusCode::BAD_REQUEST, format!("{}.", faults.join("; ")))
        }
        Err(Unanswered::NoIndex | Unanswered::Unreadable) => {
            let text = match template.language {
                Language::Nl => "Zoeken kan nu even niet. Probeer het later nog eens.",
                Language::En => "Search is not available now. Please try again later.",
            };
            (StatusCode::SERVICE_UNAVAILABLE, text.to_owned())
        }
        Ok(None) | Err(Unanswered::Broken) => {
            let text = match template.language {
                Language::Nl => "Er ging iets mis bij het zoeken.",
                Language::En => "Something went wrong in the search.",
            };
            (StatusCode::INTERNAL_SERVER_ERROR, text.to_owned())
        }
    };
    (status, template.render(refusal(&text)).unwrap_or_default())
}

/// The results for a frame on another site: a link to another search stays in the frame, all else opens
/// in its place. `own` is the address of the page in the frame.
fn out_of_frame(html: &str, own: &str) -> String {
    let mut framed = String::with_capacity(html.len() + html.len() / 8);
    let mut links = html.split("<a ");
    framed.push_str(links.next().unwrap_or_default());
    for link in links {
        let href = link.split_once("href=\"").map_or("", |(_, href)| href);
        let stays = href.starts_with('#')
            || href
                .strip_prefix(own)
                .is_some_and(|rest| rest.starts_with(['?', '"']));
        framed.push_str(if stays { "<a " } else { "<a target=\"_top\" " });
        framed.push_str(link);
    }
    framed
}

/// What was asked beside the question, as fields of a form.
fn kept(asked: &Asked) -> String {
    let mut fields = String::new();
    let mut put = |name: &str, value: &str| {
        let value = escaped(value);
        fields.push_str(&format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"
        ));
    };
    let request = &asked.request;
    for (facet, value) in &request.filters {
        put(facet.name(), value);
    }
    if let Some(period) = &request.period {
        put("periode", period);
    }
    if request.sort == Sort::Date {
        put("sorteer", "datum");
    }
    if asked.chose_per_page {
        put("perPagina", &request.per_page.to_string());
    }
    fields
}

/// Puts the question, the filters and the results into the page.
fn spliced(shell: &str, q: &str, kept: &str, fragment: &str) -> String {
    // All marks are searched for in the shell or before what was filled in, which is escaped: a
    // question is never taken for one.
    let mut page = shell.replacen(FILTERS, kept, 1);
    for (mark, value) in INPUTS {
        if let Some(at) = page.find(mark) {
            let value = value.replace("{}", &escaped(q));
            page.replace_range(at..at + mark.len(), &value);
            break;
        }
    }
    if let Some(start) = page.find(HERE.0) {
        let after = start + HERE.0.len();
        let end = page[after..].find(HERE.1);
        let end = end.map_or(after, |end| after + end + HERE.1.len());
        page.replace_range(start..end, fragment);
    }
    page
}

/// The text for an attribute of HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No HTML can hold it.
            '\0' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_searches_stay_in_the_frame() {
        let own = "/gids/zoeken/inbed/";
        let html = "<p><a href=\"/gids/zoeken/inbed/?q=a\">1</a> <a class=\"x\" href=\"#f\">2</a>\
                    <a href=\"/gids/lessen/\">3</a><a href=\"/gids/zoeken/inbed/x/\">4</a>";
        assert_eq!(
            out_of_frame(html, own),
            "<p><a href=\"/gids/zoeken/inbed/?q=a\">1</a> <a class=\"x\" href=\"#f\">2</a>\
             <a target=\"_top\" href=\"/gids/lessen/\">3</a>\
             <a target=\"_top\" href=\"/gids/zoeken/inbed/x/\">4</a>"
        );
        assert_eq!(out_of_frame("", own), "");
    }

    #[test]
    fn question_and_results_get_their_places() {
        let shell = "<input name=\"q\" value=\"\"><!--wijkgids:resultaten--><p>";
        let page = spliced(shell, "\"a\" & <!--wijkgids:resultaten-->", "", "R");
        assert_eq!(
            page,
            "<input name=\"q\" value=\"&quot;a&quot; &amp; &lt;!--wijkgids:resultaten--&gt;\">R<p>"
        );
        let shell =
            "<input data-wijkgids-vraag><!--wijkgids:resultaten-->weg<!--/wijkgids:resultaten-->.";
        assert_eq!(spliced(shell, "a", "", "R"), "<input value=\"a\">R.");
        assert_eq!(spliced("leeg", "a", "", "R"), "leeg");
    }
}
