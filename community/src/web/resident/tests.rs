use super::*;

#[test]
fn every_sample_of_the_page_is_rendered_in_every_language() {
    for page in ResidentPage::samples() {
        for lang in Lang::ALL {
            let html = page.content(lang).into_string();
            assert!(html.contains("<header>"), "{lang:?}");
            assert!(!html.contains("No localization"), "{lang:?}");
            assert!(!html.contains("style="), "the policy forbids styles in the page");
        }
    }
}

#[test]
fn who_may_see_the_home_only_sees_no_telephone_and_no_history() {
    let pages = ResidentPage::samples();
    let html = |page: &ResidentPage| page.content(Lang::Chinese).into_string();
    let (whole, relative) = (html(&pages[0]), html(&pages[1]));
    for secret in ["4711#", "青霉素", "139 5555 0101", "85岁"] {
        assert!(whole.contains(secret), "{secret}");
        assert!(!relative.contains(secret), "{secret}");
    }
}

#[test]
fn the_steps_of_an_alarm_stand_together_with_what_was_seen() {
    let html = ResidentPage::samples()[0].content(Lang::English).into_string();
    for says in ["long out of bed", "out of bed for 30 min", "accepted by desk-2", "closed"] {
        assert!(html.contains(says), "{says}");
    }
}

#[test]
fn a_name_is_text_and_never_markup() {
    let mut page = ResidentPage::samples().remove(0);
    page.who.name = "<script>alert(1)</script>".into();
    assert!(!page.content(Lang::English).into_string().contains("<script>"));
}

#[test]
fn a_step_that_a_list_said_before_it_came_is_shown_once_with_its_evidence() {
    let pages = ResidentPage::samples();
    let (at, said) = pages[0].alarms[0].steps[0].clone();
    assert!(!said.evidence.is_empty());
    let listed = AlarmStep { evidence: Vec::new(), ..said.clone() };
    let lives = lives(vec![(at, listed.clone()), (at, said.clone()), (at, listed)]);
    assert_eq!(lives.len(), 1);
    assert_eq!(lives[0].steps, [(at, said)]);
}
