//! What does the page on a telephone show? To a group, a building and a kind; to who is called, where
//! to go; to who goes, everything that they need at the door; after it, that it is over.

use alerts::message::Priority;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::{CaseFile, Desk, Eyes, Link, MOST_NOTE, Visit};
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Case, Stage};
use crate::core::person::Resident;
use crate::say::{Lang, alarm, time};
use crate::web::desk::row;
use crate::web::desk::words::{self, Names};
use crate::web::desk::{Board, card};
use crate::web::wall::tile::paint;

/// What somebody who opens the link may do and know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It is over.
    Over,
    /// A group's link: who is it?
    Group,
    /// They may say that they go.
    Called,
    /// They go; how far they have got.
    Goes(Far),
    /// Another goes: nobody must go twice.
    Another(String),
    /// They have said that they cannot.
    Cannot,
}

/// How far whoever goes has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Far {
    /// They have said so.
    Accepted,
    /// They have left.
    OnTheWay,
    /// They are there.
    AtTheDoor,
    /// They help whoever goes.
    Helps,
}

/// What a group's page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// One's own telephone.
    Phone,
    /// The code that came there.
    Code {
        /// The telephone.
        phone: String,
        /// What was wrong with the last.
        wrong: Option<String>,
    },
}

/// The page.
#[derive(Clone, Debug)]
pub struct Face {
    /// The link's word.
    pub word: String,
    /// What may be seen and done.
    pub stands: Stands,
    /// How soon.
    pub priority: Priority,
    /// A drill or a test.
    pub drill: bool,
    /// What happened.
    pub what: String,
    /// When, on the community's clock.
    pub since: String,
    /// The building.
    pub building: String,
    /// Whose home, and where in it; empty for a group.
    pub name: String,
    /// The door.
    pub door: String,
    /// The code of the house's door; only for who goes.
    pub door_code: String,
    /// What whoever goes must know; only for who goes.
    pub notes: String,
    /// Whom one can call: who they are, and the number. Only for who goes.
    pub numbers: Vec<(String, String)>,
    /// What a group's page asks for.
    pub asks: Asks,
    /// What was wrong with the form, and the note that stood in it.
    pub wrong: Option<(String, String)>,
}

impl Face {
    /// Of a link and its case.
    pub(super) fn of(
        visit: &Visit,
        desk: &Desk,
        (link, file, word): (&Link, &CaseFile, &str),
    ) -> Self {
        let (case, board) = (&file.case, desk.board());
        let zone = &visit.web.settings().zone;
        let eyes = Eyes::new(visit.lang, zone.clone(), None, visit.web.roster().clone());
        let stands = stands(link, case, Names(&board.people));
        let mut face = Self {
            word: word.to_owned(),
            stands,
            priority: case.priority,
            drill: case.drill,
            what: words::about(visit.lang, &case.about),
            since: time::clock(case.opened, zone),
            building: String::new(),
            name: String::new(),
            door: String::new(),
            door_code: String::new(),
            notes: String::new(),
            numbers: Vec::new(),
            asks: Asks::Phone,
            wrong: None,
        };
        let resident = eyes.resident(case);
        face.may_know(visit.lang, &board, (case, resident.as_deref()));
        face
    }

    /// What may be known, as it stands: nothing is fetched that is not shown.
    fn may_know(&mut self, lang: Lang, board: &Board, (case, who): (&Case, Option<&Resident>)) {
        let (person, goes) = match &self.stands {
            Stands::Over => return,
            Stands::Group => (false, false),
            Stands::Called | Stands::Another(_) | Stands::Cannot => (true, false),
            Stands::Goes(_) => (true, true),
        };
        if let Some(resident) = who {
            self.building.clone_from(&resident.record.building);
        }
        if person {
            self.name = row::name(lang, case, who);
            self.door = who.map(|it| it.record.door.clone()).unwrap_or_default();
        }
        if !goes {
            return;
        }
        if let Some(resident) = who {
            let record = &resident.record;
            self.door_code.clone_from(&record.door_code);
            self.notes.clone_from(&record.notes);
            let own = (record.name.clone(), record.phone.clone());
            let key = |it: &crate::core::person::Contact| {
                let key = if it.has_key { fl!(lang.words(), "page-key") } else { String::new() };
                let parts = [it.name.as_str(), it.relation.as_str(), key.as_str()];
                let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
                (parts.join(" · "), it.phone.clone())
            };
            self.numbers.push(own);
            self.numbers.extend(record.contacts.iter().map(key));
        }
        let desk = board
            .people
            .values()
            .filter(|it| it.party.is == PartyIs::Staff && board.on_duty.contains(&it.party.id));
        let staff = |name: &str| format!("{name} · {}", fl!(lang.words(), "role-staff"));
        self.numbers.extend(desk.map(|it| (staff(&it.name), it.phone.clone())));
        self.numbers.retain(|(_, phone)| !phone.is_empty());
    }

