//! Writing somebody down who may be called. A fault stands at its field, and nothing that was typed is
//! lost.

use std::collections::{BTreeMap, BTreeSet};

use alerts::Wall;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::{MOST_WAYS, nobody, untried, verify, written};
use crate::core::desk::party::{Address, PartyIs};
use crate::say::Lang;
use crate::web::desk::act::party;
use crate::web::desk::page::ways;
use crate::web::desk::{Board, Responder, words};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page, users};

/// Characters of a name, a number, an address.
const MOST_TEXT: usize = 128;

/// Fields of the form, and its buttons.
const MOST_FIELDS: usize = 24;

/// What somebody may be, in a form. A relative stands with their resident.
const ROLES: [(&str, PartyIs); 3] = [
    ("staff", PartyIs::Staff),
    ("grid-worker", PartyIs::GridWorker),
    ("volunteer", PartyIs::Volunteer),
];

/// A chat is what its robot in the configuration is.
const fn is_group(person: &Responder) -> bool {
    matches!(person.party.is, PartyIs::Group(_))
}

/// The page of one.
#[derive(Clone)]
pub struct One {
    /// Who.
    pub person: Responder,
    /// What is wrong, by its field.
    pub faults: BTreeMap<&'static str, String>,
    /// What came of a code.
    pub code: verify::Code,
    /// When the page was made.
    pub now: Wall,
}

impl One {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let person = &self.person;
        html! {
            div.bar { (ways(lang)) }
            @if let Some(of) = person.contact_of.first() {
                p { (words::role(lang, &person.party.is)) " · "
                    a href={ "/roster/" (of.0) } { (fl!(t, "people-in-roster")) } }
            } @else if is_group(person) {
                p { (words::role(lang, &person.party.is)) " · " (fl!(t, "people-in-config")) }
            } @else { (self.form(lang)) }
            @if person.revision > 0 { (verify::ways(lang, person, &self.code, self.now)) }
        }
    }

    fn form(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let person = &self.person;
        let to = if person.revision == 0 {
            "/people/new".to_owned()
        } else {
            format!("/people/{}", person.party.id)
        };
        let line = |kind: &str, id: &'static str, label: String, value: &str| {
            let wrong = self.faults.get(id).map(String::as_str);
            page::field(id, &label, wrong, &page::line(kind, id, value, wrong.is_some()))
        };
        html! {
            form.person.narrow-form method="post" action=(to) {
                input type="hidden" name="revision" value=(person.revision);
                fieldset {
                    (line("text", "name", fl!(t, "field-name"), &person.name))
                    (page::field("is", &fl!(t, "users-role"), None, &roles(lang, &person.party.is)))
                    (line("tel", "phone", fl!(t, "people-phone"), &person.phone))
                    (page::field("lang", &fl!(t, "people-lang"), None, &languages(person.lang)))
                    (line("text", "login", fl!(t, "people-login"),
                        person.login.as_deref().unwrap_or_default()))
                }
                fieldset {
                    legend { (fl!(t, "people-ways-in-order")) }
                    @for (n, [kind, to]) in (0..).zip(FIELDS) {
                        (self.way(lang, person.party.channels.get(n).map(|it| &it.to), kind, to))
                    }
                }
                div.field { label { input type="checkbox" name="active" value="yes"
                    checked[person.active]; (fl!(t, "people-is-called")) } }
                p.actions { button { (fl!(t, "save")) } a href="/people" { (fl!(t, "cancel")) } }
            }
        }
    }

    fn way(
        &self,
        lang: Lang,
        way: Option<&Address>,
        kind: &'static str,
        to: &'static str,
    ) -> Markup {
        let t = lang.words();
        let wrong = self.faults.get(to).map(String::as_str);
        let is = match way {
            Some(Address::Sms(_)) | None => "sms",
            Some(Address::Mail(_)) => "mail",
            Some(Address::Robot(_)) => "robot",
        };
        let choices = [
            ("sms", fl!(t, "way-sms")),
            ("mail", fl!(t, "way-mail")),
            ("robot", fl!(t, "people-robot")),
        ];
        html! {
            div.way {
                select name=(kind) aria-label=(fl!(t, "desk-way")) {
                    @for (word, label) in choices { option value=(word) selected[word == is] { (label) } }
                }
                div.field.wrong[wrong.is_some()] {
                    input type="text" name=(to) id=(to) aria-label=(fl!(t, "people-to"))
                        value=(way.map(written).unwrap_or_default()) autocomplete="off"
                        aria-describedby=[wrong.map(|_| format!("{to}-fault"))];
                    @if let Some(wrong) = wrong { p.fault id={ (to) "-fault" } { (wrong) } }
                }
            }
        }
    }
}

