//! Links that lead elsewhere: which of them no longer arrive.
//!
//! In: a guide. Out: an [`External`], what was found at each address that it links to or takes a source
//! from.
//!
//! 1. [`addresses`] gathers the addresses, each once, with the pages that name it.
//! 2. [`cache`] remembers what was found before, so that nobody is asked again within days.
//! 3. [`ask`] asks one address, [`round`] all that are left: many hosts at once, each host no more than one
//!    question at a time and with a pause between, until all is asked or the time is up.

pub mod ask;
pub mod cache;
pub mod round;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Named, named};
use crate::content::Kind;
use crate::guide::{Guide, LinkTarget, Page};

pub use cache::Cache;
pub use round::{Limits, look};

/// What was found at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "verdict")]
pub enum Verdict {
    /// It arrives.
    Sound,
    /// It arrives, but at another address for good.
    Moved {
        /// The other address.
        to: String,
    },
    /// It leads nowhere.
    Dead {
        /// Why.
        why: Why,
    },
    /// It did not arrive now; that may pass.
    Unreachable {
        /// Why.
        why: Why,
    },
}

/// Why a link does not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// The answer was this status: 404, 500.
    Status(u16),
    /// There is no computer of that name.
    Name,
    /// There is a computer, but it takes no connection.
    Refused,
    /// Nothing came in time.
    Time,
    /// Its certificate is not trusted, or the connection is otherwise not safe.
    Safety,
    /// It redirects in circles.
    Circle,
    /// The connection broke off, or what came is no answer.
    Broken,
}

impl Why {
    /// In plain Dutch.
    pub fn dutch(&self) -> String {
        match self {
            Why::Status(404) => "bestaat niet (404)".to_owned(),
            Why::Status(410) => "is weggehaald (410)".to_owned(),
            Why::Status(status @ 500..) => format!("storing bij de site ({status})"),
            Why::Status(status) => format!("geeft de pagina niet ({status})"),
            Why::Name => "de site bestaat niet".to_owned(),
            Why::Refused => "de site weigert de verbinding".to_owned(),
            Why::Time => "geen antwoord binnen de tijd".to_owned(),
            Why::Safety => "de verbinding is niet veilig".to_owned(),
            Why::Circle => "verwijst in een kring".to_owned(),
            Why::Broken => "de verbinding brak af".to_owned(),
        }
    }
}

/// What was found, over all addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct External {
    /// How many addresses there are.
    pub addresses: usize,
    /// How many arrive.
    pub sound: usize,
    /// Those that lead nowhere.
    pub dead: Vec<Faulty>,
    /// Those that did not arrive now.
    pub unreachable: Vec<Faulty>,
    /// Those that moved for good.
    pub moved: Vec<Faulty>,
    /// How many were not asked, for the time was up.
    pub unasked: usize,
}

impl External {
    /// What is wrong, from what must be mended to what may pass, each with what it is called.
    pub fn lists(&self) -> [(&'static str, &[Faulty]); 3] {
        [
            ("Dode links", &self.dead),
            ("Verhuisd", &self.moved),
            ("Nu niet te bereiken", &self.unreachable),
        ]
    }
}

/// An address at which something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Faulty {
    /// The address.
    pub url: String,
    /// What is wrong, in plain Dutch; where it moved, the new address.
    pub found: String,
    /// When it was asked.
    pub asked: String,
    /// The pages that name it.
    pub pages: Vec<Named>,
}

/// The addresses elsewhere that readers can follow, each with the pages that name it.
pub fn addresses(guide: &Guide) -> BTreeMap<String, Vec<&Page>> {
    let mut addresses = BTreeMap::new();
    for page in guide.pages.iter().filter(|page| page.is_listed()) {
        for link in &page.links {
            if let LinkTarget::External(url) = link {
                add(&mut addresses, url, page);
            }
        }
        let source = (page.id.kind == Kind::Source).then(|| guide.sources.get(&page.id.slug));
        if let Some(url) = source.flatten().and_then(|source| source.url.as_deref()) {
            add(&mut addresses, url, page);
        }
    }
    addresses
}

fn add<'g>(addresses: &mut BTreeMap<String, Vec<&'g Page>>, url: &str, page: &'g Page) {
    let Ok(mut parsed) = url::Url::parse(url) else {
        return;
    };
    if !matches!(parsed.scheme(), "http" | "https") {
        return;
    }
    // Where on a page is the browser's affair.
    parsed.set_fragment(None);
    let pages = addresses.entry(parsed.into()).or_default();
    if !pages.iter().any(|known| std::ptr::eq(*known, page)) {
        pages.push(page);
    }
}

/// What the cache knows of the addresses of a guide.
pub fn known(guide: &Guide, cache: &Cache) -> External {
    let mut external = External::default();
    for (url, pages) in addresses(guide) {
        external.addresses += 1;
        let Some(entry) = cache.get(&url) else {
            external.unasked += 1;
            continue;
        };
        let (list, found) = match &entry.verdict {
            Verdict::Sound => {
                external.sound += 1;
                continue;
            }
            Verdict::Moved { to } => (&mut external.moved, to.clone()),
            Verdict::Dead { why } => (&mut external.dead, why.dutch()),
            Verdict::Unreachable { why } => (&mut external.unreachable, why.dutch()),
        };
        list.push(Faulty {
            url,
            found,
            asked: entry.asked.strftime("%Y-%m-%d").to_string(),
            pages: pages.into_iter().map(named).collect(),
        });
    }
    external
}
