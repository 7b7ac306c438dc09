//! What surrounds every page? The way to the others by role, the language, a link past all of it for
//! those who do not point, and the paper.

use i18n_embed_fl::fl;
use maud::{DOCTYPE, Markup, html};

use super::assets;
use super::visit::Visit;
use crate::core::access::Ability;
use crate::say::Lang;

/// Where one may go from anywhere, and what it needs.
const WAYS: &[(&str, Ability)] = &[
    ("/desk", Ability::SeeDesk),
    ("/work", Ability::SeeDesk),
    ("/ledger", Ability::SeeDesk),
    ("/neighbourhood/edit", Ability::EditDesk),
    ("/wall", Ability::SeeWall),
    ("/residents", Ability::SeeHome),
    ("/clinic", Ability::SeeClinic),
    ("/roster", Ability::EditRoster),
    ("/users", Ability::EditUsers),
    ("/tokens", Ability::EditUsers),
    ("/audit", Ability::EditUsers),
    ("/operations", Ability::SeeOperations),
];

fn way(lang: Lang, path: &str) -> String {
    let t = lang.words();
    match path {
        "/desk" => fl!(t, "nav-desk"),
        "/work" => fl!(t, "nav-work"),
        "/ledger" => fl!(t, "nav-ledger"),
        "/neighbourhood/edit" => fl!(t, "nav-neighbourhood"),
        "/wall" => fl!(t, "nav-wall"),
        "/residents" => fl!(t, "nav-residents"),
        "/clinic" => fl!(t, "nav-clinic"),
        "/roster" => fl!(t, "nav-roster"),
        "/users" => fl!(t, "nav-users"),
        "/tokens" => fl!(t, "nav-tokens"),
        "/audit" => fl!(t, "nav-audit"),
        _ => fl!(t, "nav-operations"),
    }
}

/// A page for somebody who came.
#[must_use]
pub fn whole(visit: &Visit, title: &str, body: &Markup) -> Markup {
    with(visit, title, &html! {}, body)
}

/// As [`whole`], with style sheets and scripts of its own.
#[must_use]
pub fn with(visit: &Visit, title: &str, head: &Markup, body: &Markup) -> Markup {
    let lang = visit.lang;
    let t = lang.words();
    let here = |path: &str| {
        visit.path == path
            || visit.path.strip_prefix(path).is_some_and(|it| it.starts_with(['/', '?']))
    };
    let nav = html! {
        @if let Some(who) = &visit.who {
            nav.ways aria-label=(fl!(t, "nav-label")) {
                @for (path, ability) in WAYS {
                    @if visit.may(*ability) {
                        a href=(path) aria-current=[here(path).then_some("page")] { (way(lang, path)) }
                    }
                }
            }
            div.own {
                a href="/password" { (who.name) }
                form method="post" action="/logout" { button.plain { (fl!(t, "nav-logout")) } }
            }
        }
    };
    let top = html! { (nav) (languages(lang, &visit.path)) };
    frame(lang, &visit.web.settings().name, (title, head), &top, body)
}

/// A page that leads nowhere else, for somebody without a login. Its heading is its own.
#[must_use]
pub fn alone(visit: &Visit, title: &str, head: &Markup, body: &Markup) -> Markup {
    let (lang, name) = (visit.lang, visit.web.settings().name.as_str());
    let inside = html! {
        header.top { span.brand { (name) } (languages(lang, &visit.path)) }
        main #main tabindex="-1" { (body) }
    };
    document(lang, name, (title, head), &inside)
}

/// A page without the ways: for refusals, where nobody knows who asked.
#[must_use]
pub fn bare(lang: Lang, name: &str, title: &str, body: &Markup) -> Markup {
    frame(lang, name, (title, &html! {}), &html! {}, body)
}

/// A document that needs nothing else, for paper: its sheets of style stand in it.
#[must_use]
pub fn paper(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let sheets = ["station.css", "desk.css"].map(assets::text).concat();
    html! {
        (DOCTYPE)
        html lang=(visit.lang.tag()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                // Ours, and without a `<` in it.
                style { (maud::PreEscaped(sheets)) }
            }
            body { main { p { (visit.web.settings().name) } h1 { (title) } (body) } }
        }
    }
}

fn frame(
    lang: Lang,
    name: &str,
    (title, head): (&str, &Markup),
    top: &Markup,
    body: &Markup,
) -> Markup {
    let inside = html! {
        a.skip href="#main" { (fl!(lang.words(), "nav-skip")) }
        header.top {
            a.brand href="/" { (name) }
            (top)
        }
        main #main tabindex="-1" {
            h1 { (title) }
            (body)
        }
    };
    document(lang, name, (title, head), &inside)
}

fn document(lang: Lang, name: &str, (title, head): (&str, &Markup), inside: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (name) }
                // None: no browser is to ask for one.
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(assets::href("station.css"));
                link rel="stylesheet" href=(assets::href("resident.css"));
                link rel="stylesheet" href=(assets::href("relative.css"));
                (head)
            }
            body { (inside) }
        }
    }
}

fn languages(lang: Lang, back: &str) -> Markup {
    html! {
        form.languages method="post" action="/language" {
            input type="hidden" name="back" value=(back);
            @for other in Lang::ALL.into_iter().filter(|it| *it != lang) {
                button.plain name="to" value=(other.tag()) lang=(other.tag()) { (other.name()) }
            }
        }
    }
}

/// A line of a form: its label, the field, and what is wrong with it.
#[must_use]
pub fn field(id: &str, label: &str, wrong: Option<&str>, input: &Markup) -> Markup {
    html! {
        div.field.wrong[wrong.is_some()].long[input.0.starts_with("<textarea")] {
            label for=(id) { (label) }
            (input)
            @if let Some(wrong) = wrong { p.fault id={ (id) "-fault" } { (wrong) } }
        }
    }
}

/// A field of one line.
#[must_use]
pub fn line(kind: &str, id: &str, value: &str, wrong: bool) -> Markup {
    let fault = wrong.then(|| format!("{id}-fault"));
    html! {
        input type=(kind) id=(id) name=(id) value=(value) autocomplete="off"
            aria-invalid=[wrong.then_some("true")] aria-describedby=[fault];
    }
}
