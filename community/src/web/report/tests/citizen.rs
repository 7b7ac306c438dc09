//! Somebody reports: without a script, twice, in pieces, with a telephone; and sees what becomes of it.

use super::*;
use crate::core::report::StateWord;

#[tokio::test]
async fn a_report_is_made_without_an_account_and_without_a_script_and_its_receipt_leads_to_it() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let first = anybody.get("/report").await;
    assert!(first.text.contains("Building 5") && first.text.contains("type=\"image\""));

    let own = anybody.reports("a deep hole <b>", &[&jpeg(), &jpeg()]).await;

    let page = anybody.get(&own).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("a deep hole &lt;b&gt;") && page.text.contains("Received"));
    assert!(page.text.contains("by Mon, 23 November 11:00"), "two working hours: {}", page.text);
    let report = rig.only().await;
    assert_eq!((report.photos.len(), report.worker), (2, Some(rig.chen)));
    let photo = format!("{own}/photo/{}", report.photos.first().unwrap().name);
    let picture = anybody.get(&photo).await;
    assert!(picture.bytes.starts_with(&[0xff, 0xd8]));
    let other = format!("{own}/photo/{}", "0".repeat(32));
    assert_eq!(anybody.get(&other).await.status, StatusCode::NOT_FOUND);

    let receipt = own.trim_start_matches("/report/r/");
    let typed = format!("/report/find?receipt={}", receipt.to_uppercase().replace('-', "%20"));
    assert_eq!(anybody.get(&typed).await.to, own);
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_report_with_one_receipt() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let key = crate::web::secret::word().unwrap();
    anybody.look(&key, "a hole", &[&jpeg()]).await;
    let once = anybody.sends(&key, "a hole").await.to;
    let again = anybody.sends(&key, "a hole").await.to;
    let (one, two) = tokio::join!(
        {
            let mut a = rig.anybody();
            async move { a.sends("k2345678901234567890", "b").await.to }
        },
        {
            let mut b = rig.anybody();
            async move { b.sends("k2345678901234567890", "bb").await.to }
        },
    );
    assert_eq!(once, again);
    assert!(one == two || one.is_empty() || two.is_empty(), "one says too little: {one} {two}");
    assert_eq!(rig.open().await.len(), 2);
    assert_eq!(rig.open().await.first().unwrap().report.as_ref().unwrap().photos.len(), 1);
}

#[tokio::test]
async fn a_tap_on_the_plain_map_is_a_place_and_what_is_missing_is_said() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let tapped = anybody.get("/report/write?kind=light&building=&at.x=80&at.y=120").await;
    assert_eq!(tapped.status, StatusCode::OK);
    assert_eq!(hidden(&tapped.text, "at"), "2500.5000");
    for (path, says) in [
        ("/report/write?building=Building%204", "Choose what it is"),
        ("/report/write?kind=wish&building=Building%204", "Choose what it is"),
        ("/report/write?kind=road", "Choose a building"),
        ("/report/write?kind=road&building=Nowhere", "Choose a building"),
        ("/report/write?kind=road&at=9.99999", "Choose a building"),
    ] {
        let answer = anybody.get(path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.text.contains(says), "{path}");
    }
    for nothing in [" ", "\0\0\0\u{7}"] {
        let look = anybody.look(&"k".repeat(20), nothing, &[]).await;
        assert_eq!(look.status, StatusCode::UNPROCESSABLE_ENTITY, "{nothing:?}");
    }
    let look = anybody.look(&"k".repeat(20), " ", &[]).await;
    assert_eq!(look.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(look.text.contains("Say in a few words"));
    let map = anybody.get("/report/map/1").await;
    assert!(map.bytes.starts_with(&[0xff, 0xd8]));
}

