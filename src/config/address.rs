//! Addresses on the web and of people.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::value::{FromText, Refusal};

/// The address of a site or server, with the path under which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// Without a slash at its end.
    url: String,
    /// Byte at which the path begins.
    path_at: usize,
}

impl BaseUrl {
    /// Reads an absolute http(s) address; none for anything else, or with a query or fragment.
    pub fn parse(text: &str) -> Option<BaseUrl> {
        BaseUrl::from_text(text).ok()
    }

    /// `""`, or `/wijkgids` without a slash at its end.
    pub fn path(&self) -> &str {
        &self.url[self.path_at..]
    }

    /// Scheme, host and port: `https://voorbeeld.nl`.
    pub fn origin(&self) -> &str {
        &self.url[..self.path_at]
    }

    /// The full address of a path below this one.
    pub fn absolute(&self, path: &str) -> String {
        let between = if path.starts_with('/') { "" } else { "/" };
        [&self.url, between, path].concat()
    }
}

impl Default for BaseUrl {
    fn default() -> Self {
        let url = "http://127.0.0.1:8080".to_owned();
        BaseUrl {
            path_at: url.len(),
            url,
        }
    }
}

/// As it is written in `site.toml`, with a slash at its end.
impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.url)
    }
}

impl FromText for BaseUrl {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        let url = web(text)?;
        let origin = url.origin().ascii_serialization();
        let segments: Vec<&str> = url.path().split('/').filter(|s| !s.is_empty()).collect();
        let mut clean = origin.clone();
        for segment in &segments {
            clean.push('/');
            clean.push_str(segment);
        }
        // A path that begins with two slashes would turn every link on the site into one to another
        // host.
        let doubled = url.path().contains("//");
        if doubled || url.query().is_some() || url.fragment().is_some() {
            return Err(Refusal::new("base-url").suggest(Some(format!("{clean}/"))));
        }
        Ok(BaseUrl {
            url: clean,
            path_at: origin.len(),
        })
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

/// An absolute http(s) address, normalised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebUrl(String);

impl WebUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromText for WebUrl {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        web(text).map(|url| WebUrl(url.into()))
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }
}

/// The address at which a Markdown file can be edited, with `{file}` for its path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EditUrl(String);

const PLACEHOLDER: &str = "{file}";

/// What a path keeps as it is, also where the pattern has it in its query.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl EditUrl {
    /// The address for this file, given relative to the site with forward slashes.
    pub fn of(&self, file: &str) -> String {
        let file = utf8_percent_encode(file, PATH).to_string();
        self.0.replace(PLACEHOLDER, &file)
    }
}

impl FromText for EditUrl {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        let parts: Vec<&str> = text.split(PLACEHOLDER).collect();
        if parts.len() == 1 || parts.iter().any(|part| part.contains(['{', '}'])) {
            return Err(Refusal::new("edit-url").arg("part", PLACEHOLDER));
        }
        web(&parts.concat())?;
        Ok(EditUrl(text.to_owned()))
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }
}

/// Where somebody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Contact {
    /// By e-mail.
    Email(String),
    /// On a page of the web.
    Page(WebUrl),
}

impl Contact {
    /// What a link to it leads to.
    pub fn href(&self) -> String {
        match self {
            Contact::Email(address) => format!("mailto:{address}"),
            Contact::Page(url) => url.as_str().to_owned(),
        }
    }
}

/// As readers see it: the e-mail address or the address of the page.
impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Contact::Email(address) => address,
            Contact::Page(url) => url.as_str(),
        })
    }
}

impl FromText for Contact {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        if is_email(text) {
            return Ok(Contact::Email(text.to_owned()));
        }
        WebUrl::from_text(text).map(Contact::Page).map_err(|_| {
            let bare = text.trim_start_matches("mailto:").trim();
            let url = web_meant(text).map(String::from);
            let meant = is_email(bare).then(|| bare.to_owned()).or(url);
            Refusal::new("contact").suggest(meant)
        })
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

/// Whether this is an e-mail address that can stand in a `mailto:` link as it is. Stricter than the
/// standard, which allows spaces and quotes.
fn is_email(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || "!$&'*+-/=_~.".contains(c);
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && local.chars().all(word)
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// An absolute address on the web, without a name or password in it.
pub(super) fn web(text: &str) -> Result<Url, Refusal> {
    let refusal = || Refusal::new("url").suggest(web_meant(text));
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    // The parser is as forgiving as browsers are: to it, `https:voorbeeld.nl` is an address.
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Err(refusal());
    }
    let url = Url::parse(text).map_err(|_| refusal())?;
    if url.host_str().is_none_or(str::is_empty)
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(refusal());
    }
    Ok(url)
}

