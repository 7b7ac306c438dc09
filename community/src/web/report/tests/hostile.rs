//! Whoever means harm has a telephone too.

use super::*;

/// Thirty files that are no picture, or one that means harm.
fn files() -> Vec<Vec<u8>> {
    let mut all = plain();
    all.extend(hidden_in_jpeg());
    all.extend(hidden_in_png());
    assert_eq!(all.len(), 30);
    all
}

fn plain() -> Vec<Vec<u8>> {
    let whole = jpeg();
    let mut bomb = png();
    // Says that it is 65,535 pixels wide and high.
    bomb.splice(16..24, [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let mut longer = whole.clone();
    longer.extend_from_slice(b"PK\x03\x04 and a program behind it: Du Xiuying");
    let exif = b"\xff\xe1\x00\x2cExif\0\0MM\0*\0\0\0\x08\0\0GPS 26.6 106.6 Du Xiuying";
    let placed = [whole.get(..2).unwrap(), exif, whole.get(2..).unwrap()].concat();
    vec![
        b"GIF89a".to_vec(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        b"PK\x03\x04".to_vec(),
        b"%PDF-1.7".to_vec(),
        b"\x7fELF".to_vec(),
        b"BM\0\0\0\0".to_vec(),
        vec![0xff; 4_096],
        vec![0; 4_096],
        b"\xff\xd8\xff".to_vec(),
        b"RIFF\xff\xff\xff\xffWEBPVP8 ".to_vec(),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        whole.get(..whole.len() / 2).unwrap().to_vec(),
        bomb,
        longer,
        placed,
    ]
}

/// A part of a JPEG behind its first two bytes.
fn with(marker: u8, body: &[u8]) -> Vec<u8> {
    let (whole, length) = (jpeg(), u16::try_from(body.len() + 2).unwrap().to_be_bytes());
    let (head, rest) = whole.split_at(2);
    [head, &[0xff, marker], &length, body, rest].concat()
}

/// What a camera, a workshop or a stranger writes beside the pixels; and sizes that are none.
fn hidden_in_jpeg() -> Vec<Vec<u8>> {
    let inner = jpeg();
    let thumbnail = [b"Exif\0\0MM\0*\0\0\0\x08\0\0Du Xiuying".as_slice(), &inner].concat();
    let mut none_wide = jpeg();
    let frame = none_wide.windows(2).position(|it| it == [0xff, 0xc0]).unwrap();
    none_wide.splice(frame + 7..frame + 9, [0, 0]);
    let mut turned =
        with(0xe1, b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\xff\xff\0\0");
    turned.extend_from_slice(b"<?php echo 'Du Xiuying'; PK");
    vec![
        with(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Du Xiuying GPS PK</x:xmpmeta>"),
        with(0xed, b"Photoshop 3.0\08BIM\x04\x04 Du Xiuying PK"),
        with(0xfe, b"<script>alert('Du Xiuying PK')</script>"),
        with(0xe2, b"ICC_PROFILE\0\x01\x01Du Xiuying PK"),
        with(0xe1, &thumbnail),
        none_wide,
        turned,
    ]
}

/// The same in other wrappings.
fn hidden_in_png() -> Vec<Vec<u8>> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let long = u32::try_from(body.len()).unwrap().to_be_bytes();
        // A sum of zeros: it is wrong, as a stranger's may be.
        [long.as_slice(), kind, body, &[0; 4]].concat()
    };
    let with = |kind: &[u8], body: &[u8]| {
        let whole = png();
        let (head, rest) = whole.split_at(33);
        [head, &chunk(kind, body), rest].concat()
    };
    let mut trailing = png();
    trailing.extend_from_slice(b"PK Du Xiuying GPS");
    let mut empty = png();
    empty.splice(16..24, [0; 8]);
    let mut cut = png();
    cut.truncate(45);
    vec![
        with(b"tEXt", b"Comment\0Du Xiuying GPS PK"),
        with(b"eXIf", b"MM\0*\0\0\0\x08GPS Du Xiuying PK"),
        trailing,
        empty,
        cut,
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(),
        b"<!doctype html><script>alert(1)</script>".to_vec(),
    ]
}

fn png() -> Vec<u8> {
    let mut file = Vec::new();
    let picture = image::RgbImage::new(8, 8);
    picture.write_with_encoder(image::codecs::png::PngEncoder::new(&mut file)).unwrap();
    file
}

#[tokio::test]
async fn of_thirty_hostile_files_nothing_is_kept_but_pixels_whichever_way_they_come() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    for (n, file) in files().iter().enumerate() {
        let key = format!("{n:02}{}", "k".repeat(20));
        let look = anybody.look(&key, "a hole", &[file]).await;
        let fine = matches!(look.status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(fine, "{n}: {}", look.status);
        if look.status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(look.text.contains("a hole"), "the words are still there");
        }
        let key = format!("{n:02}{}", "p".repeat(20));
        let path = format!("/report/upload/{key}/0?at=0&of={}", file.len());
        let sent = Request::post(path).body(Body::from(file.clone())).unwrap();
        let status = anybody.send(sent).await.status;
        let fine = matches!(status, StatusCode::CREATED | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(fine, "{n}: {status}");
        let kept = anybody.get(&format!("/report/upload/{key}/0")).await;
        assert_eq!(kept.status == StatusCode::OK, status == StatusCode::CREATED, "{n}");
        if status == StatusCode::CREATED {
            assert!(image::load_from_memory(&kept.bytes).is_ok(), "{n}");
            assert!(!kept.bytes.windows(10).any(|it| it == b"Du Xiuying"), "{n}");
            assert!(!kept.bytes.windows(6).any(|it| it == b"script"), "{n}");
            assert!(!kept.bytes.windows(3).any(|it| it == b"GPS"), "{n}");
        }
    }
}

#[tokio::test]
async fn forms_that_no_browser_sends_are_refused_and_leave_nothing() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let (long, key) = ("x".repeat(20_000), "k".repeat(20));
    for form in [
        vec![("key", "short"), ("kind", "road"), ("building", "Building 4"), ("text", "a hole")],
        vec![("key", key.as_str()), ("kind", "road"), ("building", "Building 4"), ("text", &long)],
        vec![("key", &key), ("kind", "wish"), ("building", "Building 4"), ("text", "a hole")],
        vec![
            ("key", &key),
            ("kind", "road"),
            ("building", "'; DROP TABLE report"),
            ("text", "a b"),
        ],
        vec![("key", &key), ("kind", "road"), ("building", "Building 4"), ("text", "\0")],
        vec![],
    ] {
        let status = anybody.post("/report/send", &form).await.status;
        assert!(status.is_client_error(), "{form:?}: {status}");
    }
    let strange = [Part::Text("admin", "yes"), Part::Text("key", &key)];
    assert_eq!(anybody.form("/report/look", &strange).await.status, StatusCode::BAD_REQUEST);
    let many: Vec<Part<'_>> = (0..20).map(|_| Part::Text("text", "x")).collect();
    assert_eq!(anybody.form("/report/look", &many).await.status, StatusCode::BAD_REQUEST);
    for path in [
        "/report/upload/short/0?at=0&of=1",
        "/report/upload/kkkkkkkkkkkkkkkkkkkk/999?at=0&of=1",
        "/report/upload/kkkkkkkkkkkkkkkkkkkk/3?at=0&of=1",
        "/report/upload/kkkkkkkkkkkkkkkkkkkk/0?at=0&of=99999999",
        "/report/upload/kkkkkkkkkkkkkkkkkkkk/0?at=-1&of=1",
        "/report/upload/kkkkkkkkkkkkkkkkkkkk/0",
    ] {
        let status = anybody.send(Request::post(path).body(Body::from("x")).unwrap()).await.status;
        assert!(status.is_client_error(), "{path}: {status}");
    }
    let huge = Body::from(vec![0; 300 << 10]);
    let path = "/report/upload/kkkkkkkkkkkkkkkkkkkk/0?at=0&of=400000";
    let status = anybody.send(Request::post(path).body(huge).unwrap()).await.status;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(rig.open().await.is_empty());
}

#[tokio::test]
async fn a_receipt_is_not_guessed_and_who_floods_waits() {
    let rig = Rig::new().await;
    let mut thief = rig.anybody();
    let own = rig.anybody().reports("a hole", &[]).await;
    let mut slowed = false;
    for n in 0..60 {
        let answer = thief.get(&format!("/report/r/aaaa-bbbb-{n:04}")).await;
        slowed |= answer.status == StatusCode::TOO_MANY_REQUESTS;
        let fine = answer.status == StatusCode::NOT_FOUND || slowed;
        assert!(fine, "{}", answer.status);
    }
    assert!(slowed);
    assert_eq!(thief.get(&own).await.status, StatusCode::OK, "whoever has one is not slowed");
    let mut refused = 0;
    for n in 0..80 {
        let key = format!("{n:020}");
        refused +=
            u32::from(thief.sends(&key, "spam").await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 15, "{refused}");
}

#[tokio::test]
async fn nobody_without_a_login_sees_the_workers_page_or_a_picture_before_it_was_published() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    anybody.reports("a hole", &[&jpeg()]).await;
    let name = rig.only().await.photos.first().unwrap().name.clone();
    for path in ["/work", "/work/c1", "/work/places", &format!("/work/photo/{name}")] {
        assert_eq!(anybody.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let photo = format!("/neighbourhood/photo/{name}");
    assert_eq!(anybody.get(&photo).await.status, StatusCode::NOT_FOUND);
    let mut kin = rig.login("kin", Role::Relative, &[]).await;
    assert_eq!(kin.get("/work").await.status, StatusCode::FORBIDDEN);
    let mut other = rig.login("other", Role::GridWorker, &[]).await;
    let hers = other.get("/work").await.text;
    assert!(!hers.contains("a hole") && hers.contains("written you down"), "{hers}");
    assert_eq!(other.get("/work/c1").await.status, StatusCode::FORBIDDEN);
    let status = other.get(&format!("/work/photo/{name}")).await.status;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_sends_a_picture_and_then_nothing_holds_up_nobody_who_sends_words() {
    let rig = Rig::new().await;
    let key = "0123456789abcdefghij";
    // Two begin a picture, and their links die.
    let mut stuck = Vec::new();
    for _ in 0..2 {
        let head =
            "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nabc";
        let begun = tokio_stream::iter([Ok::<_, std::io::Error>(head)]);
        let body =
            Body::from_stream(tokio_stream::StreamExt::chain(begun, tokio_stream::pending()));
        let request = Request::post("/report/look")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(body)
            .unwrap();
        let mut browser = rig.anybody();
        stuck.push(tokio::spawn(async move { browser.send(request).await.status }));
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let words = async { rig.anybody().look(key, "a hole", &[]).await.status };
    let soon = tokio::time::timeout(std::time::Duration::from_secs(10), words).await;
    assert_eq!(soon.ok(), Some(StatusCode::OK));
    // … and after a while whoever sends a picture is not held up either.
    let picture = jpeg();
    let picture = async { rig.anybody().look(key, "a hole", &[&picture]).await.status };
    let soon = tokio::time::timeout(std::time::Duration::from_secs(60), picture).await;
    assert_eq!(soon.ok(), Some(StatusCode::OK));
    for one in stuck {
        assert!(one.await.unwrap().is_client_error());
    }
}
