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
    let (whole, clinic) = (html(&pages[0]), html(&pages[1]));
    for secret in ["4711#", "青霉素", "139 5555 0101", "85岁"] {
        assert!(whole.contains(secret), "{secret}");
        assert!(!clinic.contains(secret), "{secret}");
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

#[test]
fn what_does_not_call_is_said_beside_how_they_are_and_the_box_is_for_whoever_sees_the_record() {
    let pages = ResidentPage::samples();
    let html = pages[0].content(Lang::English).into_string();
    for says in [
        "“no activity” does not call until 10:12",
        "kitchen-smoke (kitchen) is out of service until 10:12",
        "bed: the heart rate stands at the end of the sensor’s scale",
        "Day of 11-23: no nap, out of bed once by day, the front door opened 4 times, away from home",
        "3 numbers that cannot be",
        "days of outage for which there is room",
        "somebody 1.1 m away",
        "61 readings, merged for want of room",
        "first seen by bed: getting up +4.5, the radar’s flag −0.3",
        "last heard 08:41:08",
        "said before the box had it on disk",
        "14 (radar: 19)",
    ] {
        assert!(html.contains(says), "{says}");
    }
    let clinic = pages[1].content(Lang::English).into_string();
    assert!(clinic.contains("is out of service") && !clinic.contains("days of outage"));
    for told in ["first seen by", "last heard 08:41", "on disk", "m away", "61 readings"] {
        assert!(!clinic.contains(told), "{told}");
    }
}

#[test]
fn the_night_is_drawn_with_its_exits_and_what_was_not_heard_is_hatched() {
    let html = ResidentPage::samples()[0].content(Lang::English).into_string();
    for says in ["slept about 7½ h, up twice, longest 12 min", "23:42, 12 min", "04:10, 9 min"] {
        assert!(html.contains(says), "{says}");
    }
    assert_eq!(html.matches("class=\"exit\"").count(), 2);
    assert!(html.contains("url(#hatched)"));
    assert!(html.contains("/residents/1/night/2026-11-22"), "the way to the night before");
    assert!(!html.contains("rel=\"next\""), "the night that comes has not begun");
    assert!(!html.contains("Provisional"));
}

#[test]
fn a_night_without_a_summary_is_counted_and_says_so() {
    let html = ResidentPage::samples()[2].content(Lang::English).into_string();
    assert_eq!(html.matches("Provisional").count(), 2, "the night and the weeks");
    assert!(html.contains("only part of the night was seen") || html.contains("slept about"));
}

#[test]
fn a_night_of_which_nothing_is_known_has_no_picture_and_no_nought() {
    let html = ResidentPage::samples()[3].content(Lang::English).into_string();
    assert!(html.contains("Nothing was heard of this night."));
    assert!(!html.contains("class=\"picture\"") && !html.contains("class=\"pairs figures\""));
    assert!(html.contains("Nothing is known of the last weeks."));
}

#[test]
fn a_gap_in_the_heart_rate_is_a_gap_in_its_line() {
    let html = ResidentPage::samples()[0].content(Lang::English).into_string();
    let (_, heart) = html.split_once("lane rates heart").unwrap();
    let (heart, _) = heart.split_once("lane rates breath").unwrap();
    // Two exits, and an hour and a half in which nothing was heard.
    assert_eq!(heart.matches("h0").count(), 4, "{heart}");
}

#[test]
fn each_night_of_the_weeks_has_its_place_and_one_that_is_not_known_has_none() {
    let html = ResidentPage::samples()[0].content(Lang::English).into_string();
    let (_, asleep) = html.split_once("Asleep at night").unwrap();
    let (asleep, _) = asleep.split_once("Out of bed at night").unwrap();
    let dots = asleep.matches("class=\"dot").count();
    assert_eq!(dots, 56 - 5, "four nights and one were not known");
    assert!(asleep.contains("class=\"dot odd\""), "the bad night stands out");
}
