use super::trial::{never, out, robot};
use super::*;

#[tokio::test]
async fn a_message_by_a_channel_that_is_not_there_goes_to_the_next_at_once() {
    let none = Channels::default();
    for to in [
        Address::Mail("li@example.org".to_owned()),
        Address::Sms("+8613812345678".to_owned()),
        Address::Robot("neighbours".to_owned()),
    ] {
        assert_eq!(none.send(&out(to)).await, never(Why::NotConfigured));
    }
}

#[test]
fn an_address_is_not_shown_to_a_log() {
    let shown = format!("{:?}", out(Address::Mail("li@example.org".to_owned())));
    assert!(!shown.contains("li@") && !shown.contains("Gas") && !shown.contains("/go/"), "{shown}");
    let shown = format!("{:?}", Address::Sms("13812345678".to_owned()));
    assert!(!shown.contains("138"), "{shown}");
}

#[test]
fn only_an_address_that_is_refused_makes_a_contact_dead() {
    assert!(Why::AddressRefused(550).blames_address() && Why::BadAddress.blames_address());
    assert!(!Why::LoginRefused(535).blames_address() && !Why::Busy(451).blames_address());
}

#[test]
fn a_name_of_a_message_can_be_that_of_a_file() {
    for good in ["1", "42-1", "Ab-9"] {
        assert_eq!(good.parse::<MessageId>().unwrap().to_string(), good);
    }
    let long = "a".repeat(65);
    for bad in ["", "-1", "../x", "a/b", "a b", "é", "a.b", "a\n", long.as_str()] {
        assert_eq!(bad.parse::<MessageId>(), Err(NotAnId), "{bad}");
    }
    assert_eq!(MessageId::from(7).as_str(), "7");
}

#[test]
fn a_text_is_cut_between_signs_and_says_so() {
    let bytes = |text: &str, limit| cut(text, limit, "…", char::len_utf8);
    assert_eq!(bytes("abcdef", 6), "abcdef");
    assert_eq!(bytes("abcdefg", 6), "abc…");
    assert_eq!(bytes("厨房煤气", 12), "厨房煤气");
    assert_eq!(bytes("厨房煤气", 11), "厨房…");
    assert_eq!(bytes("厨房煤气", 3), "…");
    assert_eq!(bytes("厨房煤气", 2), "");
    assert_eq!(bytes("", 0), "");
}

#[test]
fn a_title_is_one_line_whatever_stands_in_it() {
    assert_eq!(line(" a\r\nBcc: b\u{0}\tc  "), "a Bcc: b c");
}

#[test]
fn seven_messages_are_one_with_a_line_and_a_link_each() {
    let mut parts: Vec<Outgoing> = (0..7).map(|_| robot()).collect();
    for (n, part) in parts.iter_mut().enumerate() {
        part.id = MessageId::from(n as u64 + 1);
        part.subject = format!("Building {n}");
        part.priority = if n == 3 { Priority::High } else { Priority::Low };
    }
    let one = bundle(&parts).unwrap();
    assert_eq!((one.subject.as_str(), one.parts.len()), ("7 more", 7));
    assert_eq!((one.priority, one.id.as_str()), (Priority::High, "1-to-7-7"));
    assert!(
        one.said_plainly().starts_with("• Building 0 https://hall.example/go/abc\n• Building 1")
    );
    // The same parts have the same name, so that a retry is the same message.
    assert_eq!(bundle(&parts).unwrap().id, one.id);
    assert!(bundle(&[]).is_none());
    let long = "a".repeat(64);
    parts[0].id = long.parse().unwrap();
    assert!(bundle(&parts).unwrap().id.as_str().len() <= 64);
}
