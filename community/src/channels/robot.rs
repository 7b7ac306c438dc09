//! How does a message leave by a robot in a chat, or by any other webhook?
//!
//! One POST. Nobody follows a redirect, no proxy of the environment is asked, the answer is read up to a
//! limit, and what it means is another question ([`answer`]). The address of most robots holds their key:
//! it is read from a file each time, and stands in no error and in no log.

mod answer;
mod frame;
mod signature;
mod template;

use std::net::IpAddr;
use std::time::Duration;

use alerts::Wall;
use async_trait::async_trait;
use reqwest::Client;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::sync::OnceCell;
use tokio::time::timeout;
use url::{Host, Url};

pub use template::{Template, UnknownWord};

use super::why::FileFault;
use super::{Address, Channel, NotSent, Outgoing, PATIENCE, Sent, Why, roots, secret};
use crate::config::{self, Place};
use crate::core::budget::Pace;
use answer::Answer;
use frame::Framed;

/// Bytes of an answer that are read. Theirs have a hundred; a page for people is none of theirs.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What kind of robot it is: how it is spoken to, and what its answers mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A group robot of WeCom (企业微信).
    WeCom,
    /// A group robot of DingTalk (钉钉).
    DingTalk,
    /// A group robot of Feishu (飞书), or of Lark.
    Feishu,
    /// A topic of an ntfy server.
    Ntfy,
    /// Anything that takes a text by POST.
    Custom(Template),
}

impl Kind {
    /// Messages a minute that it takes, unless the configuration says otherwise.
    #[must_use]
    pub const fn usual_per_minute(&self) -> u32 {
        match self {
            Self::WeCom | Self::DingTalk => 20,
            Self::Feishu => 100,
            Self::Ntfy | Self::Custom(_) => 60,
        }
    }

    /// Messages a second that it takes, where it counts those, too.
    #[must_use]
    pub const fn per_second(&self) -> Option<u32> {
        match self {
            Self::Feishu => Some(5),
            Self::WeCom | Self::DingTalk | Self::Ntfy | Self::Custom(_) => None,
        }
    }

    /// For how long it hears nobody who has said too much.
    pub(crate) const fn mutes_for(&self) -> Duration {
        match self {
            Self::DingTalk => Duration::from_secs(600),
            Self::WeCom | Self::Feishu | Self::Ntfy | Self::Custom(_) => Duration::from_secs(60),
        }
    }
}

/// One robot.
#[derive(Debug)]
pub struct Robot {
    config: config::Robot,
    client: OnceCell<Client>,
}

impl Robot {
    /// The robot of a configuration. It is called when there is something to say.
    #[must_use]
    pub const fn new(config: config::Robot) -> Self {
        Self { config, client: OnceCell::const_new() }
    }

    /// How fast it may be spoken to.
    #[must_use]
    pub const fn pace(&self) -> Pace {
        Pace { per_minute: self.config.per_minute, per_second: self.config.kind.per_second() }
    }

    async fn post(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        let config = self.config.clone();
        let keys = tokio::task::spawn_blocking(move || Keys::read(&config)).await;
        let keys = keys.map_err(|_| NotSent::later(Why::BrokeOff))?.map_err(NotSent::never)?;
        let dial = || roots::dial(&keys.url, self.config.ca.as_deref());
        let client = self.client.get_or_try_init(dial).await;
        let client = client.map_err(NotSent::never)?;
        let Framed { url, headers, body } = frame::frame(&self.config.kind, out, &keys);
        let asked = client.post(url).headers(headers).body(body).send().await;
        let response = asked.map_err(|error| NotSent::later(cause(&error)))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = read(response).await;
        let answer = Answer { status, after: retry_after(&headers), body };
        answer::judge(&self.config.kind, &answer, out.at)
    }
}

#[async_trait]
impl Channel for Robot {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        match &out.to {
            Address::Robot(_) => {}
            Address::Mail(_) | Address::Sms(_) => return Err(NotSent::never(Why::BadAddress)),
        }
        let sent = timeout(PATIENCE, self.post(out)).await;
        sent.unwrap_or(Err(NotSent::later(Why::TimedOut)))
    }
}

/// What must be read from files.
pub(crate) struct Keys {
    url: Url,
    secret: Option<String>,
}

impl Keys {
    pub(crate) fn read(config: &config::Robot) -> Result<Self, Why> {
        let url = match &config.place {
            Place::Here(url) => url.clone(),
            Place::File(file) => {
                let fault = || Why::File { file: file.clone(), what: FileFault::NoAddress };
                target(&secret::read(file)?).ok_or_else(fault)?
            }
        };
        let secret = config.secret_file.as_deref().map(secret::read).transpose()?;
        Ok(Self { url, secret })
    }

    /// Whether everybody on the way can read the key and what is said.
    pub(crate) fn is_overheard(&self) -> bool {
        is_overheard(&self.url)
    }
}

/// The address of a webhook: `https://…`, or `http://…`, without a login in it.
pub(crate) fn target(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
    let is_bare = url.username().is_empty() && url.password().is_none();
    (is_web && is_bare).then_some(url)
}

/// Whether a message to it goes through the network for everybody to read.
pub(crate) fn is_overheard(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    };
    url.scheme() == "http" && !is_here
}

/// The answer; `None` if it is too long, or breaks off.
async fn read(mut response: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.ok()? {
        if body.len() + piece.len() > LONGEST_ANSWER {
            return None;
        }
        body.extend_from_slice(&piece);
    }
    Some(body)
}

/// What an error of a request means.
pub(crate) fn cause(error: &reqwest::Error) -> Why {
    if error.is_timeout() {
        Why::TimedOut
    } else if is_encryption(error) {
        Why::Encryption
    } else if error.is_connect() {
        Why::Unreachable
    } else {
        Why::BrokeOff
    }
}

/// Whether it is rustls that refused. An I/O error hides what it holds from `source`, and may hold another.
fn is_encryption(error: &(dyn std::error::Error + 'static)) -> bool {
    let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let held: Option<&(dyn std::error::Error + 'static)> = held.map(|held| held as _);
    error.is::<rustls::Error>() || held.or_else(|| error.source()).is_some_and(is_encryption)
}

/// Seconds that we are asked to wait. A date is not read: clocks differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The time in seconds and milliseconds, as signatures want it.
fn moment(at: Wall) -> (String, String) {
    (at.0.div_euclid(1_000).to_string(), at.0.to_string())
}

#[cfg(test)]
mod tests;
