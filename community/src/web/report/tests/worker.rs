//! The grid worker: what is theirs, what they press, what arrives twice, and what the public sees.

use super::*;
use crate::core::report::StateWord;

#[tokio::test]
async fn a_report_goes_its_way_from_accepted_to_done_with_a_photo_and_is_published_without_a_name()
{
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let own = anybody.reports("a hole before Du's door", &[&jpeg()]).await;
    let mut chen = rig.chen().await;
    let list = chen.get("/work").await.text;
    assert!(
        list.contains("a hole before Du&#39;s door") || list.contains("a hole before Du's door")
    );
    assert!(list.contains("look by 11:00"), "{list}");

    assert_eq!(chen.acts("c1", "accept", &[]).await.to, "/work/c1?said=done");
    assert_eq!(rig.only().await.state.word(), StateWord::Accepted);
    chen.acts("c1", "start", &[]).await;
    let none = chen.acts("c1", "done", &[Part::Text("note", "filled")]).await;
    assert_eq!(none.to, "/work/c1?said=photo-wanted");
    let photo = jpeg();
    chen.acts("c1", "done", &[Part::Text("note", "filled"), Part::File("photo", &photo)]).await;
    let report = rig.only().await;
    assert_eq!((report.state.word(), report.photos.len()), (StateWord::Done, 2));
    assert!(!anybody.get("/neighbourhood/done").await.text.contains("a hole"), "nobody has looked");

    let (before, after) =
        (report.photos.first().unwrap().name.clone(), report.photos.last().unwrap().name.clone());
    let public = [Part::Text("note", "a hole"), Part::Text("photos", &after)];
    chen.acts("c1", "publish", &public).await;
    let done = anybody.get("/neighbourhood/done").await.text;
    assert!(done.contains("a hole") && !done.contains("Du") && !done.contains("Chen"), "{done}");
    let photo = |name: &str| format!("/neighbourhood/photo/{name}");
    assert_eq!(anybody.get(&photo(&after)).await.status, StatusCode::OK);
    assert_eq!(anybody.get(&photo(&before)).await.status, StatusCode::NOT_FOUND);
    anybody.post(&own, &[("act", "confirm")]).await;
    assert!(anybody.get("/neighbourhood/done").await.text.contains("a hole"), "confirmed stays");
    chen.acts("c1", "withdraw", &[]).await;
}

