//! What does whoever reported see? How far it is, what is promised, what was answered, and what they can
//! say now.

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::core::desk::change::{LogRow, Logged};
use crate::core::report::{MOST_NOTE, MOST_PHOTOS, Report, State, Step};
use crate::say::{report as say, time};
use crate::web::report::{pictures, place_words};
use crate::web::visit::Visit;

/// The page.
pub(super) struct Face<'a> {
    pub(super) visit: &'a Visit,
    pub(super) receipt: &'a str,
    pub(super) report: &'a Report,
    pub(super) log: &'a [LogRow],
    pub(super) said: Option<String>,
    /// Text messages can be sent.
    pub(super) texts: bool,
}

impl Face<'_> {
    pub(super) fn body(&self) -> Markup {
        let (report, lang) = (self.report, self.visit.lang);
        let t = lang.words();
        html! {
            @if let Some(said) = &self.said { p.said role="status" { (said) } }
            div.receipt { span { (fl!(t, "report-receipt")) } b { (self.receipt) } }
            p.quiet { (fl!(t, "report-keep-receipt")) }
            section.stands {
                p.state.{ (report.state.word().word()) } { (say::state(lang, report.state.word())) }
                p { (self.next()) }
            }
            (self.ask())
            h2 { (say::kind(lang, report.kind)) }
            p.where { (place_words(lang, &report.place)) }
            p.text { (report.text) }
            @if report.me_too > 0 { p { (fl!(t, "report-me-toos", n = report.me_too)) } }
            (pictures(lang, report.photos.iter(), &|name| {
                format!("/report/r/{}/photo/{name}", self.receipt)
            }))
            (self.more_photos())
            (self.history())
            (self.telephone())
        }
    }

    fn when(&self, at: Wall) -> String {
        let zone = &self.visit.web.settings().zone;
        format!("{} {}", time::date(self.visit.lang, at, zone), time::clock(at, zone))
    }

    /// What comes next, and until when.
    fn next(&self) -> String {
        let t = self.visit.lang.words();
        let zone = &self.visit.web.settings().zone;
        match self.report.state {
            State::Received { look_by, .. } => {
                fl!(t, "report-next-look", time = self.when(look_by))
            }
            State::Accepted { done_by, .. }
            | State::Assigned { done_by, .. }
            | State::InWork { done_by, .. } => match self.report.times.promised {
                Some(until) => {
                    fl!(t, "report-next-promised", day = time::date(self.visit.lang, until, zone))
                }
                None => fl!(t, "report-next-done", time = self.when(done_by)),
            },
            State::Done { ask_until, .. } => {
                fl!(t, "report-next-ask", time = self.when(ask_until))
            }
            State::Confirmed { .. } => fl!(t, "report-step-confirmed"),
            State::Unconfirmed { .. } => fl!(t, "report-step-unconfirmed"),
            State::Refused { .. } => fl!(t, "report-step-refused"),
            State::Duplicate { .. } => fl!(t, "report-step-same"),
            State::Forwarded { .. } => fl!(t, "report-step-forwarded"),
        }
    }

    /// Is it done?
    fn ask(&self) -> Markup {
        let t = self.visit.lang.words();
        html! {
            @if let State::Done { .. } = self.report.state {
                form.ask method="post" action={ "/report/r/" (self.receipt) } {
                    h2 { (fl!(t, "report-is-it-done")) }
                    button name="act" value="confirm" { (fl!(t, "report-confirm")) }
                }
                details {
                    summary { (fl!(t, "report-reopen")) }
                    form method="post" action={ "/report/r/" (self.receipt) } {
                        label for="why" { (fl!(t, "report-reopen-why")) }
                        textarea id="why" name="why" rows="3" maxlength=(MOST_NOTE) required {}
                        button name="act" value="reopen" { (fl!(t, "report-reopen")) }
                    }
                }
            }
        }
    }

    fn more_photos(&self) -> Markup {
        let t = self.visit.lang.words();
        let room = self.report.pictures(false).count() < MOST_PHOTOS;
        html! {
            @if room && self.report.state.is_to_do() {
                details {
                    summary { (fl!(t, "report-add-photo")) }
                    form method="post" action={ "/report/r/" (self.receipt) "/photo" }
                        enctype="multipart/form-data" {
                        label for="photo" { (fl!(t, "report-photos")) }
                        input type="file" id="photo" name="photo" required data-shrink
                            accept="image/jpeg,image/png,image/webp";
                        button { (fl!(t, "report-add-photo")) }
                    }
                }
            }
        }
    }

    /// What was done, the newest first; what was said with it, where something was.
    fn history(&self) -> Markup {
        let (t, lang) = (self.visit.lang.words(), self.visit.lang);
        let zone = &self.visit.web.settings().zone;
        let steps = self.log.iter().rev().filter_map(|row| {
            let Logged::Report { step } = &row.what else { return None };
            outside(*step).then_some((row.at, *step))
        });
        html! {
            h2 { (fl!(t, "report-history")) }
            ol.history {
                @for (at, step) in steps {
                    li {
                        time { (self.when(at)) } " "
                        (say::step_outside(lang, zone, step))
                        @for word in self.report.words.iter().filter(|it| it.at == at) {
                            @if !word.text.is_empty() { p.text { (word.text) } }
                        }
                    }
                }
                li { time { (self.when(self.report.times.received)) } " "
                    (fl!(t, "report-step-received")) }
            }
        }
    }

    fn telephone(&self) -> Markup {
        let t = self.visit.lang.words();
        let action = format!("/report/r/{}", self.receipt);
        html! {
            h2 { (fl!(t, "report-telephone")) }
            @match &self.report.contact {
                Some(it) if it.confirmed.is_some() => {
                    p { (fl!(t, "report-phone-confirmed", phone = it.phone.as_str())) }
                    p { (if self.texts { fl!(t, "report-told") } else { fl!(t, "report-told-none") }) }
                }
                _ if !self.texts => { p { (fl!(t, "report-told-none")) } }
                Some(it) => {
                    p { (fl!(t, "report-phone-open", phone = it.phone.as_str())) " "
                        (fl!(t, "report-told-if")) }
                    form method="post" action=(action) {
                        button.second name="act" value="code" { (fl!(t, "report-send-code")) }
                    }
                    form method="post" action=(action) {
                        label for="code" { (fl!(t, "report-code")) }
                        input id="code" name="code" inputmode="numeric" maxlength="12"
                            autocomplete="one-time-code" required;
                        button name="act" value="check" { (fl!(t, "report-check-code")) }
                    }
                }
                None => {
                    p { (fl!(t, "report-no-phone")) " " (fl!(t, "report-told-if")) }
                    form method="post" action=(action) {
                        label for="phone" { (fl!(t, "report-phone")) }
                        input type="tel" id="phone" name="phone" maxlength="32" required
                            autocomplete="tel";
                        button.second name="act" value="code" { (fl!(t, "report-send-code")) }
                    }
                }
            }
            @if self.report.contact.is_some() {
                form method="post" action=(action) {
                    button.plain name="act" value="forget" { (fl!(t, "report-forget-phone")) }
                }
            }
        }
    }
}

/// What concerns whoever reported.
const fn outside(step: Step) -> bool {
    match step {
        Step::Accepted
        | Step::Assigned { .. }
        | Step::Started
        | Step::Promised { .. }
        | Step::Done
        | Step::Refused
        | Step::Duplicate { .. }
        | Step::Forwarded
        | Step::Confirmed
        | Step::Reopened
        | Step::Unconfirmed
        | Step::PhotoAdded
        | Step::Published => true,
        Step::MeToo | Step::ContactChanged | Step::Withdrawn | Step::Blurred => false,
    }
}
