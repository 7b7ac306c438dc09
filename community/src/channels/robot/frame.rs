//! What does a robot want to hear? Each chat has its own frame around the same title, text and link, and
//! its own limit: the text is cut for it, the link never.

use alerts::message::Priority;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use url::Url;

use super::super::{Outgoing, bundle, cut, line};
use super::{Keys, Kind, Template, moment, signature};
use crate::say::Lang;

/// Characters of a title.
const LONGEST_TITLE: usize = 200;

/// Bytes of WeCom's markdown.
const WECOM: usize = 4_096;

/// Bytes of the text in a body of DingTalk or Feishu: both take 20,000, and the frame takes 300.
const TWENTY_KB: usize = 19_000;

/// Bytes of a message of ntfy; a longer one becomes a file to download.
const NTFY: usize = 4_096;

/// What is posted.
pub(super) struct Framed {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

pub(super) fn frame(kind: &Kind, out: &Outgoing, keys: &Keys) -> Framed {
    let title = cut(&line(&out.subject), LONGEST_TITLE, "…", |_| 1);
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let mut framed =
        Framed { url: keys.url.clone(), headers: HeaderMap::new(), body: String::new() };
    framed.headers.insert(CONTENT_TYPE, json);
    match kind {
        Kind::WeCom => framed.body = wecom(&title, out),
        Kind::DingTalk => {
            framed.body = dingtalk(&title, out);
            if let Some(secret) = &keys.secret {
                let (_, millis) = moment(out.at);
                let sign = signature::dingtalk(&millis, secret);
                let mut asked = framed.url.query_pairs_mut();
                asked.append_pair("timestamp", &millis).append_pair("sign", &sign);
            }
        }
        Kind::Feishu => framed.body = feishu(&title, out, keys.secret.as_deref()),
        Kind::Ntfy => ntfy(&mut framed, &title, out, keys.secret.as_deref()),
        Kind::Custom(template) => custom(&mut framed, (template, &title), out, keys),
    }
    framed
}

fn wecom(title: &str, out: &Outgoing) -> String {
    let head = format!("**{}**\n", harmless(title));
    let open = |link: &Url| marked(link, out.lang);
    let tail = out.link.as_ref().map(|link| format!("\n{}", open(link))).unwrap_or_default();
    let room = WECOM.saturating_sub(head.len() + tail.len());
    let text = cut(&out.said(harmless, open), room, "…", char::len_utf8);
    json!({ "msgtype": "markdown", "markdown": { "content": format!("{head}{text}{tail}") } })
        .to_string()
}

fn dingtalk(title: &str, out: &Outgoing) -> String {
    let head = format!("#### {}\n\n", harmless(title));
    let open = |link: &Url| marked(link, out.lang);
    let tail = out.link.as_ref().map(|link| format!("\n\n{}", open(link))).unwrap_or_default();
    // Two blanks before a line's end keep the lines apart.
    let text = out.said(harmless, open).replace('\n', "  \n");
    let room = TWENTY_KB.saturating_sub(cost(&head) + cost(title) + cost(&tail));
    let text = format!("{head}{}{tail}", cut(&text, room, "…", cost_of));
    json!({ "msgtype": "markdown", "markdown": { "title": title, "text": text } }).to_string()
}

fn feishu(title: &str, out: &Outgoing, secret: Option<&str>) -> String {
    let head = format!("{}\n", harmless(title));
    let tail = out.link.as_ref().map(|link| format!("\n{link}")).unwrap_or_default();
    let room = TWENTY_KB.saturating_sub(cost(&head) + cost(&tail));
    let said = out.said(harmless, Url::to_string);
    let text = format!("{head}{}{tail}", cut(&said, room, "…", cost_of));
    let (seconds, _) = moment(out.at);
    let mut body = json!({ "msg_type": "text", "content": { "text": text } });
    if let (Some(secret), Some(fields)) = (secret, body.as_object_mut()) {
        fields.insert("sign".to_owned(), signature::feishu(&seconds, secret).into());
        fields.insert("timestamp".to_owned(), seconds.into());
    }
    body.to_string()
}

fn ntfy(framed: &mut Framed, title: &str, out: &Outgoing, token: Option<&str>) {
    let priority = match out.priority {
        Priority::High => "5",
        Priority::Medium => "4",
        Priority::Low => "2",
    };
    framed.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    framed.headers.insert("priority", HeaderValue::from_static(priority));
    put(&mut framed.headers, HeaderName::from_static("title"), &in_a_header(title));
    if let Some(link) = &out.link {
        put(&mut framed.headers, HeaderName::from_static("click"), link.as_str());
    }
    bear(&mut framed.headers, token);
    framed.body = cut(&out.said_plainly(), NTFY, "…", char::len_utf8);
}

fn custom(framed: &mut Framed, what: (&Template, &str), out: &Outgoing, keys: &Keys) {
    let (template, title) = what;
    if !template.is_json() {
        framed.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    let priority = match out.priority {
        Priority::High => "high",
        Priority::Medium => "medium",
        Priority::Low => "low",
    };
    let text = cut(&out.said_plainly(), TWENTY_KB, "…", cost_of);
    let link = out.link.as_ref().map_or("", Url::as_str);
    put(&mut framed.headers, HeaderName::from_static("idempotency-key"), out.id.as_str());
    bear(&mut framed.headers, keys.secret.as_deref());
    framed.body = template.fill([out.id.as_str(), title, &text, link, priority, out.lang.tag()]);
}

/// A link as markdown has it, with a word to press.
fn marked(link: &Url, lang: Lang) -> String {
    let link = link.as_str().replace('(', "%28").replace(')', "%29");
    format!("[{}]({link})", bundle::open(lang))
}

/// What people wrote, without the signs by which a chat makes links, names everybody or draws: they are
/// shown by their wide twins.
fn harmless(text: &str) -> String {
    let plain = |sign| match sign {
        '<' => '＜',
        '>' => '＞',
        '[' => '［',
        ']' => '］',
        '`' => '｀',
        '@' => '＠',
        '\n' => '\n',
        control if control.is_control() => ' ',
        sign => sign,
    };
    text.chars().map(plain).collect()
}

/// A header takes ASCII; anything else goes as an encoded word, which ntfy reads.
fn in_a_header(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { format!("=?UTF-8?B?{}?=", STANDARD.encode(text)) }
}

fn bear(headers: &mut HeaderMap, token: Option<&str>) {
    if let Some(token) = token {
        put(headers, AUTHORIZATION, &format!("Bearer {token}"));
    }
}

/// A value that no header can hold is left out: the other side says what it misses.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(mut value) = HeaderValue::from_str(value) {
        value.set_sensitive(name == AUTHORIZATION);
        headers.insert(name, value);
    }
}

/// Bytes of a text in JSON.
fn cost(text: &str) -> usize {
    text.chars().map(cost_of).sum()
}

fn cost_of(sign: char) -> usize {
    match sign {
        '"' | '\\' | '\n' | '\r' | '\t' => 2,
        control if u32::from(control) < 0x20 => 6,
        sign => sign.len_utf8(),
    }
}
