//! Who has a login, as what, and for whom?

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::refusal::Refusal;
use super::visit::Visit;
use super::{page, password, second_step};
use crate::core::access::{Ability, May, Role, may};
use crate::core::person::ResidentId;
use crate::say::Lang;
use crate::store::rows::User;
use crate::store::second_step::SecondStepStore as _;

/// A login for each resident's relatives and for everybody who works: more is a mistake.
const MOST_USERS: usize = 10_000;
/// Residents of one login: a grid worker has some hundred.
const MOST_BOUND: usize = 2_000;
const MOST_NAME: usize = 64;

/// A login's name as it is kept, if it can be one: lower case, without spaces inside.
#[must_use]
pub fn name_of(written: &str) -> Option<String> {
    let name = written.trim().to_lowercase();
    let fine = |c: char| c.is_alphanumeric() || "._-@+".contains(c);
    (!name.is_empty() && name.chars().count() <= MOST_NAME && name.chars().all(fine))
        .then_some(name)
}

/// What a role is called.
#[must_use]
pub fn role(lang: Lang, role: Role) -> String {
    let t = lang.words();
    match role {
        Role::Wall => fl!(t, "role-wall"),
        Role::Volunteer => fl!(t, "role-volunteer"),
        Role::GridWorker => fl!(t, "role-grid-worker"),
        Role::Relative => fl!(t, "role-relative"),
        Role::Clinic => fl!(t, "role-clinic"),
        Role::Staff => fl!(t, "role-staff"),
        Role::Admin => fl!(t, "role-admin"),
    }
}

fn key(role: Role) -> &'static str {
    match role {
        Role::Wall => "wall",
        Role::Volunteer => "volunteer",
        Role::GridWorker => "grid-worker",
        Role::Relative => "relative",
        Role::Clinic => "clinic",
        Role::Staff => "staff",
        Role::Admin => "admin",
    }
}

fn role_of(written: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|it| key(*it) == written)
}

/// The list.
pub(super) struct List {
    pub(super) users: Vec<User>,
    pub(super) wrong: Option<String>,
}

impl List {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            table {
                thead { tr {
                    th scope="col" { (fl!(t, "login-name")) }
                    th scope="col" { (fl!(t, "users-role")) }
                    th scope="col" { (fl!(t, "users-residents")) }
                    th scope="col" { (fl!(t, "users-state")) }
                } }
                tbody { @for user in &self.users { tr {
                    td { a href={ "/users/" (user.name) } { (user.name) } }
                    td { (role(lang, user.role)) }
                    td.number { @if own(user.role) { (user.residents.len()) } }
                    td { (state(lang, user)) }
                } } }
            }
            h2 { (fl!(t, "users-add")) }
            form.narrow method="post" action="/users" {
                @if let Some(wrong) = &self.wrong { p.fault role="alert" { (wrong) } }
                (page::field("name", &fl!(t, "login-name"), None, &page::line("text", "name", "", false)))
                p.quiet { (fl!(t, "users-name-hint")) }
                (page::field("role", &fl!(t, "users-role"), None, &roles(lang, Role::Staff)))
                button { (fl!(t, "users-add-do")) }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let users = One::samples().into_iter().map(|it| it.user).collect();
        vec![Self { users: vec![], wrong: None }, Self { users, wrong: Some("…".into()) }]
    }
}

fn roles(lang: Lang, now: Role) -> Markup {
    html! {
        select id="role" name="role" {
            @for it in Role::ALL {
                option value=(key(it)) selected[it == now] { (role(lang, it)) }
            }
        }
    }
}

fn own(role: Role) -> bool {
    may(role, Ability::SeeHome) == May::Own
}

fn state(lang: Lang, user: &User) -> String {
    let t = lang.words();
    match (&user.password, user.active) {
        (_, false) => fl!(t, "users-inactive"),
        (Some(hash), true) if hash.starts_with('$') => fl!(t, "users-active"),
        (Some(_) | None, true) => fl!(t, "users-awaits"),
    }
}

/// One login.
pub(super) struct One {
    pub(super) user: User,
    /// Number, name, and whether they are bound; empty where the role sees all or nobody.
    pub(super) residents: Vec<(ResidentId, String, bool)>,
    /// A link that was just made. It is shown once.
    pub(super) link: Option<String>,
    /// Their telephone is asked for a number, too.
    pub(super) second_step: bool,
}