/// `www.voorbeeld.nl` and `https:/voorbeeld.nl`, as an address.
fn web_meant(text: &str) -> Option<Url> {
    let bare = text.split_once(':').map_or(text, |(scheme, rest)| {
        if scheme.to_ascii_lowercase().starts_with("http") {
            rest
        } else {
            text
        }
    });
    let url = Url::parse(&format!("https://{}", bare.trim_start_matches('/'))).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && url.host_str()?.contains('.')).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_keeps_its_path_and_loses_its_last_slash() {
        for text in [
            "https://Voorbeeld.nl/wijkgids",
            "https://voorbeeld.nl:443/wijkgids/",
        ] {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(base.path(), "/wijkgids");
            assert_eq!(base.origin(), "https://voorbeeld.nl");
            assert_eq!(base.absolute("/x/"), "https://voorbeeld.nl/wijkgids/x/");
            assert_eq!(base.absolute("x/"), "https://voorbeeld.nl/wijkgids/x/");
            assert_eq!(base.to_string(), "https://voorbeeld.nl/wijkgids/");
        }
        let root = BaseUrl::parse("http://[::1]:8080").unwrap();
        assert_eq!(root.path(), "");
        assert_eq!(root.absolute("/"), "http://[::1]:8080/");
        assert_eq!(
            BaseUrl::parse("http://127.0.0.1:8080/"),
            Some(BaseUrl::default())
        );
    }

    #[test]
    fn what_is_no_base_is_refused_with_what_was_meant() {
        let meant = |text| BaseUrl::from_text(text).err().map(|r| r.suggestion());
        let some = |text: &str| Some(Some(text.to_owned()));
        assert_eq!(meant("wijkgids.nl/gids"), some("https://wijkgids.nl/gids"));
        assert_eq!(meant("https:/wijkgids.nl"), some("https://wijkgids.nl/"));
        assert_eq!(meant("https://a.nl/b?c=d#e"), some("https://a.nl/b/"));
        assert_eq!(meant("https://a.nl//b.nl/"), some("https://a.nl/b.nl/"));
        assert_eq!(meant("https://jan:geheim@a.nl/"), Some(None));
        assert_eq!(meant("/wijkgids"), Some(None));
        assert_eq!(meant("javascript:alert(1)"), Some(None));
        assert_eq!(meant("ftp://a.nl"), Some(None));
    }

    #[test]
    fn an_edit_address_takes_any_file_name() {
        let edit = EditUrl::from_text("https://a.nl/edit?file={file}")
            .ok()
            .unwrap();
        assert_eq!(
            edit.of("content/lessons/één & twee.md"),
            "https://a.nl/edit?file=content/lessons/%C3%A9%C3%A9n%20%26%20twee.md"
        );
        assert!(EditUrl::from_text("https://a.nl/edit").is_err());
        assert!(EditUrl::from_text("https://a.nl/{path}/{file}").is_err());
        assert!(EditUrl::from_text("a.nl/{file}").is_err());
    }

    #[test]
    fn a_contact_is_an_address_or_a_page() {
        let href = |text| Contact::from_text(text).map(|c| c.href());
        assert_eq!(
            href("a.b+c@voorbeeld.nl").ok().unwrap(),
            "mailto:a.b+c@voorbeeld.nl"
        );
        assert_eq!(
            href("https://a.nl/contact").ok().unwrap(),
            "https://a.nl/contact"
        );
        let meant = |text| href(text).err().and_then(|r| r.suggestion());
        assert_eq!(meant("mailto:a@b.nl").as_deref(), Some("a@b.nl"));
        assert_eq!(
            meant("a.nl/contact").as_deref(),
            Some("https://a.nl/contact")
        );
        assert_eq!(meant("Jan <a@b.nl>"), None);
        assert!(href("a@b").is_err());
    }
}
