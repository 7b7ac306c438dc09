//! Who came, and may they? One for each request: the person behind the session as the store knows
//! them now, and the two questions that every page asks.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use tower_sessions::Session;

use super::app::Web;
use super::refusal::{Refusal, RequestId};
use super::{Needs, limits, page, session};
use crate::core::access::{self, Ability, May};
use crate::core::person::{Resident, ResidentId};
use crate::say::Lang;
use crate::store::rows::User;

/// A request, and whose it is.
#[derive(Clone)]
pub struct Visit {
    /// What pages share.
    pub web: Web,
    /// Who it is, if they have logged in.
    pub who: Option<Arc<User>>,
    /// The language in which they read.
    pub lang: Lang,
    /// The request's number.
    pub request: RequestId,
    /// Where it comes from.
    pub peer: IpAddr,
    /// What was asked for, as a page of this station.
    pub path: String,
    pub(super) session: Session,
}

impl Visit {
    /// Who it is.
    ///
    /// # Errors
    ///
    /// To the login, for whoever has not been there.
    pub fn user(&self) -> Result<&User, Refusal> {
        self.who.as_deref().ok_or_else(|| Refusal::LogIn { next: self.path.clone() })
    }

    /// The login's name, for the audit log.
    #[must_use]
    pub fn name(&self) -> &str {
        self.who.as_ref().map_or("", |it| it.name.as_str())
    }

    /// Whether their role may, at all.
    #[must_use]
    pub fn may(&self, ability: Ability) -> bool {
        self.who.as_ref().is_some_and(|it| access::may(it.role, ability) != May::No)
    }

    /// One resident, if this person may do that with them.
    ///
    /// # Errors
    ///
    /// `NotHere` also where there is somebody whom they may not see: the answer says nothing.
    pub fn resident(&self, id: ResidentId, ability: Ability) -> Result<Arc<Resident>, Refusal> {
        let user = self.user()?;
        let found = self.web.roster().get(id).ok_or(Refusal::NotHere)?;
        if sees(user, ability, &found) { Ok(found) } else { Err(Refusal::NotHere) }
    }

    /// Everybody with whom they may do that.
    ///
    /// # Errors
    ///
    /// As [`Visit::user`].
    pub fn residents(&self, ability: Ability) -> Result<Vec<Arc<Resident>>, Refusal> {
        let user = self.user()?;
        let mut all = self.web.roster().everybody();
        all.retain(|it| sees(user, ability, it));
        Ok(all)
    }

    /// A page in the station's frame.
    #[must_use]
    pub fn page(&self, title: &str, body: &Markup) -> Markup {
        page::whole(self, title, body)
    }

    /// Writes down that somebody looked at or changed something.
    ///
    /// # Errors
    ///
    /// When it cannot be written: then it is not shown either.
    pub async fn note(
        &self,
        what: &str,
        resident: Option<ResidentId>,
        detail: impl Into<String>,
    ) -> Result<(), Refusal> {
        self.web.note(self.name(), what, resident, detail).await
    }
}

fn sees(user: &User, ability: Ability, resident: &Resident) -> bool {
    let bound = user.residents.contains(&resident.id);
    access::sees(user.role, ability, &user.name, bound, &resident.record)
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Refusal> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let session = parts
            .extensions
            .get::<Session>()
            .cloned()
            .ok_or_else(|| Refusal::Broken("a page stands outside of the sessions".into()))?;
        let name = session::entered(&session, web.doors_now()).await?;
        let user = match name {
            Some(name) => web.user(&name).await?.filter(|it| it.active),
            None => None,
        };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
        // A form's address is not one to come back to.
        let path = if parts.method == Method::GET {
            parts.uri.path_and_query().map_or("/", |it| it.as_str())
        } else {
            "/"
        };
        let visit = Self {
            web: web.clone(),
            who: user.map(Arc::new),
            lang: parts.extensions.get().copied().unwrap_or_default(),
            request: parts.extensions.get().copied().unwrap_or_default(),
            peer: limits::peer_of(peer, &parts.headers, web.settings().behind_proxy),
            path: super::language::local(path).to_owned(),
            session,
        };
        parts.extensions.insert(visit.clone());
        Ok(visit)
    }
}

/// Lets through whoever has what the page needs.
pub(super) async fn guard(
    State((web, needs)): State<(Web, Needs)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &web).await {
        Ok(visit) => visit,
        Err(refusal) => return refusal.into_response(),
    };
    let allowed = match needs {
        Needs::Nobody => Ok(()),
        Needs::Login => visit.user().map(drop),
        Needs::To(ability) => match visit.user() {
            Ok(_) if visit.may(ability) => Ok(()),
            Ok(_) => Err(Refusal::NotAllowed),
            Err(refusal) => Err(refusal),
        },
    };
    match allowed {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refusal) => refusal.into_response(),
    }
}
