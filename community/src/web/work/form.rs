//! What can be pressed on a report? Each a form of its own that works without a script, with a key that
//! the page draws: what arrives twice is done once.

use i18n_embed_fl::fl;
use jiff::ToSpan as _;
use maud::{Markup, html};

use super::colleagues;
use crate::core::desk::Case;
use crate::core::report::{MOST_NOTE, MOST_TEXT, Photo, Report, State};
use crate::web::desk::Board;
use crate::web::secret;
use crate::web::visit::Visit;

/// Days until which a promise can be chosen.
const MOST_DAYS: i64 = 91;

/// All of them, as it stands.
pub(super) fn all(visit: &Visit, board: &Board, (case, report): (&Case, &Report)) -> Markup {
    let to_do = report.state.is_to_do();
    html! {
        div.acts {
            @if to_do {
                (quick(visit, case, report))
                (done(visit, case))
                (promise(visit, case))
                (assign(visit, board, (case, report)))
                (ends(visit, case))
            }
            @if !report.private { (publish(visit, case, report)) }
        }
    }
}

/// A form for one thing. The script keeps it until it has arrived.
fn form(case: &Case, act: &str, inside: &Markup) -> Markup {
    let key = secret::word().unwrap_or_default();
    html! {
        form method="post" action={ "/work/" (case.id) } enctype="multipart/form-data"
            data-queue=(case.id) {
            input type="hidden" name="act" value=(act);
            input type="hidden" name="key" value=(key);
            (inside)
        }
    }
}

fn quick(visit: &Visit, case: &Case, report: &Report) -> Markup {
    let t = visit.lang.words();
    let fresh = matches!(report.state, State::Received { .. } | State::Assigned { .. });
    html! {
        div.quick {
            @if fresh { (form(case, "accept", &html! { button { (fl!(t, "work-accept")) } })) }
            @if !matches!(report.state, State::InWork { .. }) {
                (form(case, "start", &html! { button.second { (fl!(t, "work-start")) } }))
            }
        }
    }
}

fn done(visit: &Visit, case: &Case) -> Markup {
    let t = visit.lang.words();
    let id = |what: &str| format!("{what}-{}", case.id);
    let inside = html! {
        label for=(id("photo")) { (fl!(t, "work-photo")) }
        input type="file" id=(id("photo")) name="photo" required data-shrink
            accept="image/jpeg,image/png,image/webp";
        label for=(id("note")) { (fl!(t, "work-note")) }
        textarea id=(id("note")) name="note" rows="2" maxlength=(MOST_NOTE) {}
        button { (fl!(t, "work-done-do")) }
    };
    html! { details { summary { (fl!(t, "work-done")) } (form(case, "done", &inside)) } }
}

fn promise(visit: &Visit, case: &Case) -> Markup {
    let t = visit.lang.words();
    let today = visit.web.local(visit.web.now()).date();
    let first = today.checked_add(1.day()).unwrap_or(today);
    let last = today.checked_add(MOST_DAYS.days()).unwrap_or(today);
    let id = |what: &str| format!("{what}-{}", case.id);
    let inside = html! {
        label for=(id("until")) { (fl!(t, "work-until")) }
        input type="date" id=(id("until")) name="until" required min=(first) max=(last);
        (reason(visit, &id("promise-why")))
        button { (fl!(t, "work-promise-do")) }
    };
    html! { details { summary { (fl!(t, "work-promise")) } (form(case, "promise", &inside)) } }
}

fn assign(visit: &Visit, board: &Board, (case, report): (&Case, &Report)) -> Markup {
    let t = visit.lang.words();
    let id = format!("to-{}", case.id);
    let inside = html! {
        label for=(id) { (fl!(t, "work-to")) }
        select id=(id) name="to" required {
            option value="" { (fl!(t, "report-choose")) }
            @for (who, name) in colleagues(board) {
                @if report.worker != Some(who) { option value=(who) { (name) } }
            }
        }
        button { (fl!(t, "work-assign-do")) }
    };
    html! { details { summary { (fl!(t, "work-assign")) } (form(case, "assign", &inside)) } }
}

fn reason(visit: &Visit, id: &str) -> Markup {
    html! {
        label for=(id) { (fl!(visit.lang.words(), "work-why")) }
        textarea id=(id) name="note" rows="2" maxlength=(MOST_NOTE) required {}
    }
}

/// It is not to be done here: each with a reason.
fn ends(visit: &Visit, case: &Case) -> Markup {
    let t = visit.lang.words();
    let id = |what: &str| format!("{what}-{}", case.id);
    let forward = html! {
        (reason(visit, &id("forward-why")))
        button { (fl!(t, "work-forward-do")) }
    };
    let same = html! {
        label for=(id("of")) { (fl!(t, "work-same-as")) }
        input id=(id("of")) name="of" required pattern="c[0-9]+" placeholder="c17";
        (reason(visit, &id("same-why")))
        button { (fl!(t, "work-same-do")) }
    };
    let refuse = html! {
        (reason(visit, &id("refuse-why")))
        button.danger { (fl!(t, "work-refuse-do")) }
    };
    html! {
        details { summary { (fl!(t, "work-forward")) } (form(case, "forward", &forward)) }
        details { summary { (fl!(t, "work-same")) } (form(case, "duplicate", &same)) }
        details { summary { (fl!(t, "work-refuse")) } (form(case, "refuse", &refuse)) }
    }
}

/// What the public may see: words that were read, and pictures that were looked at.
fn publish(visit: &Visit, case: &Case, report: &Report) -> Markup {
    let t = visit.lang.words();
    let public = report.public.as_ref();
    let text = public.map_or(report.text.as_str(), |it| it.text.as_str());
    let id = format!("public-{}", case.id);
    let inside = html! {
        p { (fl!(t, "work-public-why")) }
        label for=(id) { (fl!(t, "work-public-text")) }
        textarea id=(id) name="note" rows="3" maxlength=(MOST_TEXT) { (text) }
        @for photo in &report.photos { (choice(visit, case, report, photo)) }
        button { (fl!(t, "work-publish")) }
    };
    html! {
        details {
            summary { @if public.is_some() { (fl!(t, "work-is-public")) } @else {
                (fl!(t, "work-public")) } }
            (form(case, "publish", &inside))
            @if public.is_some() {
                (form(case, "withdraw", &html! {
                    button.second { (fl!(t, "work-withdraw")) } }))
            }
        }
    }
}

fn choice(visit: &Visit, case: &Case, report: &Report, photo: &Photo) -> Markup {
    let t = visit.lang.words();
    let shown = report.public.as_ref().is_none_or(|it| it.photos.contains(&photo.name));
    let says =
        if photo.after { fl!(t, "report-photo-after") } else { fl!(t, "report-photo-before") };
    html! {
        p.choice {
            label { input type="checkbox" name="photos" value=(photo.name) checked[shown]; (says) }
            " " a href={ "/work/" (case.id) "/blur/" (photo.name) } { (fl!(t, "work-blur")) }
        }
    }
}