    /// The title: nothing personal, since a telephone shows it in its list of pages.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let t = lang.words();
        match self.stands {
            Stands::Over => fl!(t, "go-over"),
            Stands::Group
            | Stands::Called
            | Stands::Goes(_)
            | Stands::Another(_)
            | Stands::Cannot => self.what.clone(),
        }
    }

    /// The page.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        if self.stands == Stands::Over {
            return html! { div.go.over { h1 { (fl!(t, "go-over")) } p { (fl!(t, "go-over-why")) } } };
        }
        html! {
            div.go data-go=(self.word) data-own[self.stands != Stands::Group] {
                @if self.drill { p.drill { (fl!(t, "go-drill")) } }
                div class={ "what " (paint(self.priority)) } {
                    (row::glyph(self.priority))
                    div { h1 { (self.what) }
                        p { (alarm::priority(lang, self.priority)) " · " (self.since) } }
                }
                (self.place(lang))
                (self.presses(lang))
                (self.door_and_numbers(lang))
            }
        }
    }

    fn place(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            div.place {
                @if !self.name.is_empty() { h2 { (self.name) } }
                @if !self.building.is_empty() {
                    p { (fl!(t, "go-building", building = self.building.as_str()))
                        @if !self.door.is_empty() {
                            " · " (fl!(t, "go-door", door = self.door.as_str())) } }
                }
            }
        }
    }

    fn presses(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let press = |act: &str, class: &str, label: String| {
            html! { button class=(class) name="act" value=(act) { (label) } }
        };
        let form = |inside: Markup| {
            html! { form.presses method="post" action={ "/go/" (self.word) } { (inside) } }
        };
        match &self.stands {
            Stands::Over => html! {},
            Stands::Group => self.asks(lang),
            Stands::Called => form(html! {
                (press("accept", "go-yes", fl!(t, "act-accept")))
                (press("decline", "go-no", fl!(t, "act-decline")))
            }),
            Stands::Cannot => form(html! {
                p { (fl!(t, "go-said-cannot")) }
                (press("accept", "go-no", fl!(t, "go-can-after-all")))
            }),
            Stands::Another(who) => html! {
                p.another role="status" { (fl!(t, "go-another", who = who.as_str())) }
            },
            Stands::Goes(far) => html! {
                p.yours role="status" { (far_says(lang, *far)) }
                @if *far != Far::Helps {
                    (form(html! {
                        @if *far < Far::OnTheWay { (press("on-the-way", "go-yes", fl!(t, "act-on-the-way"))) }
                        @if *far < Far::AtTheDoor {
                            (press("at-the-door", if *far == Far::OnTheWay { "go-yes" } else { "go-next" },
                                fl!(t, "act-at-the-door"))) }
                    }))
                    (self.resolve(lang, *far))
                }
                (form(html! {
                    (press("need-help", "go-help", fl!(t, "act-need-help")))
                    (press("decline", "go-no", fl!(t, "act-cannot-after-all")))
                }))
            },
        }
    }

    fn resolve(&self, lang: Lang, far: Far) -> Markup {
        let t = lang.words();
        let (wrong, note) = match &self.wrong {
            Some((wrong, note)) => (Some(wrong.as_str()), note.as_str()),
            None => (None, ""),
        };
        html! {
            details.resolve open[wrong.is_some() || far == Far::AtTheDoor] {
                summary { (fl!(t, "act-resolve")) }
                form method="post" action={ "/go/" (self.word) "/resolve" }
                    enctype="multipart/form-data" {
                    label for="note" { (fl!(t, "act-note")) }
                    textarea id="note" name="note" rows="3" maxlength=(MOST_NOTE) { (note) }
                    label for="photo" { (fl!(t, "act-photo")) }
                    input type="file" id="photo" name="photo" accept="image/jpeg,image/png,image/webp"
                        aria-describedby=[wrong.map(|_| "photo-fault")];
                    @if let Some(wrong) = wrong { p.fault #photo-fault role="alert" { (wrong) } }
                    button.go-done { (fl!(t, "act-resolve-do")) }
                }
            }
        }
    }

    fn asks(&self, lang: Lang) -> Markup {
        let t = lang.words();
        match &self.asks {
            Asks::Phone => html! {
                form.presses method="post" action={ "/go/" (self.word) "/code" } {
                    p { (fl!(t, "go-who")) }
                    label for="phone" { (fl!(t, "go-phone")) }
                    input type="tel" id="phone" name="phone" autocomplete="tel" required maxlength="32";
                    button.go-yes { (fl!(t, "go-send-code")) }
                }
            },
            Asks::Code { phone, wrong } => html! {
                form.presses method="post" action={ "/go/" (self.word) "/check" } {
                    p role="status" { (fl!(t, "go-code-sent")) }
                    input type="hidden" name="phone" value=(phone);
                    label for="code" { (fl!(t, "go-code")) }
                    input type="text" inputmode="numeric" id="code" name="code" required maxlength="16"
                        autocomplete="one-time-code" aria-describedby=[wrong.as_ref().map(|_| "code-fault")];
                    @if let Some(wrong) = wrong { p.fault #code-fault role="alert" { (wrong) } }
                    button.go-yes { (fl!(t, "go-check-code")) }
                    p { a href={ "/go/" (self.word) } { (fl!(t, "go-code-again")) } }
                }
            },
        }
    }

    fn door_and_numbers(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if !self.door_code.is_empty() {
                div.code { span { (fl!(t, "page-door-code")) } b { (self.door_code) } }
            }
            @if !self.notes.is_empty() { p.notes { (self.notes) } }
            @if !self.numbers.is_empty() {
                h2 { (fl!(t, "page-contacts")) }
                ul.numbers { @for (who, phone) in &self.numbers {
                    li { span { (who) } (card::call(phone)) } } }
            }
        }
    }
}

