//! Who asks: the address at the other end of the connection, or the one that a proxy asks for.
//!
//! Anyone can send `X-Forwarded-For` or `Forwarded` (RFC 7239). They are believed only from the
//! proxies that the configuration names, and only as far back as these vouch for each other: read
//! from the end, the first address that is no such proxy is who asks. It is used for the quota and
//! for nothing else: no answer and no log depends on it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use crate::config::Network;

/// The usual header; that of the RFC is rarer.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// More proxies than this stand in a row nowhere.
const MOST: usize = 32;

/// Who sent a request that came from `peer`.
pub(super) fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_proxy(peer) {
        return peer;
    }
    let by_custom = behind(headers, &X_FORWARDED_FOR, |part| Some(part), is_proxy);
    let by_rfc = behind(headers, &header::FORWARDED, of_forwarded, is_proxy);
    match (by_custom, by_rfc) {
        // A proxy that writes one of the two lets the other through as the asker sent it. Which of
        // them it writes is not known here: where they differ, neither is believed.
        (Some(one), Some(other)) if one != other => peer,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => peer,
    }
}

/// Who asks according to the entries of a header, the last first; none where it does not say so.
fn behind(
    headers: &HeaderMap,
    name: &HeaderName,
    node: impl Fn(&str) -> Option<&str>,
    is_proxy: impl Fn(IpAddr) -> bool,
) -> Option<IpAddr> {
    let values = headers.get_all(name).iter().rev();
    let parts = values.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    let mut furthest = None;
    for part in parts.take(MOST) {
        // What cannot be read was written by no proxy of ours: whoever passed it on is who asks.
        let Some(address) = node(part.trim()).and_then(address) else {
            break;
        };
        furthest = Some(address);
        if !is_proxy(address) {
            break;
        }
    }
    furthest
}

/// The value of `for` in one entry of `Forwarded`.
fn of_forwarded(entry: &str) -> Option<&str> {
    let mut pairs = entry.split(';').filter_map(|pair| pair.split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    Some(node.trim().trim_matches('"'))
}

/// An address as proxies write it: with or without a port, IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse::<IpAddr>();
    let address = address.or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    Some(address.ok()?.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config;

    fn who(peer: &str, sent: &[(HeaderName, &str)]) -> String {
        let toml = "[server]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\", \"fd00::/8\"]";
        let (config, found) = config::read(Some(toml), std::iter::empty());
        assert!(found.is_empty());
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(name, value.parse().unwrap());
        }
        let peer = peer.parse().unwrap();
        of(peer, &headers, &config.server.trusted_proxies).to_string()
    }

    #[test]
    fn only_proxies_are_believed() {
        let x = |value| [(X_FORWARDED_FOR, value)];
        assert_eq!(who("192.0.2.1", &x("198.51.100.7")), "192.0.2.1");
        assert_eq!(who("127.0.0.1", &x("198.51.100.7")), "198.51.100.7");
        assert_eq!(who("::ffff:127.0.0.1", &x("198.51.100.7")), "198.51.100.7");
        assert_eq!(who("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn what_the_asker_put_in_front_is_left_there() {
        for (value, asker) in [
            ("8.8.8.8, 198.51.100.7", "198.51.100.7"),
            ("8.8.8.8,198.51.100.7, 10.0.0.2,10.0.0.3", "198.51.100.7"),
            ("8.8.8.8, onbekend, 10.0.0.2", "10.0.0.2"),
            ("8.8.8.8, onbekend", "127.0.0.1"),
            ("10.0.0.9", "10.0.0.9"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("", "127.0.0.1"),
        ] {
            assert_eq!(
                who("127.0.0.1", &[(X_FORWARDED_FOR, value)]),
                asker,
                "{value}"
            );
        }
        let twice = [
            (X_FORWARDED_FOR, "8.8.8.8"),
            (X_FORWARDED_FOR, "198.51.100.7"),
        ];
        assert_eq!(who("127.0.0.1", &twice), "198.51.100.7");
    }

    #[test]
    fn the_header_of_the_rfc_is_read_too() {
        for (value, asker) in [
            ("for=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
            ("For=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            (
                "for=8.8.8.8, for=198.51.100.7, for=10.0.0.2",
                "198.51.100.7",
            ),
            ("for=_verborgen", "127.0.0.1"),
            ("proto=https", "127.0.0.1"),
        ] {
            assert_eq!(
                who("127.0.0.1", &[(header::FORWARDED, value)]),
                asker,
                "{value}"
            );
        }
    }

    #[test]
    fn of_two_headers_that_differ_neither_is_believed() {
        let two = |one, other| {
            who(
                "127.0.0.1",
                &[(X_FORWARDED_FOR, one), (header::FORWARDED, other)],
            )
        };
        assert_eq!(two("198.51.100.7", "for=198.51.100.7"), "198.51.100.7");
        assert_eq!(two("198.51.100.7", "for=8.8.8.8"), "127.0.0.1");
    }

    proptest! {
        #[test]
        fn any_header_is_read(value in "[ -~]{0,80}", peer: u32) {
            let mut headers = HeaderMap::new();
            headers.insert(X_FORWARDED_FOR, value.parse().unwrap());
            headers.insert(header::FORWARDED, value.parse().unwrap());
            let peer = IpAddr::V4(peer.into());
            prop_assert_eq!(of(peer, &headers, &[]), peer);
            of(peer, &headers, &config::Config::default().server.trusted_proxies);
        }
    }
}
