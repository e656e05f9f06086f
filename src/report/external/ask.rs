//! Asks one address whether it is still there: first for its head alone, then, since many servers answer
//! that wrongly, for the page.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::header;
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;

use super::{Verdict, Why};

/// Who asks, so that an operator who sees it in a log knows what it is.
const NAME: &str = concat!(
    "wijkgids/",
    env!("CARGO_PKG_VERSION"),
    " (controleert links; robot; geen kopie)"
);

/// An address that sends one on more often than this sends one round.
const HOPS: usize = 6;

/// Asks addresses, each anew: no cookies, no referrer, nothing kept.
#[derive(Debug, Clone)]
pub struct Asker {
    agent: Agent,
}

impl Asker {
    /// One that trusts the certificates that this computer trusts.
    pub fn new() -> Asker {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .user_agent(NAME)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Asker {
            agent: config.new_agent(),
        }
    }

    /// What is at an address, within a time.
    pub fn ask(&self, url: &str, within: Duration) -> Verdict {
        let until = Instant::now() + within;
        let mut at = url.to_owned();
        // As long as every step so far was for good, the end of it is the new address.
        let mut moved = true;
        for _ in 0..HOPS {
            let answer = match self.head_or_page(&at, until) {
                Ok(answer) => answer,
                Err(why @ Why::Name) => return Verdict::Dead { why },
                Err(why) => return Verdict::Unreachable { why },
            };
            match answer {
                Answer::Is(200..=299) if moved && at != url => return Verdict::Moved { to: at },
                Answer::Is(200..=299) => return Verdict::Sound,
                // It answers, but not to programs: a reader may well get in.
                Answer::Is(401 | 403 | 429 | 999) => return Verdict::Sound,
                Answer::Is(status @ (404 | 410)) => {
                    return Verdict::Dead {
                        why: Why::Status(status),
                    };
                }
                Answer::Is(status) => {
                    return Verdict::Unreachable {
                        why: Why::Status(status),
                    };
                }
                Answer::Elsewhere { status, to } => {
                    moved &= matches!(status, 301 | 308);
                    match Url::parse(&at).and_then(|base| base.join(&to)) {
                        Ok(next) if matches!(next.scheme(), "http" | "https") => at = next.into(),
                        _ => return Verdict::Unreachable { why: Why::Broken },
                    }
                }
            }
        }
        Verdict::Unreachable { why: Why::Circle }
    }

    fn head_or_page(&self, url: &str, until: Instant) -> Result<Answer, Why> {
        match self.once(url, true, until) {
            Ok(answer @ (Answer::Is(200..=299) | Answer::Elsewhere { .. })) => Ok(answer),
            // Who cannot be reached cannot be reached for the page either.
            Err(why @ (Why::Name | Why::Refused | Why::Time | Why::Safety)) => Err(why),
            _ => self.once(url, false, until),
        }
    }

    fn once(&self, url: &str, head: bool, until: Instant) -> Result<Answer, Why> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Why::Time);
        }
        let request = match head {
            true => self.agent.head(url),
            false => self.agent.get(url),
        };
        let response = request
            .config()
            .timeout_global(Some(left))
            .build()
            .header(header::ACCEPT, "text/html,*/*;q=0.5")
            .call()
            .map_err(|error| why(&error))?;
        // The body of a page is let go unread.
        let status = response.status().as_u16();
        let to = response.headers().get(header::LOCATION);
        Ok(match to.and_then(|to| to.to_str().ok()) {
            Some(to) if matches!(status, 301 | 302 | 303 | 307 | 308) => Answer::Elsewhere {
                status,
                to: to.to_owned(),
            },
            _ => Answer::Is(status),
        })
    }
}

impl Default for Asker {
    fn default() -> Self {
        Asker::new()
    }
}

enum Answer {
    Is(u16),
    Elsewhere { status: u16, to: String },
}

fn why(error: &ureq::Error) -> Why {
    match error {
        ureq::Error::Timeout(_) => Why::Time,
        ureq::Error::HostNotFound => Why::Name,
        ureq::Error::ConnectionFailed => Why::Refused,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Why::Safety,
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable => Why::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Why::Time,
            _ if error.get_ref().is_some_and(|of| of.is::<rustls::Error>()) => Why::Safety,
            _ => Why::Broken,
        },
        _ => Why::Broken,
    }
}