#[tokio::test]
async fn what_is_sent_again_after_the_link_was_lost_is_done_once() {
    let rig = Rig::new().await;
    rig.anybody().reports("a hole", &[]).await;
    let mut chen = rig.chen().await;
    let (key, photo) = ("0123456789abcdef", jpeg());
    let done = [Part::Text("note", "filled"), Part::File("photo", &photo)];
    for _ in 0..3 {
        let answer = chen.acts_with("c1", "done", key, &done).await;
        assert_eq!(answer.to, "/work/c1?said=done");
    }
    let report = rig.only().await;
    assert_eq!((report.photos.len(), report.words.len()), (1, 1));
    assert_eq!(chen.acts_with("c1", "accept", "short", &[]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_promise_has_a_day_and_a_reason_and_whoever_reported_reads_both() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let own = anybody.reports("a hole", &[]).await;
    let mut chen = rig.chen().await;
    let promise = |day, why| [Part::Text("until", day), Part::Text("note", why)];
    for (day, why, said) in [
        ("2026-11-22", "tar", "other-day"),
        ("2027-05-01", "tar", "other-day"),
        ("tomorrow", "tar", "other-day"),
        ("2026-11-25", "", "reason-wanted"),
    ] {
        let answer = chen.acts("c1", "promise", &promise(day, why)).await;
        assert_eq!(answer.to, format!("/work/c1?said={said}"), "{day}");
    }
    chen.acts("c1", "promise", &promise("2026-11-25", "tar is ordered")).await;
    let page = anybody.get(&own).await.text;
    assert!(page.contains("Wed, 25 November") && page.contains("tar is ordered"), "{page}");
    // The end of that working day.
    let until = rig.only().await.times.promised.unwrap();
    assert_eq!(until, Wall(MORNING.0 + (2 * 24 + 9) * 3_600_000));
}

#[tokio::test]
async fn each_sees_their_own_and_what_is_in_their_buildings_and_staff_sees_all() {
    let rig = Rig::new().await;
    let other = rig.desk.save_party(responder("Zhao", "zhao")).await.unwrap().id;
    rig.anybody().reports("a hole", &[]).await;
    let mut zhao = rig.login("zhao", Role::GridWorker, &[]).await;
    assert!(!zhao.get("/work").await.text.contains("a hole"));
    assert_eq!(zhao.get("/work/c1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(zhao.acts("c1", "accept", &[]).await.status, StatusCode::NOT_FOUND);
    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    assert!(lin.get("/work?of=all").await.text.contains("a hole"));
    let to = other.to_string();
    lin.acts("c1", "assign", &[Part::Text("to", &to)]).await;
    assert!(zhao.get("/work").await.text.contains("a hole"));
    assert!(rig.chen().await.get("/work").await.text.contains("a hole"), "it is in her building");
    let nobody = lin.acts("c1", "assign", &[Part::Text("to", "p999")]).await;
    assert_eq!(nobody.status, StatusCode::BAD_REQUEST);
    assert!(!lin.get("/desk").await.text.contains("c1"), "its time runs: not on the desk");
}

#[tokio::test]
async fn a_face_is_made_unrecognisable_and_the_picture_that_was_is_gone() {
    let rig = Rig::new().await;
    rig.anybody().reports("a hole", &[&jpeg()]).await;
    let before = rig.only().await.photos.first().unwrap().name.clone();
    let mut chen = rig.chen().await;
    let path = format!("/work/c1/blur/{before}");
    assert_eq!(chen.get(&path).await.status, StatusCode::OK);
    for none in ["", "1,2,3", "0,0,2000,5"] {
        let status = chen.post(&path, &[("parts", none)]).await.status;
        assert!(status.is_client_error(), "{none}");
    }
    assert_eq!(chen.post(&path, &[("parts", "0,0,1000,1000")]).await.to, "/work/c1?said=done");
    let after = rig.only().await.photos.first().unwrap().name.clone();
    assert_ne!(before, after);
    let gone = chen.get(&format!("/work/photo/{before}")).await.status;
    assert_eq!(gone, StatusCode::NOT_FOUND);
    let picture = chen.get(&format!("/work/photo/{after}")).await.bytes;
    let picture = image::load_from_memory(&picture).unwrap().to_rgb8();
    // Left was red and right was blue; the fields in the middle are neither's edge any more.
    assert!(picture.get_pixel(4, 4)[0] > 150);
    let folder = rig._folder.path().join("photos");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
}

#[tokio::test]
async fn the_desk_writes_down_buildings_and_puts_up_a_map_of_its_own() {
    let rig = Rig::new().await;
    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    let page = lin.get("/work/places").await.text;
    assert!(page.contains("Building 4 | Chen Wei | 2000.5000"), "{page}");
    let lines = "Building 9 | Chen Wei | 1.2\nGarden";
    lin.post("/work/places", &[("lines", lines)]).await;
    assert!(rig.anybody().get("/report").await.text.contains("Garden"));
    let wrong = lin.post("/work/places", &[("lines", "A\nB | Nobody")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Line 2") && wrong.text.contains("B | Nobody"));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g id='a'><use href='#a'/></g></svg>";
    let form = |file| [Part::Text("metres", "900"), Part::File("photo", file)];
    let refused = lin.form("/work/places/map", &form(&svg[..])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let drawn =
        b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><script>1</script></svg>";
    let drawn = lin.form("/work/places/map", &form(&drawn[..])).await;
    assert_eq!(drawn.status, StatusCode::SEE_OTHER);
    assert_eq!(rig.desk.directory().map.unwrap().pixels, (2_048, 1_536));
    let shown = lin.get("/report/map/2").await;
    assert!(shown.bytes.starts_with(&[0xff, 0xd8]), "what is kept is a picture");
    let map = crate::photo::tests::jpeg(90, 30);
    assert_eq!(lin.form("/work/places/map", &form(&map)).await.status, StatusCode::SEE_OTHER);
    let known = rig.desk.directory().map.unwrap();
    assert_eq!((known.metres_wide, known.pixels), (900, (90, 30)));
    assert_eq!((known.scale().wide, known.scale().high), (900, 300));
    let mut chen = rig.chen().await;
    assert_eq!(chen.get("/work/places").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_grid_worker_comes_in_to_their_reports_and_who_is_not_written_down_is_told_what_is_missing()
 {
    let rig = Rig::new().await;
    let mut chen = rig.chen().await;
    assert_eq!(chen.get("/").await.to, "/work");
    let mut new = rig.login("somebody", Role::GridWorker, &[]).await;
    let page = new.get("/work").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("with the login") && page.text.contains("somebody"),
        "{}",
        page.text
    );
    rig.anybody().reports("a hole", &[]).await;
    assert_eq!(new.get("/work/c1").await.status, StatusCode::FORBIDDEN);
    assert!(!new.get("/work").await.text.contains("a hole"));
}
