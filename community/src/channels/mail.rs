//! How does a message leave as an e-mail?
//!
//! One conversation a message, by hand over lettre's connection rather than its transport: so it is known
//! at which word the server said no (an unknown address is another matter than a full disk), what it says
//! is bounded, and a server that hangs up after it has taken the message has taken it.

mod letter;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::bounded::Bounded;
use super::{Address, Channel, NotSent, Outgoing, PATIENCE, Sent, Why, roots, secret};
use crate::config::{self, Encryption};

/// A server that takes e-mails.
#[derive(Clone, Debug)]
pub struct Mail {
    config: config::Mail,
}

impl Mail {
    /// The server of a configuration. It is called when there is something to send.
    #[must_use]
    pub const fn new(config: config::Mail) -> Self {
        Self { config }
    }

    /// The link over which the letter was taken.
    async fn hand_over(&self, to: &str, out: &Outgoing) -> Result<AsyncSmtpConnection, NotSent> {
        let letter = letter::write(&self.config.from, to, out)?;
        let keys = self.keys().await?;
        let hello = ClientId::default();
        let mut link = self.open(&keys, &hello).await?;
        if let Some(login) = &keys.login {
            let mechanisms = DEFAULT_MECHANISMS;
            link.auth(mechanisms, login).await.map_err(|error| judge(&error, Stage::Login))?;
        }
        deliver(&mut link, &letter).await?;
        Ok(link)
    }

    /// What must be read from files.
    async fn keys(&self) -> Result<Keys, NotSent> {
        let config = self.config.clone();
        let read = tokio::task::spawn_blocking(move || Keys::read(&config)).await;
        read.map_err(|_| NotSent::later(Why::BrokeOff))?.map_err(NotSent::never)
    }

    async fn open(&self, keys: &Keys, hello: &ClientId) -> Result<AsyncSmtpConnection, NotSent> {
        let host = self.config.host.as_str();
        let unreachable = |_| NotSent::later(Why::Unreachable);
        let stream = TcpStream::connect((host, self.config.port)).await.map_err(unreachable)?;
        let peer = stream.peer_addr().map_err(unreachable)?;
        let stream = match self.config.encryption {
            Encryption::Tls => encrypt(stream, peer, host, keys).await?,
            Encryption::StartTls | Encryption::None => Box::new(Bounded::new(stream, peer)),
        };
        let opened = AsyncSmtpConnection::connect_with_transport(stream, hello).await;
        let mut link = opened.map_err(|error| judge(&error, Stage::Greeting))?;
        match self.config.encryption {
            Encryption::StartTls => {
                let started = link.starttls(keys.parameters(host)?, hello).await;
                started.map_err(|error| judge(&error, Stage::Encryption))?;
            }
            Encryption::Tls | Encryption::None => {}
        }
        Ok(link)
    }
}

#[async_trait]
impl Channel for Mail {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        let to = match &out.to {
            Address::Mail(to) => to,
            Address::Sms(_) | Address::Robot(_) => return Err(NotSent::never(Why::BadAddress)),
        };
        let taken = timeout(PATIENCE, self.hand_over(to, out)).await;
        let mut link = taken.unwrap_or(Err(NotSent::later(Why::TimedOut)))?;
        // It is taken, whatever becomes of the goodbye; nobody waits for that.
        drop(tokio::spawn(async move { drop(timeout(PATIENCE, link.quit()).await) }));
        Ok(Sent::default())
    }
}

/// What the files hold that a conversation needs.
struct Keys {
    login: Option<Credentials>,
    trusted: Vec<CertificateDer<'static>>,
}

impl Keys {
    fn read(config: &config::Mail) -> Result<Self, Why> {
        let login = match &config.login {
            None => None,
            Some(login) => {
                let password = secret::read(&login.password_file)?;
                Some(Credentials::new(login.username.clone(), password))
            }
        };
        let ca: Option<&Path> = config.ca.as_deref();
        let trusted = match config.encryption {
            Encryption::None => Vec::new(),
            Encryption::StartTls | Encryption::Tls => roots::certificates(ca)?,
        };
        Ok(Self { login, trusted })
    }

    fn parameters(&self, host: &str) -> Result<TlsParameters, NotSent> {
        let builder = TlsParameters::builder(host.to_owned());
        let mut builder = builder.certificate_store(CertificateStore::None);
        for trusted in &self.trusted {
            let taken = Certificate::from_der(trusted.to_vec());
            builder = builder.add_root_certificate(taken.map_err(|_| fault())?);
        }
        builder.build().map_err(|_| fault())
    }
}

const fn fault() -> NotSent {
    NotSent::never(Why::Encryption)
}

async fn encrypt(
    stream: TcpStream,
    peer: SocketAddr,
    host: &str,
    keys: &Keys,
) -> Result<Box<dyn AsyncTokioStream>, NotSent> {
    let config = roots::client(keys.trusted.clone()).map_err(NotSent::never)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| fault())?;
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.map_err(|_| fault())?;
    Ok(Box::new(Bounded::new(stream, peer)))
}

async fn deliver(link: &mut AsyncSmtpConnection, letter: &Message) -> Result<Response, NotSent> {
    let (from, to) = (letter.envelope().from().cloned(), letter.envelope().to());
    let sender = link.command(MailFrom::new(from, Vec::new())).await;
    sender.map_err(|error| judge(&error, Stage::Message))?;
    for address in to {
        let told = link.command(Rcpt::new(address.clone(), Vec::new())).await;
        told.map_err(|error| judge(&error, Stage::Recipient))?;
    }
    link.command(Data).await.map_err(|error| judge(&error, Stage::Message))?;
    link.message(&letter.formatted()).await.map_err(|error| judge(&error, Stage::Message))
}

/// How far a conversation had come.
#[derive(Clone, Copy)]
enum Stage {
    Greeting,
    Encryption,
    Login,
    Recipient,
    Message,
}

/// What a server's no means at this word.
fn judge(error: &Error, stage: Stage) -> NotSent {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        if error.is_transient() {
            return NotSent::later(Why::Busy(code.into()));
        }
        return match stage {
            Stage::Login => NotSent::never(Why::LoginRefused(code.into())),
            Stage::Recipient => NotSent::never(Why::AddressRefused(code)),
            Stage::Greeting | Stage::Encryption | Stage::Message => {
                NotSent::never(Why::MessageRefused(code.into()))
            }
        };
    }
    match stage {
        Stage::Encryption => fault(),
        // It offers no way to log in that we know.
        Stage::Login if error.is_client() => NotSent::never(Why::LoginRefused(0)),
        Stage::Greeting if error.is_response() => NotSent::later(Why::Unintelligible),
        Stage::Greeting | Stage::Login | Stage::Recipient | Stage::Message => {
            NotSent::later(Why::BrokeOff)
        }
    }
}

#[cfg(test)]
mod tests;
