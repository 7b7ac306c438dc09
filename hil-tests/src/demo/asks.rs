//! How do the demo's people use the station's pages? A question over a wire of its own, and what of the
//! answer leads on.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// A page of the station that does not come is not waited for: the evening goes on.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read: a page is a fraction of it.
const LARGEST: u64 = 1_024 * 1_024;

/// Between the fields of a form with pictures; a picture does not contain it.
const BETWEEN: &str = "a-field-of-the-demo";

/// What is asked.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) path: &'a str,
    /// Of somebody who is logged in.
    pub(super) cookie: Option<&'a str>,
    /// A form: its fields; nothing is read only.
    pub(super) form: &'a [(&'a str, &'a str)],
    /// A picture in it.
    pub(super) photo: Option<&'a [u8]>,
}

/// What came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// Where it leads to.
    pub(super) location: Option<String>,
    /// Who one is from now on.
    pub(super) cookie: Option<String>,
    /// The page.
    pub(super) body: String,
}

/// Asks the station.
///
/// # Errors
///
/// When it does not answer, or says no.
pub(super) fn ask(to: SocketAddr, asked: &Asked<'_>) -> anyhow::Result<Answer> {
    let mut wire = TcpStream::connect_timeout(&to, PATIENCE)?;
    wire.set_read_timeout(Some(PATIENCE))?;
    wire.write_all(&request(to, asked))?;
    let mut said = Vec::new();
    wire.take(LARGEST).read_to_end(&mut said)?;
    let said = String::from_utf8_lossy(&said);
    let (head, body) = said.split_once("\r\n\r\n").context("no answer")?;
    let status: u16 = head.split(' ').nth(1).context("no status")?.parse()?;
    if !(200..400).contains(&status) {
        bail!("{} answers {status}", asked.path);
    }
    Ok(Answer {
        location: header(head, "location").map(str::to_owned),
        cookie: header(head, "set-cookie").and_then(|it| it.split(';').next()).map(str::to_owned),
        body: body.to_owned(),
    })
}

fn request(to: SocketAddr, asked: &Asked<'_>) -> Vec<u8> {
    let Asked { path, cookie, form, photo } = asked;
    let cookie = cookie.map(|it| format!("Cookie: {it}\r\n")).unwrap_or_default();
    let about = format!("Host: {to}\r\nOrigin: http://{to}\r\n{cookie}Connection: close\r\n");
    if form.is_empty() {
        return format!("GET {path} HTTP/1.1\r\n{about}\r\n").into_bytes();
    }
    let (kind, body) = match photo {
        None => ("application/x-www-form-urlencoded".to_owned(), plain(form)),
        Some(photo) => (format!("multipart/form-data; boundary={BETWEEN}"), parts(form, photo)),
    };
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\n{about}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.into_bytes(), body].concat()
}

/// Each byte that is no letter is written out: the fields are short.
fn plain(form: &[(&str, &str)]) -> Vec<u8> {
    let written = |text: &str| -> String {
        let sign = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        text.bytes().map(sign).collect()
    };
    let fields = form.iter().map(|(name, value)| format!("{}={}", written(name), written(value)));
    fields.collect::<Vec<_>>().join("&").into_bytes()
}

fn parts(form: &[(&str, &str)], photo: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in form {
        let field = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(field.into_bytes());
    }
    if !photo.is_empty() {
        let head = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"street.jpg\"\r\n\
             Content-Type: image/jpeg\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(photo);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BETWEEN}--\r\n").into_bytes());
    body
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(": ")?;
        own.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_so_that_any_sign_may_be_in_it() {
        assert_eq!(
            plain(&[("act", "at-the-door"), ("text", "坑 &")]),
            *b"act=at-the-door&text=%E5%9D%91%20%26"
        );
        let body = parts(&[("act", "done")], b"\xff\xd8");
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(
            body.contains("name=\"act\"\r\n\r\ndone\r\n") && body.ends_with("--\r\n"),
            "{body}"
        );
        assert_eq!(header("HTTP/1.1 303\r\nLocation: /work/c1", "location"), Some("/work/c1"));
    }
}