fn far_says(lang: Lang, far: Far) -> String {
    let t = lang.words();
    match far {
        Far::Accepted => fl!(t, "go-you-go"),
        Far::OnTheWay => fl!(t, "go-you-are-on-the-way"),
        Far::AtTheDoor => fl!(t, "go-you-are-there"),
        Far::Helps => fl!(t, "go-you-help"),
    }
}

/// What the link lets do, as the case stands.
fn stands(link: &Link, case: &Case, names: Names<'_>) -> Stands {
    let Some(me) = link.who.filter(|_| case.is_open()) else {
        return if case.is_open() { Stands::Group } else { Stands::Over };
    };
    let far = match &case.stage {
        Stage::Closed { .. } => return Stands::Over,
        Stage::Held { .. } | Stage::Calling(_) | Stage::Nobody { .. } => None,
        Stage::Accepted { by, .. } => Some((*by, Far::Accepted)),
        Stage::OnTheWay { by, .. } => Some((*by, Far::OnTheWay)),
        Stage::AtTheDoor { by, .. } => Some((*by, Far::AtTheDoor)),
    };
    match far {
        Some((by, far)) if by == me => Stands::Goes(far),
        Some(_) if case.helpers.contains(&me) => Stands::Goes(Far::Helps),
        // Whoever goes has asked for somebody.
        Some(_) if case.stage.wave().is_some() => Stands::Called,
        Some((by, _)) => Stands::Another(names.of(by)),
        None if case.declined.contains(&me) => Stands::Cannot,
        None => Stands::Called,
    }
}

#[cfg(test)]
impl Face {
    /// In each way in which it may stand.
    pub(crate) fn samples() -> Vec<Self> {
        let all = [
            (Stands::Over, Asks::Phone),
            (Stands::Group, Asks::Phone),
            (Stands::Group, Asks::Code { phone: "139".into(), wrong: Some("wrong".into()) }),
            (Stands::Called, Asks::Phone),
            (Stands::Goes(Far::Accepted), Asks::Phone),
            (Stands::Goes(Far::OnTheWay), Asks::Phone),
            (Stands::Goes(Far::AtTheDoor), Asks::Phone),
            (Stands::Goes(Far::Helps), Asks::Phone),
            (Stands::Another("Chen".into()), Asks::Phone),
            (Stands::Cannot, Asks::Phone),
        ];
        let face = |(stands, asks)| Self {
            word: "w".into(),
            stands,
            priority: Priority::High,
            drill: true,
            what: "smoke".into(),
            since: "03:12".into(),
            building: "4".into(),
            name: "Du".into(),
            door: "301".into(),
            door_code: "1234".into(),
            notes: "knock".into(),
            numbers: vec![("Ming".into(), "139".into())],
            asks,
            wrong: Some(("broken".into(), "note".into())),
        };
        all.map(face).into()
    }
}
