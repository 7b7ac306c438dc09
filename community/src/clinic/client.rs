//! How is the clinic's server spoken to? One request at a time, with a limit of time and of bytes. Nobody
//! follows a redirect, no proxy of the environment is asked; the token is read from its file each time, and
//! stands in no error and in no log.

use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use tokio::sync::OnceCell;
use tokio::time::timeout;
use url::Url;

use crate::channels::{PATIENCE, Why, cause, retry_after, roots, secret};
use crate::config;

/// Bytes of an answer that are read: a page of fifty requests with their residents has a few hundred
/// thousand.
const LONGEST_ANSWER: usize = 4 << 20;

/// FHIR as JSON.
const JSON: &str = "application/fhir+json";

/// The way to the server.
#[derive(Debug)]
pub struct Client {
    config: config::Clinic,
    client: OnceCell<reqwest::Client>,
}

/// What it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// HTTP's status.
    pub(super) status: u16,
    /// For how long it asks to be left alone.
    pub(super) after: Option<Duration>,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Client {
    /// To the server of a configuration.
    #[must_use]
    pub const fn new(config: config::Clinic) -> Self {
        Self { config, client: OnceCell::const_new() }
    }

    /// Its address.
    pub(super) const fn base(&self) -> &Url {
        &self.config.url
    }

    /// Whether it is asked what it wants.
    pub(super) const fn asks(&self) -> bool {
        self.config.requests
    }

    /// Hands over a Bundle.
    pub(super) async fn send(&self, bundle: Vec<u8>) -> Result<Said, Why> {
        let client = self.dialled().await?;
        // A Bundle goes to the root itself, which some know without the `/` only.
        let root = self.config.url.as_str().trim_end_matches('/');
        let request = client.post(root).header(CONTENT_TYPE, JSON).body(bundle);
        self.ask(request).await
    }

    /// Puts a resource where it belongs.
    pub(super) async fn put(&self, url: Url, resource: Vec<u8>) -> Result<Said, Why> {
        let request = self.dialled().await?.put(url).header(CONTENT_TYPE, JSON).body(resource);
        self.ask(request).await
    }

    /// What the clinic is to show when it wakes us; `None` if it is not to.
    pub(super) async fn wake_token(&self) -> Option<Result<String, Why>> {
        let file = self.config.wake_token_file.clone()?;
        let token = tokio::task::spawn_blocking(move || secret::read(&file)).await;
        Some(token.map_err(|_| Why::BrokeOff).and_then(|it| it))
    }

    /// Reads a page of what was searched for.
    pub(super) async fn get(&self, url: Url) -> Result<Said, Why> {
        let request = self.dialled().await?.get(url);
        self.ask(request).await
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Said, Why> {
        let request = request.header(ACCEPT, JSON);
        let request = match self.token().await? {
            Some(token) => request.header(AUTHORIZATION, token),
            None => request,
        };
        let asked = async {
            let response = request.send().await.map_err(|error| cause(&error))?;
            let (status, after) = (response.status().as_u16(), retry_after(response.headers()));
            Ok(Said { status, after, body: read(response).await? })
        };
        timeout(PATIENCE, asked).await.unwrap_or(Err(Why::TimedOut))
    }

    async fn token(&self) -> Result<Option<HeaderValue>, Why> {
        let Some(file) = self.config.token_file.clone() else { return Ok(None) };
        let place = file.clone();
        let token = tokio::task::spawn_blocking(move || secret::read(&place)).await;
        let token = token.map_err(|_| Why::BrokeOff)??;
        let mut value =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Why::BadAddress)?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    async fn dialled(&self) -> Result<&reqwest::Client, Why> {
        let dial = || roots::dial(&self.config.url, self.config.ca.as_deref());
        self.client.get_or_try_init(dial).await
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, Why> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| cause(&error))? {
        if body.len() + piece.len() > LONGEST_ANSWER {
            return Err(Why::Unintelligible);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