impl One {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let user = &self.user;
        html! {
            @if let Some(link) = &self.link {
                div.once role="status" {
                    p { (fl!(t, "users-link-once")) }
                    p { code { (link) } }
                }
            }
            p.quiet { (state(lang, user)) }
            form method="post" action={ "/users/" (user.name) } {
                (page::field("role", &fl!(t, "users-role"), None, &roles(lang, user.role)))
                div.field { label { input type="checkbox" name="active" value="yes" checked[user.active];
                    (fl!(t, "users-may-come-in")) } }
                @if !self.residents.is_empty() {
                    fieldset.choices {
                        legend { (fl!(t, "users-bound")) }
                        @if user.role == Role::Relative { p.quiet { (fl!(t, "users-relative-hint")) } }
                        @if user.role == Role::Clinic { p.quiet { (fl!(t, "users-clinic-hint")) } }
                        @for (id, name, bound) in &self.residents {
                            label { input type="checkbox" name="resident" value=(id.0) checked[*bound];
                                (name) }
                        }
                    }
                }
                button { (fl!(t, "save")) }
            }
            h2 { (fl!(t, "users-link")) }
            form method="post" action={ "/users/" (user.name) "/link" } {
                p { (fl!(t, "users-link-why")) }
                button.second { (fl!(t, "users-link-do")) }
            }
            @if self.second_step {
                h2 { (fl!(t, "second-title")) }
                form method="post" action={ "/users/" (user.name) "/second-step" } {
                    p { (fl!(t, "second-of-other")) }
                    button.second { (fl!(t, "second-off-do")) }
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        let one = |role, active, password: Option<&str>| Self {
            user: User {
                name: "lin".into(),
                password: password.map(Into::into),
                role,
                residents: vec![ResidentId(1)],
                active,
            },
            residents: vec![
                (ResidentId(1), "Du".into(), true),
                (ResidentId(2), "Wu".into(), false),
            ],
            link: (!active).then(|| "http://hall/invited/x".into()),
            second_step: active,
        };
        let all = Role::ALL.into_iter().map(|role| one(role, true, Some("$argon2id$")));
        all.chain([one(Role::Relative, false, None), one(Role::Clinic, true, Some("link:"))])
            .collect()
    }
}

/// A new login.
#[derive(Deserialize)]
pub(super) struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let users = visit.web.users().await?;
    let list = List { users, wrong: None };
    Ok(visit.page(&fl!(visit.lang.words(), "nav-users"), &list.body(visit.lang)))
}

pub(super) async fn add(visit: Visit, Form(new): Form<New>) -> Result<Response, Refusal> {
    let t = visit.lang.words();
    let role = role_of(&new.role).ok_or(Refusal::BadForm)?;
    let users = visit.web.users().await?;
    let name = name_of(&new.name);
    let wrong = match &name {
        None => Some(fl!(t, "users-name-wrong")),
        Some(name) if users.iter().any(|it| it.name == *name) => Some(fl!(t, "users-name-taken")),
        Some(_) if users.len() >= MOST_USERS => Some(fl!(t, "users-too-many")),
        Some(_) => None,
    };
    let (Some(name), None) = (name, &wrong) else {
        let list = List { users, wrong };
        let page = visit.page(&fl!(t, "nav-users"), &list.body(visit.lang));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let user = User { name, password: None, role, residents: vec![], active: true };
    Ok(linked(&visit, user).await?.into_response())
}

async fn of(visit: &Visit, name: &str) -> Result<User, Refusal> {
    visit.web.user(name).await?.ok_or(Refusal::NotHere)
}

pub(super) async fn one(visit: Visit, Path(name): Path<String>) -> Result<Markup, Refusal> {
    let user = of(&visit, &name).await?;
    shown(&visit, user, None).await
}

async fn shown(visit: &Visit, user: User, link: Option<String>) -> Result<Markup, Refusal> {
    let second_step = second_step::stands(&visit.web, &user.name).await?;
    let all = visit.web.roster().everybody();
    let residents = all
        .iter()
        .filter(|_| own(user.role))
        .map(|it| (it.id, it.record.name.clone(), user.residents.contains(&it.id)))
        .collect();
    let title = user.name.clone();
    Ok(visit.page(&title, &One { user, residents, link, second_step }.body(visit.lang)))
}

pub(super) async fn save(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut user = of(&visit, &name).await?;
    let get = |key: &str| pairs.iter().find(|it| it.0 == key).map(|it| it.1.as_str());
    user.role = get("role").and_then(role_of).ok_or(Refusal::BadForm)?;
    user.active = get("active").is_some();
    let bound = pairs.iter().filter(|it| it.0 == "resident").take(MOST_BOUND);
    let bound = bound.filter_map(|it| it.1.parse().ok().map(ResidentId));
    user.residents = bound.filter(|id| visit.web.roster().get(*id).is_some()).collect();
    if !own(user.role) {
        user.residents.clear();
    }
    let users = visit.web.users().await?;
    let others = users.iter().any(|it| it.name != name && it.role == Role::Admin && it.active);
    let stays = user.role == Role::Admin && user.active;
    if !others && !stays {
        // The station would be nobody's.
        return Err(Refusal::NotAllowed);
    }
    let detail = format!("{name} {}", if user.active { key(user.role) } else { "off" });
    visit.note("user", None, detail).await?;
    visit.web.save_user(user).await?;
    Ok(Redirect::to("/users").into_response())
}

pub(super) async fn link(visit: Visit, Path(name): Path<String>) -> Result<Markup, Refusal> {
    let user = of(&visit, &name).await?;
    linked(&visit, user).await
}

/// A link with which they choose a password; an old password is good no more.
async fn linked(visit: &Visit, user: User) -> Result<Markup, Refusal> {
    let (word, kept) = password::link(visit.web.doors_now())?;
    let user = User { password: Some(kept), ..user };
    visit.note("user-link", None, user.name.clone()).await?;
    visit.web.save_user(user.clone()).await?;
    let url = visit.web.settings().url.as_deref().unwrap_or_default();
    let link = format!("{}/invited/{word}", url.trim_end_matches('/'));
    shown(visit, user, Some(link)).await
}

/// Whoever has lost telephone and recovery codes comes in by the password again.
pub(super) async fn second_step_off(
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Redirect, Refusal> {
    let user = of(&visit, &name).await?;
    visit.note("second-step-off", None, user.name.clone()).await?;
    visit.web.store().drop_second_step(&user.name).await?;
    Ok(Redirect::to("/users"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_called_by_a_word_that_has_one_way_to_write_it() {
        assert_eq!(name_of(" Lin ").as_deref(), Some("lin"));
        assert_eq!(name_of("林玉").as_deref(), Some("林玉"));
        assert_eq!(name_of("ming@example.org").as_deref(), Some("ming@example.org"));
        for name in ["", "  ", "a b", "a/b", "..\\", "a\0", &"x".repeat(65)] {
            assert_eq!(name_of(name), None, "{name:?}");
        }
    }
}
