//! Addresses of machines, and the sites that may use this one from a page of their own.

use std::net::{IpAddr, SocketAddr};

use super::address::web;
use super::value::{FromText, Refusal};

impl FromText for SocketAddr {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        text.parse().map_err(|_| {
            let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
            // A port alone: this machine only, as by default. To listen for others has to be said.
            let host = match host {
                "" | "localhost" => "127.0.0.1",
                "*" => "0.0.0.0",
                host => host,
            };
            let meant = format!("{host}:{port}").parse::<SocketAddr>();
            Refusal::new("socket").suggest(meant.ok())
        })
    }

    fn to_text(&self) -> String {
        self.to_string()
    }
}

/// One address or a network of them: `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether the address lies in it. An IPv4 address in the clothes of IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.prefix) == self.first
    }
}

/// The address with all bits after the first `prefix` cleared.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32)));
            IpAddr::V4((v4.to_bits() & mask.unwrap_or(0)).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128)));
            IpAddr::V6((v6.to_bits() & mask.unwrap_or(0)).into())
        }
    }
}

impl FromText for Network {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("network");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| refusal())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix: u8 = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| refusal())?,
            None => bits,
        };
        let network = Network {
            first: masked(address, prefix),
            prefix,
        };
        if prefix > bits {
            Err(refusal())
        } else if network.first != address {
            Err(refusal().suggest(Some(network.to_text())))
        } else {
            Ok(network)
        }
    }

    fn to_text(&self) -> String {
        let bits = if self.first.is_ipv4() { 32 } else { 128 };
        if self.prefix == bits {
            self.first.to_string()
        } else {
            format!("{}/{}", self.first, self.prefix)
        }
    }
}

/// A site whose pages may read the API's answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Every site: `*`.
    Any,
    /// One: scheme, host and port, as browsers write them in `Origin`.
    Site(String),
}

impl Origin {
    /// Whether a request with this `Origin` header comes from it.
    pub fn admits(&self, origin: &str) -> bool {
        match self {
            Origin::Any => true,
            Origin::Site(site) => site == origin,
        }
    }
}

impl FromText for Origin {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        if text == "*" {
            return Ok(Origin::Any);
        }
        site(text, "origin").map(Origin::Site)
    }

    fn to_text(&self) -> String {
        match self {
            Origin::Any => "*".into(),
            Origin::Site(site) => site.clone(),
        }
    }
}

/// A site that may show the embeddable search page in a frame: a source expression for
/// `frame-ancestors`, such as `https://*.voorbeeld.nl`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FrameAncestor(String);

impl FrameAncestor {
    /// The source expression. It holds no space, comma or semicolon, so that it cannot add to the
    /// header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromText for FrameAncestor {
    fn from_text(text: &str) -> Result<Self, Refusal> {
        if ["*", "'self'"].contains(&text) {
            return Ok(FrameAncestor(text.into()));
        }
        if text == "self" {
            return Err(Refusal::new("frame-ancestor").suggest(Some("'self'")));
        }
        match text.split_once("://*.") {
            Some((scheme, rest)) => {
                let parent = site(&format!("{scheme}://{rest}"), "frame-ancestor")?;
                Ok(FrameAncestor(parent.replacen("://", "://*.", 1)))
            }
            None => site(text, "frame-ancestor").map(FrameAncestor),
        }
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }
}

/// Scheme, host and port of an address that has no more than these.
fn site(text: &str, variant: &'static str) -> Result<String, Refusal> {
    let refusal = |meant: Option<String>| Refusal::new(variant).suggest(meant);
    let of = |url: &url::Url| url.origin().ascii_serialization();
    let url = web(text).map_err(|refused| {
        let meant = refused.suggestion().and_then(|meant| web(&meant).ok());
        refusal(meant.as_ref().map(of))
    })?;
    let host = url.host_str().unwrap_or_default();
    let sound = host
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c));
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    match (sound, bare) {
        (true, true) => Ok(of(&url)),
        (true, false) => Err(refusal(Some(of(&url)))),
        (false, _) => Err(refusal(None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome<T: FromText>(text: &str) -> String {
        match T::from_text(text) {
            Ok(value) => value.to_text(),
            Err(refusal) => format!("✗ {}", refusal.suggestion().unwrap_or_default()),
        }
    }

    #[test]
    fn sockets() {
        assert_eq!(outcome::<SocketAddr>("[::]:80"), "[::]:80");
        assert_eq!(outcome::<SocketAddr>("8080"), "✗ 127.0.0.1:8080");
        assert_eq!(outcome::<SocketAddr>("localhost:8080"), "✗ 127.0.0.1:8080");
        assert_eq!(outcome::<SocketAddr>("*:80"), "✗ 0.0.0.0:80");
        assert_eq!(outcome::<SocketAddr>("127.0.0.1:99999"), "✗ ");
    }

    #[test]
    fn networks() {
        assert_eq!(outcome::<Network>("10.0.0.0/8"), "10.0.0.0/8");
        assert_eq!(outcome::<Network>("::1"), "::1");
        assert_eq!(outcome::<Network>("10.1.2.3/8"), "✗ 10.0.0.0/8");
        assert_eq!(outcome::<Network>("10.0.0.0/33"), "✗ ");
        let within = |network, address: &str| {
            let network = Network::from_text(network).ok().unwrap();
            network.contains(address.parse().unwrap())
        };
        assert!(within("10.0.0.0/8", "10.255.0.1"));
        assert!(within("10.0.0.0/8", "::ffff:10.0.0.1"));
        assert!(!within("10.0.0.0/8", "11.0.0.1"));
        assert!(!within("10.0.0.0/8", "a00::1"));
        assert!(within("0.0.0.0/0", "1.2.3.4") && within("::/0", "fe80::1"));
        assert!(within("fe80::/10", "fe80::1") && !within("fe80::1", "fe80::2"));
    }

    #[test]
    fn origins() {
        assert_eq!(outcome::<Origin>("*"), "*");
        assert_eq!(
            outcome::<Origin>("HTTPS://Www.A.nl:443/"),
            "https://www.a.nl"
        );
        assert_eq!(outcome::<Origin>("https://a.nl/pad"), "✗ https://a.nl");
        assert_eq!(outcome::<Origin>("www.a.nl"), "✗ https://www.a.nl");
        assert_eq!(outcome::<Origin>("null"), "✗ ");
        assert!(Origin::Any.admits("https://b.nl"));
        let one = Origin::from_text("https://a.nl").ok().unwrap();
        assert!(one.admits("https://a.nl") && !one.admits("https://a.nl.b.nl"));
    }

    #[test]
    fn frame_ancestors_cannot_add_to_the_header() {
        assert_eq!(outcome::<FrameAncestor>("'self'"), "'self'");
        assert_eq!(outcome::<FrameAncestor>("self"), "✗ 'self'");
        assert_eq!(outcome::<FrameAncestor>("https://*.a.nl"), "https://*.a.nl");
        assert_eq!(outcome::<FrameAncestor>("https://a.nl/x"), "✗ https://a.nl");
        for hostile in [
            "https://a.nl; script-src *",
            "https://a;b",
            "https://a,b",
            "'none'",
            "https://*",
        ] {
            assert!(
                outcome::<FrameAncestor>(hostile).starts_with('✗'),
                "{hostile}"
            );
        }
    }
}
