//! `/open311/v2/…`: how do a city's desk and its apps report here, and read what was done? GeoReport
//! version 2, as JSON and XML.
//!
//! What gets out is what the public may see anyway. Whoever reports is asked for no name, and none is
//! kept; the address of a picture is not followed. A report that a grid worker has not looked at yet is
//! known to whoever has its token, and to nobody else.

pub mod ask;
mod discovery;
pub mod key;
mod place;
pub mod requests;
pub mod says;
pub mod send;
pub mod services;
pub mod xml;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::app::Web;
use super::visit::Visit;
use super::{Needs, behind};
use says::{Says, answer};

/// What was asked, by name.
pub type Asked = BTreeMap<String, String>;

/// Which of them are lists: one that stands twice is a longer list. Of the others the last counts.
const LISTS: [&str; 3] = ["service_request_id", "service_code", "status"];

/// What a question or a form says.
#[must_use]
pub fn read(pairs: Vec<(String, String)>) -> Asked {
    pairs.into_iter().fold(Asked::new(), |mut asked, (name, value)| {
        match asked.get_mut(&name) {
            Some(list) if LISTS.contains(&name.as_str()) => {
                list.push(',');
                list.push_str(&value);
            }
            Some(_) | None => drop(asked.insert(name, value)),
        }
        asked
    })
}

/// In which form the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.json`.
    Json,
    /// `.xml`.
    Xml,
}

/// Why not, in the protocol's codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Something is missing, or cannot be read.
    Asked(String),
    /// No key, or none of ours.
    Key,
    /// There is none.
    NotHere(&'static str),
    /// Too often: again after so many seconds.
    TooOften(u64),
    /// The station cannot now.
    Unavailable(String),
}

impl Wrong {
    /// The status on the wire. The protocol knows 403 for keys, 404 for what is not there, and 400 for all
    /// else, also when the station cannot; only a limit that stands before every page has its own.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Asked(_) | Self::Unavailable(_) => StatusCode::BAD_REQUEST,
            Self::Key => StatusCode::FORBIDDEN,
            Self::NotHere(_) => StatusCode::NOT_FOUND,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// After so many seconds the same may go through.
    const fn again(&self) -> Option<u64> {
        match self {
            Self::Asked(_) | Self::Key | Self::NotHere(_) => None,
            Self::TooOften(wait) => Some(*wait),
            Self::Unavailable(_) => Some(60),
        }
    }

    /// The code, which may say more than the status, and a sentence in English: who reads it writes
    /// programs.
    #[must_use]
    pub fn says(&self) -> (StatusCode, String) {
        match self {
            Self::Asked(why) => (StatusCode::BAD_REQUEST, why.clone()),
            Self::Key => {
                let why = "api_key is missing, or not one that this station knows: ask the community's \
                           office for one";
                (StatusCode::FORBIDDEN, why.to_owned())
            }
            Self::NotHere(what) => (StatusCode::NOT_FOUND, (*what).to_owned()),
            Self::TooOften(_) => {
                let why = "too many requests: wait a minute and send it again";
                (StatusCode::TOO_MANY_REQUESTS, why.to_owned())
            }
            Self::Unavailable(_) => {
                let why = "the station cannot do that now: the same may go through later";
                (StatusCode::SERVICE_UNAVAILABLE, why.to_owned())
            }
        }
    }
}

impl From<super::refusal::Refusal> for Wrong {
    fn from(refusal: super::refusal::Refusal) -> Self {
        Self::from(&refusal)
    }
}

impl From<&super::refusal::Refusal> for Wrong {
    fn from(refusal: &super::refusal::Refusal) -> Self {
        use super::refusal::Refusal as R;
        match refusal {
            R::TooOften { wait } => Self::TooOften(*wait),
            R::NotHere => Self::NotHere("there is no such thing here"),
            R::BadForm | R::TooLarge => Self::Asked("the form cannot be read".to_owned()),
            R::NotAllowed
            | R::LogIn { .. }
            | R::Stale
            | R::Taken { .. }
            | R::OtherSite
            | R::Spent
            | R::Unavailable(_)
            | R::Broken(_) => Self::Unavailable(refusal.to_string()),
        }
    }
}

impl From<crate::store::StoreError> for Wrong {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// Below which every answer is one of the protocol, also what is refused before a page is reached.
pub(super) const ROOT: &str = "/open311/";

/// What is refused before or behind a page, in the form that was asked for.
pub(super) fn refused(path: &str, refusal: &super::refusal::Refusal) -> Response {
    let form = if path.ends_with(".xml") { Form::Xml } else { Form::Json };
    answer(form, Err(Wrong::from(refusal)))
}

/// Every address.
pub(super) fn pages(web: &Web) -> Router<Web> {
    let open = |path, page| behind(web, Needs::Nobody, path, page);
    open("/open311/v2/{file}", get(one).post(send::post))
        .merge(open("/open311/v2/{what}/{file}", get(two)))
        .merge(open("/open311/{file}", get(root)))
}

/// `services.json`: the name, and the form.
fn split(file: &str) -> Option<(&str, Form)> {
    let (name, form) = file.rsplit_once('.')?;
    match form {
        "json" => Some((name, Form::Json)),
        "xml" => Some((name, Form::Xml)),
        _ => None,
    }
}

const NO_PAGE: Wrong =
    Wrong::NotHere("there is no such page: discovery, services, requests or tokens, .json or .xml");

/// Whoever names a community means this one.
fn jurisdiction(visit: &Visit, asked: &Asked) -> Result<(), Wrong> {
    let own = visit.web.settings().open311.jurisdiction.as_deref();
    match (asked.get("jurisdiction_id").map(|it| it.trim()), own) {
        (None | Some(""), _) | (Some(_), None) => Ok(()),
        (Some(named), Some(own)) if named.eq_ignore_ascii_case(own) => Ok(()),
        (Some(_), Some(_)) => Err(Wrong::NotHere("jurisdiction_id: this station is of another")),
    }
}

async fn one(
    visit: Visit,
    Path(file): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let asked = read(pairs);
    let Some((name, form)) = split(&file) else { return answer(Form::Json, Err(NO_PAGE)) };
    let said = match (jurisdiction(&visit, &asked), name) {
        (Err(wrong), _) => Err(wrong),
        (Ok(()), "discovery") => discovery::discovery(&visit),
        (Ok(()), "services") => services::all(&visit).map(Says::Services),
        (Ok(()), "requests") => requests::asked(&visit, &asked).await,
        (Ok(()), _) => Err(NO_PAGE),
    };
    answer(form, said)
}

/// `/open311/discovery.xml`: outside of any version, since it says which there are.
async fn root(visit: Visit, Path(file): Path<String>) -> Response {
    match split(&file) {
        Some(("discovery", form)) => answer(form, discovery::discovery(&visit)),
        Some((_, form)) => answer(form, Err(NO_PAGE)),
        None => answer(Form::Json, Err(NO_PAGE)),
    }
}

async fn two(
    visit: Visit,
    Path((what, file)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let asked = read(pairs);
    let Some((name, form)) = split(&file) else { return answer(Form::Json, Err(NO_PAGE)) };
    let said = match (jurisdiction(&visit, &asked), what.as_str()) {
        (Err(wrong), _) => Err(wrong),
        (Ok(()), "services") => services::definition(&visit, name),
        (Ok(()), "requests") => requests::one(&visit, name).await,
        (Ok(()), "tokens") => requests::token(&visit, name).await,
        (Ok(()), _) => Err(NO_PAGE),
    };
    answer(form, said)
}