/// The names of the fields of a way.
const FIELDS: [[&str; 2]; MOST_WAYS] =
    [["way1", "to1"], ["way2", "to2"], ["way3", "to3"], ["way4", "to4"]];

fn roles(lang: Lang, now: &PartyIs) -> Markup {
    html! { select id="is" name="is" {
        @for (word, is) in &ROLES { option value=(word) selected[is == now] { (words::role(lang, is)) } }
    } }
}

fn languages(now: Lang) -> Markup {
    html! { select id="lang" name="lang" {
        @for lang in Lang::ALL { option value=(lang.tag()) selected[lang == now] { (lang.name()) } }
    } }
}

type Pairs = Vec<(String, String)>;

/// What was typed, upon what was known.
fn typed(
    lang: Lang,
    mut person: Responder,
    pairs: &Pairs,
    robots: &BTreeSet<String>,
) -> Result<(Responder, BTreeMap<&'static str, String>), Refusal> {
    if pairs.len() > MOST_FIELDS {
        return Err(Refusal::BadForm);
    }
    let t = lang.words();
    let get = |key: &str| {
        let found = pairs.iter().find(|it| it.0 == key).map_or("", |it| it.1.trim());
        found.chars().filter(|c| !c.is_control()).take(MOST_TEXT).collect::<String>()
    };
    let mut faults = BTreeMap::new();
    person.revision = get("revision").parse().map_err(|_| Refusal::BadForm)?;
    let is = get("is");
    let role = ROLES.iter().find(|(word, _)| *word == is);
    person.party.is = role.map(|(_, is)| is.clone()).ok_or(Refusal::BadForm)?;
    person.lang = Lang::of_tag(&get("lang")).ok_or(Refusal::BadForm)?;
    (person.name, person.phone) = (get("name"), get("phone"));
    person.active = !get("active").is_empty();
    if person.name.is_empty() {
        faults.insert("name", fl!(t, "fault-empty"));
    }
    if !person.phone.is_empty() && !is_phone(&person.phone) {
        faults.insert("phone", fl!(t, "fault-phone"));
    }
    let login = get("login");
    person.login = users::name_of(&login);
    if person.login.is_none() && !login.is_empty() {
        faults.insert("login", fl!(t, "users-name-wrong"));
    }
    let before = std::mem::take(&mut person.party.channels);
    for [kind, to] in FIELDS {
        let written = get(to);
        if written.is_empty() {
            continue;
        }
        let (address, wrong) = match get(kind).as_str() {
            "sms" => (
                Address::Sms(written.clone()),
                (!is_phone(&written)).then(|| fl!(t, "fault-phone")),
            ),
            "mail" => (
                Address::Mail(written.clone()),
                (!is_mail(&written)).then(|| fl!(t, "fault-email")),
            ),
            "robot" => {
                let known = robots.contains(&written);
                let wrong = (!known).then(|| no_robot(lang, robots));
                (Address::Robot(written), wrong)
            }
            _ => return Err(Refusal::BadForm),
        };
        if let Some(wrong) = wrong {
            faults.insert(to, wrong);
        }
        // A way that stays is as well proved as before, wherever in the order it stands.
        let known = before.iter().find(|it| it.to == address).cloned();
        person.party.channels.push(known.unwrap_or_else(|| untried(address)));
    }
    Ok((person, faults))
}

/// Robots of the configuration: each is a group of its name.
fn robots(board: &Board) -> BTreeSet<String> {
    let active = board.people.values().filter(|it| it.active);
    let names = active.filter_map(|it| match &it.party.is {
        PartyIs::Group(name) => Some(name.clone()),
        PartyIs::Staff | PartyIs::GridWorker | PartyIs::Volunteer | PartyIs::Relative => None,
    });
    names.collect()
}

/// A name that no robot has, and what to write.
fn no_robot(lang: Lang, robots: &BTreeSet<String>) -> String {
    let t = lang.words();
    if robots.is_empty() {
        return fl!(t, "people-no-robots");
    }
    let known: Vec<&str> = robots.iter().map(String::as_str).collect();
    fl!(t, "people-no-robot", known = known.join(lang.comma()))
}

/// A number that can be dialled.
fn is_phone(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 3
        && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
}

/// Something at something: a code says whether it is read.
fn is_mail(text: &str) -> bool {
    let both = text.split_once('@');
    both.is_some_and(|(who, place)| !who.is_empty() && place.contains('.'))
        && !text.contains(char::is_whitespace)
}

