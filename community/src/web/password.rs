//! Is this their password, and may that be one? Argon2id by password-auth, on threads of its own; two
//! at a time, because each takes 19 MiB.
//!
//! A login without a password may have a link instead, good once and for three days: its hash and its
//! end stand where the password's hash would, and no password has such a hash.

use std::sync::{Arc, LazyLock};

use alerts::Wall;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::refusal::Refusal;
use super::visit::Visit;
use super::{login, page, second_step, secret, session};
use crate::say::Lang;
use crate::store::rows::User;

/// Fewer characters are guessed.
const LEAST: usize = 10;
/// More bytes are no password.
const MOST: usize = 256;
/// At once: memory, and half of a small machine.
const AT_ONCE: usize = 2;
/// Who waits behind them; more are told to come again.
const WAITING: usize = 16;
/// How long a link is good.
const LINK_MS: i64 = 3 * 24 * 3_600_000;
const LINK: &str = "link:";

/// Nobody's: a name that nobody has takes as long as one that somebody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| password_auth::generate_hash("nobody's own"));

/// The threads.
pub(super) struct Passwords {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }
}

impl Passwords {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let busy = |_| Refusal::TooOften { wait: 5 };
        let _place = Arc::clone(&self.waiting).try_acquire_owned().map_err(busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await;
        let turn = turn.map_err(|e| Refusal::Broken(e.to_string()))?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|e| Refusal::Broken(e.to_string()))
    }

    /// Whether it is the password of this login.
    pub(super) async fn fits(&self, user: Option<&User>, word: String) -> Result<bool, Refusal> {
        let own = user.filter(|it| it.active).and_then(|it| it.password.clone());
        let own = own.filter(|it| !it.starts_with(LINK));
        self.run(move || {
            // Before anything is compared: the first to ask pays for it, whoever that is.
            let nobody = LazyLock::force(&NOBODY);
            let hash = own.as_ref().unwrap_or(nobody);
            let fits = password_auth::verify_password(word, hash).is_ok();
            fits && own.is_some()
        })
        .await
    }

    /// What is kept of it.
    pub(super) async fn hash(&self, word: String) -> Result<String, Refusal> {
        self.run(move || password_auth::generate_hash(word)).await
    }
}

/// Why it is no password.
pub(super) fn weak(lang: Lang, name: &str, word: &str, again: &str) -> Option<String> {
    let t = lang.words();
    let same = |c: char| word.chars().all(|other| other == c);
    if word.chars().count() < LEAST {
        Some(fl!(t, "password-short", least = LEAST))
    } else if word.len() > MOST {
        Some(fl!(t, "password-long", most = MOST))
    } else if word.to_lowercase().contains(&name.to_lowercase())
        || word.chars().next().is_some_and(same)
        || "01234567890123456789".contains(word)
    {
        Some(fl!(t, "password-guessed"))
    } else if word != again {
        Some(fl!(t, "password-differs"))
    } else {
        None
    }
}

/// A link for a login, and what is kept of it.
pub(super) fn link(now: Wall) -> Result<(String, String), Refusal> {
    let word = secret::word()?;
    let kept = format!("{LINK}{}:{}", now.0 + LINK_MS, secret::hex(&secret::hash(&word)));
    Ok((word, kept))
}

/// Whether a login waits for this link.
fn awaits(user: &User, word: &str, now: Wall) -> bool {
    let Some(rest) = user.password.as_ref().and_then(|it| it.strip_prefix(LINK)) else {
        return false;
    };
    let Some((until, hash)) = rest.split_once(':') else { return false };
    user.active
        && until.parse::<i64>().is_ok_and(|until| now.0 < until)
        && hash == secret::hex(&secret::hash(word))
}

/// What was chosen.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    old: String,
    #[serde(default)]
    word: String,
    #[serde(default)]
    again: String,
}

/// A form for a password.
pub(super) struct Asks {
    pub(super) action: String,
    pub(super) name: String,
    pub(super) old: bool,
    pub(super) wrong: Option<String>,
}

