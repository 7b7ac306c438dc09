use serde_json::Value;

use super::super::super::Part;
use super::super::frame::{Framed, frame};
use super::*;

const SECRET: &str = "SECabc";

#[test]
fn each_chat_hears_title_text_and_link_in_its_own_frame() {
    let wecom = json(&framed(&Kind::WeCom, &message(), None));
    assert_eq!(
        wecom["markdown"]["content"],
        "**Building 4: gas**\nGas in building 4, third floor.\nSomebody must go now.\n\
         [Open](https://hall.example/go/abc)"
    );
    let dingtalk = json(&framed(&Kind::DingTalk, &message(), None));
    assert_eq!(dingtalk["markdown"]["title"], "Building 4: gas");
    assert_eq!(
        dingtalk["markdown"]["text"],
        "#### Building 4: gas\n\nGas in building 4, third floor.  \nSomebody must go now.\n\n\
         [Open](https://hall.example/go/abc)"
    );
    let feishu = json(&framed(&Kind::Feishu, &message(), None));
    assert_eq!(
        feishu["content"]["text"],
        "Building 4: gas\nGas in building 4, third floor.\nSomebody must go now.\n\
         https://hall.example/go/abc"
    );
    assert!(feishu.get("sign").is_none());
}

#[test]
fn a_signature_goes_where_each_chat_looks_for_it() {
    let dingtalk = framed(&Kind::DingTalk, &message(), Some(SECRET));
    let asked: Vec<(String, String)> = dingtalk.url.query_pairs().into_owned().collect();
    assert_eq!(asked[0], ("access_token".to_owned(), "k".to_owned()));
    assert_eq!(asked[1], ("timestamp".to_owned(), "1795000000123".to_owned()));
    assert_eq!(asked[2].1, signature::dingtalk("1795000000123", SECRET));
    assert!(!dingtalk.url.as_str().contains('+'), "a + in an address is a blank");

    let feishu = json(&framed(&Kind::Feishu, &message(), Some(SECRET)));
    assert_eq!(feishu["timestamp"], "1795000000");
    assert_eq!(feishu["sign"], signature::feishu("1795000000", SECRET));
}

#[test]
fn ntfy_gets_urgency_title_and_link_as_headers() {
    let mut out = message();
    out.subject = "四号楼：煤气".to_owned();
    let ntfy = framed(&Kind::Ntfy, &out, Some("tk_1"));
    assert_eq!(ntfy.headers["priority"], "5");
    assert_eq!(ntfy.headers["click"], "https://hall.example/go/abc");
    assert_eq!(ntfy.headers["title"], "=?UTF-8?B?5Zub5Y+35qW877ya54Wk5rCU?=");
    assert_eq!(ntfy.headers["authorization"], "Bearer tk_1");
    assert_eq!(ntfy.body, out.text);
    // A token that no header can hold is left out: the server refuses the login then.
    assert!(!framed(&Kind::Ntfy, &out, Some("a\u{1}b")).headers.contains_key("authorization"));
}

#[test]
fn a_long_text_is_cut_to_what_a_chat_takes_and_the_link_is_whole() {
    let mut out = message();
    for sign in ["煤", "\"", "\n", "a", "🔥"] {
        out.text = sign.repeat(30_000);
        let wecom = json(&framed(&Kind::WeCom, &out, None));
        let content = wecom["markdown"]["content"].as_str().unwrap();
        assert!((4_000..=4_096).contains(&content.len()), "{sign} {}", content.len());
        assert!(content.ends_with("…\n[Open](https://hall.example/go/abc)"));
        for kind in [Kind::DingTalk, Kind::Feishu] {
            let framed = framed(&kind, &out, Some(SECRET));
            assert!((15_000..=20_000).contains(&framed.body.len()), "{}", framed.body.len());
            assert!(framed.body.contains('…') && framed.body.contains("/go/abc"), "{sign}");
        }
        let ntfy = framed(&Kind::Ntfy, &out, None);
        assert!((4_080..=4_096).contains(&ntfy.body.len()), "{}", ntfy.body.len());
    }
    out.subject = "煤".repeat(5_000);
    let wecom = json(&framed(&Kind::WeCom, &out, None));
    assert!(wecom["markdown"]["content"].as_str().unwrap().len() <= 4_096);
}

#[test]
fn what_people_write_makes_no_links_and_calls_nobody() {
    let mut out = message();
    out.text = "<@all> [win](http://evil.example) `x`".to_owned();
    for kind in [Kind::WeCom, Kind::DingTalk, Kind::Feishu] {
        let body = framed(&kind, &out, None).body;
        assert!(!body.contains("<@") && !body.contains("[win]"), "{body}");
        assert!(body.contains("＜＠all＞"), "{body}");
    }
}

#[test]
fn a_bundle_has_a_line_and_a_link_for_each() {
    let mut out = message();
    out.text = String::new();
    out.link = None;
    let link = out.link.clone();
    out.parts =
        ["gas", "fall"].map(|title| Part { title: title.to_owned(), link: link.clone() }).into();
    out.parts[1].link = Some(Url::parse("https://hall.example/go/b(1)").unwrap());
    let wecom = json(&framed(&Kind::WeCom, &out, None));
    assert_eq!(
        wecom["markdown"]["content"],
        "**Building 4: gas**\n• gas\n• fall [Open](https://hall.example/go/b%281%29)"
    );
}

#[test]
fn a_template_is_filled_once_and_stays_json_whatever_is_put_in() {
    let template = r#"{"a": "{title}", "b": ["{text}", "{link}"], "c": "{priority} {lang} {id}"}"#;
    let kind = Kind::Custom(Template::new(template, true).unwrap());
    let mut out = message();
    out.text = "\"}, {\"x\": \"{link}\\\n\u{1}".to_owned();
    let filled = framed(&kind, &out, Some("t"));
    let said = json(&filled);
    assert_eq!(said["b"][0], out.text);
    assert_eq!(said["b"][1], "https://hall.example/go/abc");
    assert_eq!(said["c"], "high en 42-1");
    assert_eq!(filled.headers["idempotency-key"], "42-1");

    let plain = Kind::Custom(Template::new("{title}: {text} {", false).unwrap());
    let filled = framed(&plain, &out, None);
    assert_eq!(filled.body, format!("Building 4: gas: {} {{", out.text));
    assert_eq!(filled.headers["content-type"], "text/plain; charset=utf-8");
}

#[test]
fn a_template_that_would_say_nonsense_is_told_before() {
    for (text, why) in [
        (r#"{"a": "{name}"}"#, "{name} means nothing here"),
        (r#"{"a": {text}}"#, "filled in, this is no JSON: line 1, column 7"),
        ("hello", "filled in, this is no JSON: line 1, column 1"),
    ] {
        assert_eq!(Template::new(text, true).unwrap_err().to_string(), why);
    }
    assert!(Template::new("hello", false).is_ok());
}

fn framed(kind: &Kind, out: &Outgoing, secret: Option<&str>) -> Framed {
    let url = Url::parse("https://robot.example/send?access_token=k").unwrap();
    frame(kind, out, &Keys { url, secret: secret.map(str::to_owned) })
}

fn json(framed: &Framed) -> Value {
    serde_json::from_str(&framed.body).unwrap()
}