/// Somebody by the number in the address.
pub(super) fn known(visit: &Visit, id: &str) -> Result<Responder, Refusal> {
    let id = party(id).ok_or(Refusal::NotHere)?;
    visit.web.desk()?.board().people.get(&id).cloned().ok_or(Refusal::NotHere)
}

/// The page of somebody.
pub(super) fn shown(visit: &Visit, one: &One) -> Markup {
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    let add = fl!(visit.lang.words(), "people-add");
    let title = if one.person.name.is_empty() { &add } else { &one.person.name };
    page::with(visit, title, &head, &one.body(visit.lang))
}

fn fresh(visit: &Visit, person: Responder) -> One {
    let code = verify::Code::default();
    One { person, faults: BTreeMap::new(), code, now: visit.web.now() }
}

pub(in crate::web) async fn new(visit: Visit) -> Result<Markup, Refusal> {
    Ok(shown(&visit, &fresh(&visit, nobody(visit.lang))))
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<String>) -> Result<Markup, Refusal> {
    let person = known(&visit, &id)?;
    visit.note("view-person", None, person.party.id.to_string()).await?;
    Ok(shown(&visit, &fresh(&visit, person)))
}

pub(in crate::web) async fn add(
    visit: Visit,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Refusal> {
    let person = nobody(visit.lang);
    save(&visit, person, &pairs).await
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Refusal> {
    let person = known(&visit, &id)?;
    if !person.contact_of.is_empty() || is_group(&person) {
        // The roster is where a contact is changed, and the configuration where a robot is.
        return Err(Refusal::NotAllowed);
    }
    save(&visit, person, &pairs).await
}

async fn save(visit: &Visit, person: Responder, pairs: &Pairs) -> Result<Response, Refusal> {
    let is_new = person.revision == 0;
    let robots = robots(&visit.web.desk()?.board());
    let (person, faults) = typed(visit.lang, person, pairs, &robots)?;
    if is_new != (person.revision == 0) {
        // The page of somebody does not add another, and a new one replaces nobody.
        return Err(Refusal::BadForm);
    }
    if !faults.is_empty() {
        let one = One { faults, ..fresh(visit, person) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(visit, &one)).into_response());
    }
    let id = visit.web.desk()?.save_person(person).await?;
    visit.note("person", None, id.to_string()).await?;
    Ok(Redirect::to(&format!("/people/{id}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(more: &[(&str, &str)]) -> Pairs {
        let fixed = [("revision", "0"), ("is", "volunteer"), ("lang", "zh-CN"), ("name", "李")];
        more.iter().chain(&fixed).map(|(a, b)| ((*a).into(), (*b).into())).collect()
    }

    fn none() -> BTreeSet<String> {
        BTreeSet::new()
    }

    #[test]
    fn a_robot_that_the_configuration_does_not_have_is_said_with_those_that_it_has() {
        let form = |name| pairs(&[("way1", "robot"), ("to1", name)]);
        let robots = BTreeSet::from(["hall".to_owned(), "night".to_owned()]);
        let faults = |name, robots: &BTreeSet<String>| {
            typed(Lang::English, nobody(Lang::English), &form(name), robots).unwrap().1
        };
        assert!(faults("hall", &robots).is_empty());
        assert!(faults("hal", &robots)["to1"].contains("hall, night"));
        assert!(faults("hall", &none())["to1"].contains("[[robot]]"));
    }

    #[test]
    fn a_way_that_stays_keeps_its_proof_and_a_new_number_has_none() {
        let mut li = nobody(Lang::English);
        let proved = super::super::untried(Address::Sms("139 1".into()));
        li.party.channels =
            vec![crate::core::desk::party::Channel { verified: Some(Wall(7)), ..proved }];
        let form = pairs(&[
            ("way1", "mail"),
            ("to1", "li@example.org"),
            ("way2", "sms"),
            ("to2", "139 1"),
        ]);
        let (after, faults) = typed(Lang::English, li, &form, &none()).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        let verified: Vec<_> = after.party.channels.iter().map(|it| it.verified).collect();
        assert_eq!(verified, [None, Some(Wall(7))]);
    }

    #[test]
    fn what_cannot_be_called_is_said_at_its_field_and_kept() {
        let form = pairs(&[("way1", "sms"), ("to1", "call me"), ("phone", "x"), ("login", "a b")]);
        let (after, faults) = typed(Lang::Chinese, nobody(Lang::English), &form, &none()).unwrap();
        assert_eq!(faults.keys().copied().collect::<Vec<_>>(), ["login", "phone", "to1"]);
        assert_eq!(written(&after.party.channels[0].to), "call me");
        let bad = pairs(&[("is", "admin")]);
        assert!(typed(Lang::English, nobody(Lang::English), &bad, &none()).is_err());
    }
}
