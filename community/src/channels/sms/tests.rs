use std::os::unix::fs::MetadataExt as _;

use super::super::trial::{later, never, out};
use super::*;

#[tokio::test]
async fn a_message_is_a_whole_file_that_the_gateway_may_read_and_remove() {
    let (dir, spool) = spool();
    let sent = spool.send(&to("+86 138-1234 5678")).await.unwrap();
    assert_eq!(sent.theirs.as_deref(), Some("hearth-42-1"));
    let file = dir.path().join("outgoing/hearth-42-1");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "To: 8613812345678\nAlphabet: UTF-8\nAutosplit: 3\nPriority: High\n\n\
         Gas in building 4, third floor.\nSomebody must go now.\nhttps://hall.example/go/abc"
    );
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o660);
    assert_eq!(fs::read_dir(dir.path().join("outgoing")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_retry_is_not_a_second_message_wherever_the_first_has_come() {
    for (folder, standing) in
        [("outgoing", Standing::Waiting), ("checked", Standing::Waiting), ("sent", Standing::Sent)]
    {
        let (dir, spool) = spool();
        let message = to("+8613812345678");
        spool.send(&message).await.unwrap();
        let first = dir.path().join("outgoing/hearth-42-1");
        fs::rename(&first, dir.path().join(folder).join("hearth-42-1")).unwrap();
        assert_eq!(spool.look(&message.id).unwrap(), standing);

        assert!(spool.send(&message).await.is_ok());
        assert_eq!(first.exists(), folder == "outgoing", "{folder}");
    }
}

#[tokio::test]
async fn what_the_gateway_has_given_up_goes_to_the_next_channel() {
    let (dir, spool) = spool();
    let message = to("+8613812345678");
    fs::write(dir.path().join("failed/hearth-42-1"), "").unwrap();
    assert_eq!(spool.look(&message.id).unwrap(), Standing::Failed);
    assert_eq!(spool.send(&message).await, never(Why::GivenUp));
    spool.forget(&message.id).unwrap();
    spool.forget(&message.id).unwrap();
    assert_eq!(spool.look(&message.id).unwrap(), Standing::Unknown);
}

#[tokio::test]
async fn a_gateway_that_takes_nothing_is_told_before_messages_pile_up() {
    let (dir, spool) = spool();
    for n in 0..MOST_WAITING {
        fs::write(dir.path().join(format!("outgoing/other-{n}")), "").unwrap();
    }
    assert_eq!(spool.send(&to("+8613812345678")).await, later(Why::Backlog(200)));
}

#[tokio::test]
async fn a_spool_that_is_not_there_is_told_with_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let spool = Spool::new(config::Sms { spool: dir.path().join("none"), country: None });
    let Err(NotSent::Later { why, .. }) = spool.send(&to("+8613812345678")).await else { panic!() };
    assert!(why.to_string().contains("none/outgoing"), "{why}");
}

#[tokio::test]
async fn what_is_no_number_is_written_nowhere() {
    let (dir, spool) = spool();
    for number in
        ["", "li", "+", "+86", "13812345678", "+1234567890123456", "+86\nTo: 1", "+०१२३४५६७"]
    {
        assert_eq!(spool.send(&to(number)).await, never(Why::BadAddress), "{number}");
    }
    assert_eq!(fs::read_dir(dir.path().join("outgoing")).unwrap().count(), 0);
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, country, read) in [
        ("+86 138 1234 5678", None, Some("8613812345678")),
        ("0086-138-1234-5678", None, Some("8613812345678")),
        ("138 1234 5678", Some("86"), Some("8613812345678")),
        ("0171 / 123 45 67", Some("49"), Some("491711234567")),
        ("(010) 6512 3456", Some("86"), Some("861065123456")),
        ("138 1234 5678", None, None),
        ("+086 138 1234", None, None),
    ] {
        assert_eq!(number(text, country).as_deref(), read, "{text}");
    }
}

#[test]
fn three_messages_of_the_network_are_the_most_and_the_link_is_whole() {
    let link = "https://hall.example/go/abcdefghijklmnop";
    let latin = segments::fit(&"a".repeat(900), Some(link));
    assert_eq!(latin.chars().count(), 459);
    assert!(latin.ends_with(&format!("a...\n{link}")));
    let chinese = segments::fit(&"煤".repeat(900), Some(link));
    assert_eq!(chinese.encode_utf16().count(), 201);
    assert!(chinese.ends_with(&format!("煤…\n{link}")));
    let emoji = segments::fit(&"🔥".repeat(900), None);
    assert!((200..=201).contains(&emoji.encode_utf16().count()));
    assert_eq!(
        segments::fit(&"€".repeat(300), None).chars().filter(|sign| *sign == '€').count(),
        228
    );
}

#[test]
fn a_text_that_fits_is_as_it_was() {
    assert_eq!(segments::fit("Gas, floor 3", Some("https://a.b/c")), "Gas, floor 3\nhttps://a.b/c");
    assert_eq!(segments::fit("三楼\u{0}煤气\n", None), "三楼煤气");
}

fn to(number: &str) -> Outgoing {
    out(Address::Sms(number.to_owned()))
}

fn spool() -> (tempfile::TempDir, Spool) {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["outgoing", "checked", "sent", "failed"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    let spool = Spool::new(config::Sms { spool: dir.path().to_owned(), country: None });
    (dir, spool)
}