impl Asks {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let secret = |id: &str, label: &str, complete: &str| {
            let input = html! {
                input type="password" id=(id) name=(id) autocomplete=(complete) required;
            };
            page::field(id, label, None, &input)
        };
        html! {
            form.narrow method="post" action=(self.action) {
                @if let Some(wrong) = &self.wrong { p.fault role="alert" { (wrong) } }
                p { (fl!(t, "password-of", name = self.name.clone())) }
                @if self.old { (secret("old", &fl!(t, "password-old"), "current-password")) }
                (secret("word", &fl!(t, "password-new", least = LEAST), "new-password"))
                (secret("again", &fl!(t, "password-again"), "new-password"))
                button { (fl!(t, "save")) }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let ask = |old, wrong: Option<&str>| Self {
            action: "/password".into(),
            name: "lin".into(),
            old,
            wrong: wrong.map(Into::into),
        };
        vec![ask(true, None), ask(false, Some("…"))]
    }
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let name = visit.user()?.name.clone();
    let asks = Asks { action: "/password".into(), name, old: true, wrong: None };
    let body = html! { (asks.body(visit.lang)) (second_step::way(visit.lang)) };
    Ok(visit.page(&fl!(visit.lang.words(), "password-title"), &body))
}

fn asks(visit: &Visit, asks: Asks) -> Markup {
    visit.page(&fl!(visit.lang.words(), "password-title"), &asks.body(visit.lang))
}

pub(super) async fn post(visit: Visit, Form(chosen): Form<Chosen>) -> Result<Response, Refusal> {
    let user = visit.user()?.clone();
    visit.web.limits().password(&user.name, visit.peer)?;
    let fits = visit.web.passwords().fits(Some(&user), chosen.old.clone()).await?;
    let wrong = if fits {
        weak(visit.lang, &user.name, &chosen.word, &chosen.again)
    } else {
        Some(fl!(visit.lang.words(), "password-old-wrong"))
    };
    if wrong.is_some() {
        let action = "/password".into();
        return Ok(asks(&visit, Asks { action, name: user.name, old: true, wrong }).into_response());
    }
    let name = set(&visit, user, chosen.word).await?;
    session::enter(&visit.session, &name, visit.web.doors_now()).await?;
    Ok(Redirect::to("/").into_response())
}

/// The new password; whoever is in with the old one is out. Whose it is.
async fn set(visit: &Visit, user: User, word: String) -> Result<String, Refusal> {
    let password = Some(visit.web.passwords().hash(word).await?);
    let name = user.name.clone();
    visit.web.save_user(User { password, ..user }).await?;
    visit.web.note(&name, "password", None, "").await?;
    Ok(name)
}

async fn invitee(visit: &Visit, word: &str) -> Result<User, Refusal> {
    visit.web.limits().link(visit.peer)?;
    let now = visit.web.doors_now();
    let users = visit.web.users().await?;
    users.into_iter().find(|it| awaits(it, word, now)).ok_or(Refusal::Spent)
}

pub(super) async fn invited(visit: Visit, Path(word): Path<String>) -> Result<Markup, Refusal> {
    let user = invitee(&visit, &word).await?;
    let action = format!("/invited/{word}");
    Ok(asks(&visit, Asks { action, name: user.name, old: false, wrong: None }))
}

pub(super) async fn choose(
    visit: Visit,
    Path(word): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Refusal> {
    let user = invitee(&visit, &word).await?;
    let wrong = weak(visit.lang, &user.name, &chosen.word, &chosen.again);
    if wrong.is_some() {
        let action = format!("/invited/{word}");
        return Ok(
            asks(&visit, Asks { action, name: user.name, old: false, wrong }).into_response()
        );
    }
    let name = set(&visit, user, chosen.word).await?;
    // A link is no telephone: where there is a second step, it is asked for.
    login::pass(&visit, &name, "/").await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::access::Role;

    #[test]
    fn a_link_is_good_for_three_days_and_for_one_login() {
        let (word, kept) = link(Wall(1_000)).unwrap();
        let mut user = User {
            name: "lin".into(),
            password: Some(kept),
            role: Role::Staff,
            residents: vec![],
            active: true,
        };
        assert!(awaits(&user, &word, Wall(1_000)));
        assert!(!awaits(&user, "other", Wall(1_000)));
        assert!(!awaits(&user, &word, Wall(1_000 + LINK_MS)));
        user.active = false;
        assert!(!awaits(&user, &word, Wall(1_000)));
    }

    #[test]
    fn a_password_that_is_guessed_is_none() {
        let weak = |word: &str| weak(Lang::English, "lin", word, word).is_some();
        for word in ["short", "linlinlinlin", "aaaaaaaaaaaa", "1234567890", &"x".repeat(257)] {
            assert!(weak(word), "{word}");
        }
        assert!(!weak("correct horse"));
    }
}
