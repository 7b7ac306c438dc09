//! Is somebody told, outside, that the station lives? A knock at an address that calls its owner when
//! nobody knocks any more. It says nothing but that.

use std::sync::Arc;

use reqwest::{Client, redirect};
use tokio::sync::OnceCell;
use url::Url;

use super::{PATIENCE, Why, roots};

/// An outside address that is knocked at.
#[derive(Clone, Debug)]
pub struct Knock {
    url: Url,
    client: Arc<OnceCell<Client>>,
}

impl Knock {
    /// At that address.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self { url, client: Arc::default() }
    }

    /// Knocks once, and waits [`PATIENCE`] at most.
    ///
    /// # Errors
    ///
    /// When nobody answers there, or with anything but that it was heard.
    pub async fn knock(&self) -> Result<(), Why> {
        let client = self.client.get_or_try_init(dial).await?;
        let asked = client.get(self.url.clone()).timeout(PATIENCE).send().await;
        let status = asked.map_err(|error| match error.is_timeout() {
            true => Why::TimedOut,
            false => Why::Unreachable,
        })?;
        match status.status() {
            status if status.is_success() => Ok(()),
            status if status.is_redirection() => Err(Why::Redirected(status.as_u16())),
            status => Err(Why::Busy(status.as_u16().into())),
        }
    }
}

async fn dial() -> Result<Client, Why> {
    // A list that cannot be read stops only what is encrypted.
    let trusted = tokio::task::spawn_blocking(|| roots::certificates(None).unwrap_or_default());
    let tls = roots::client(trusted.await.map_err(|_| Why::Encryption)?)?;
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(PATIENCE)
        .user_agent("hearth-community");
    client.build().map_err(|_| Why::Encryption)
}
