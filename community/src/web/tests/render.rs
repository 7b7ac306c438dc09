//! Each page × sample × language: it is drawn, in that language, and has nothing inline.

use crate::say::Lang;
use crate::web::{
    audit, calendar, clinic, desk, duty, first_admin, go, ladders, ledger, login, neighbourhood,
    operations, page, password, people, person, quiet, relative, roster, second_step, tokens,
    users,
};

fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    macro_rules! draw { ($($name:literal $page:ty;)*) => { $(
        all.extend(<$page>::samples().into_iter().map(|it| ($name, it.body(lang).into_string())));
    )* } }
    draw! {
        "login" login::Page;
        "first" first_admin::Page;
        "password" password::Asks;
        "second step" second_step::Page;
        "code" second_step::enter::Page;
        "users" users::List;
        "user" users::One;
        "tokens" tokens::Page;
        "audit" audit::Page;
        "operations" operations::Page;
        "residents" person::List;
        "relative" relative::Page;
        "desk" desk::page::DeskPage;
        "case" desk::case::CasePage;
        "proven" desk::proven::Proven;
        "report" desk::report::Report;
        "go" go::face::Face;
        "people" people::list::People;
        "responder" people::edit::One;
        "duty" duty::Duty;
        "calendar" calendar::Page;
        "ledger" ledger::LedgerPage;
        "ledger-import" ledger::import::Page;
        "neighbourhood" neighbourhood::Home;
        "activity" neighbourhood::activity::One;
        "mine" neighbourhood::mine::Mine;
        "wish" neighbourhood::wish::Wish;
        "sheets" neighbourhood::edit::Sheets;
        "edit-activity" neighbourhood::edit::activity::Edit;
        "edit-notice" neighbourhood::edit::notice::Edit;
        "sign-ups" neighbourhood::edit::list::List;
        "print" neighbourhood::print::Sheet;
        "ladders" ladders::Ladders;
        "quiet" quiet::Page;
        "clinic" clinic::Page;
        "clinic-outbox" clinic::outbox::Page;
        "clinic-asked" clinic::asked::Page;
        "roster" roster::list::Page;
        "edit" roster::edit::Page;
        "history" roster::history::Page;
        "erase" roster::erase::Page;
        "import" roster::import::Page;
    }
    all
}

#[test]
fn each_page_is_drawn_in_each_language_and_has_nothing_inline() {
    let [english, chinese] = Lang::ALL.map(pages);
    for ((name, english), (_, chinese)) in english.into_iter().zip(chinese) {
        // A relative's sample of a resident of whom nothing may be known is empty in both.
        assert!(english.is_empty() || english != chinese, "{name}");
        for html in [english, chinese] {
            for inline in
                [" style=", "<script", "<style", "javascript:", " onclick", "No localization"]
            {
                assert!(!html.contains(inline), "{name}: {inline}");
            }
        }
    }
}

#[test]
fn a_page_says_its_language_and_begins_with_a_way_past_the_navigation() {
    for lang in Lang::ALL {
        let html = page::bare(lang, "Hearth", "Title", &maud::html! {}).into_string();
        assert!(html.starts_with("<!DOCTYPE html>"));
        assert!(html.contains(&format!("lang=\"{}\"", lang.tag())));
        assert!(html.find("class=\"skip\"").unwrap() < html.find("<header").unwrap());
        assert!(html.contains("/station.css"));
    }
}

#[test]
fn both_languages_have_the_same_words_and_each_has_all_its_arguments() {
    let read = |text: &'static str| {
        let mut keys = std::collections::BTreeMap::new();
        let mut key = "";
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =")
                && !name.starts_with(' ')
            {
                key = name;
            }
            let args = line.split("{ $").skip(1).map(|it| it.split([' ', '}']).next().unwrap());
            keys.entry(key).or_insert_with(std::collections::BTreeSet::new).extend(args);
        }
        keys
    };
    let english = read(include_str!("../../../locales/en/hearth_community.ftl"));
    let chinese = read(include_str!("../../../locales/zh-CN/hearth_community.ftl"));
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    for (key, args) in &english {
        assert_eq!(args, &chinese[key], "{key}");
    }
}

#[test]
fn what_somebody_wrote_is_text_on_every_page() {
    let mut page = roster::edit::Page::default();
    let evil = "\"><script>alert(1)</script>";
    page.draft.set(crate::roster::Column::Name, evil.into());
    page.draft.set(crate::roster::Column::Medical, "</textarea><script>".into());
    let html = page.body(Lang::English).into_string();
    assert!(!html.contains("<script"), "{html}");
}