#[tokio::test]
async fn who_sees_the_same_hole_is_offered_it_and_says_me_too_once_and_reads_nobodys_words() {
    let rig = Rig::new().await;
    rig.anybody().reports("next to Mrs Du's door", &[]).await;
    let mut second = rig.anybody();
    let offered = second.get("/report/write?kind=road&building=Building%204").await;
    assert!(offered.text.contains("I have seen this too"));
    assert!(!offered.text.contains("Mrs Du"), "nobody has looked at it yet");
    let case = hidden(&offered.text, "case");
    for _ in 0..3 {
        let answer = second.post("/report/me-too", &[("case", &case)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(rig.only().await.me_too, 1, "one address counts once");
    let none = second.get("/report/write?kind=light&building=Building%204").await;
    assert!(!none.text.contains("I have seen this too"));
    let wrong = second.post("/report/me-too", &[("case", "c99")]).await;
    assert_eq!(wrong.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_picture_comes_in_pieces_over_a_slow_link_and_goes_on_where_it_broke() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let key = "0123456789abcdefghij";
    let file = jpeg();
    let (half, whole) = (file.len() / 2, file.len());
    let piece = |at: usize, to: usize| {
        let path = format!("/report/upload/{key}/0?at={at}&of={whole}");
        Request::post(path).body(Body::from(file.get(at..to).unwrap().to_vec())).unwrap()
    };
    let answer = anybody.send(piece(0, half)).await;
    assert_eq!((answer.status, answer.text), (StatusCode::OK, format!("{{\"at\":{half}}}")));
    let answer = anybody.send(piece(0, half)).await;
    assert_eq!(answer.status, StatusCode::OK, "from the beginning again");
    let answer = anybody.send(piece(half + 1, whole)).await;
    assert_eq!((answer.status, answer.text), (StatusCode::CONFLICT, format!("{{\"at\":{half}}}")));
    let answer = anybody.send(piece(half, whole)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let seen = anybody.get(&format!("/report/upload/{key}/0")).await;
    assert!(seen.bytes.starts_with(&[0xff, 0xd8]));
    let sent = anybody.sends(key, "a hole").await;
    assert_eq!(rig.only().await.photos.len(), 1);
    assert_eq!(anybody.get(&sent.to).await.status, StatusCode::OK);
    assert_eq!(anybody.get(&format!("/report/upload/{key}/0")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_telephone_is_confirmed_by_a_code_or_not_left_and_is_forgotten_when_that_is_said() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let own = anybody.reports("a hole", &[]).await;
    let sent = anybody.post(&own, &[("act", "code"), ("phone", "13800138000")]).await;
    assert_eq!(sent.to, format!("{own}?said=sent"));
    let said = rig.outside.sent.lock().unwrap().join(" ");
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    let code = digits.get(..6).unwrap();
    assert!(rig.only().await.contact.unwrap().confirmed.is_none());
    let wrong = anybody.post(&own, &[("act", "check"), ("code", "1")]).await;
    assert_eq!(wrong.to, format!("{own}?said=wrong"));
    anybody.post(&own, &[("act", "check"), ("code", code)]).await;
    assert!(rig.only().await.contact.unwrap().confirmed.is_some());
    let nonsense = anybody.post(&own, &[("act", "code"), ("phone", "<script>")]).await;
    assert_eq!(nonsense.to, format!("{own}?said=phone"));
    anybody.post(&own, &[("act", "forget")]).await;
    assert_eq!(rig.only().await.contact, None);
    assert!(!anybody.get(&own).await.text.contains("13800138000"));
}

#[tokio::test]
async fn whoever_reported_says_that_it_is_not_done_and_then_that_it_is() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let own = anybody.reports("a hole", &[]).await;
    assert_eq!(anybody.post(&own, &[("act", "confirm")]).await.to, format!("{own}?said=not-done"));
    let mut chen = rig.chen().await;
    let done = |note| [Part::Text("note", note), Part::File("photo", DONE.get_or_init(jpeg))];
    chen.acts("c1", "done", &done("filled")).await;
    let page = anybody.get(&own).await.text;
    assert!(page.contains("Is it done?") && page.contains("filled"), "{page}");
    assert!(!page.contains("Chen"), "who did it is nobody's to read");
    let silent = anybody.post(&own, &[("act", "reopen"), ("why", " ")]).await;
    assert_eq!(silent.to, format!("{own}?said=reason-wanted"));
    anybody.post(&own, &[("act", "reopen"), ("why", "half of it")]).await;
    assert_eq!(rig.only().await.state.word(), StateWord::Received);
    chen.acts("c1", "done", &done("all of it")).await;
    anybody.post(&own, &[("act", "confirm")]).await;
    assert!(rig.open().await.is_empty());
    let page = anybody.get(&own).await.text;
    assert!(page.contains("Confirmed by whoever reported"), "{page}");
}

static DONE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();

#[tokio::test]
async fn what_people_wrote_stands_nowhere_in_the_file_as_it_was_written() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let own = anybody.reports("Mrs-Du-of-301-fell-here", &[]).await;
    anybody.post(&own, &[("act", "code"), ("phone", "13800138000")]).await;
    rig.chen().await.acts("c1", "refuse", &[Part::Text("note", "private-ground-of-Du")]).await;
    for entry in std::fs::read_dir(rig._folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["Mrs-Du", "13800138000", "private-ground", own.get(10..).unwrap()] {
            let found = bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn whoever_mistypes_a_receipt_finds_it_where_it_can_be_mended() {
    let rig = Rig::new().await;
    let page = rig.anybody().get("/report/find?receipt=ABCD-%3Cb%3E").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("value=\"ABCD-&lt;b&gt;\""), "{}", page.text);
}
