//! What does a page of the station answer? One question over a wire of its own, as a browser would put it.
//! [`ask`] waits for the whole answer, [`listen`] reads on in one that has no end.

use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// A station that answers nothing for so long is not there. A login takes a second of work, and a machine
/// that builds something beside it may give it a tenth of itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of an answer that are read: the longest page is a fraction of it.
const LARGEST: u64 = 4 * 1_024 * 1_024;

/// The longest line of a head, and of what stands before a chunk.
const LONGEST_LINE: u64 = 16 * 1_024;

/// The longest chunk of an answer that is taken: two thousand tiles of a wall are half of it.
const LARGEST_CHUNK: u64 = 4 * 1_024 * 1_024;

/// Lines of a head; what has more is no station.
const MOST_HEADERS: usize = 100;

/// Between the fields of a form with pictures; a picture does not contain it.
const BETWEEN: &str = "a-field-of-the-rig";

/// What is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// From the first stroke on.
    pub path: &'a str,
    /// Of somebody who is logged in.
    pub cookie: Option<&'a str>,
    /// A form: its fields; with none, a page is only read.
    pub form: &'a [(&'a str, &'a str)],
    /// A picture in it; an empty one is what a browser sends where none was chosen.
    pub photo: Option<&'a [u8]>,
}

/// What came.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where it leads to.
    pub location: Option<String>,
    /// Who one is from now on.
    pub cookie: Option<String>,
    /// The page.
    pub body: String,
}

/// Asks the station.
///
/// # Errors
///
/// When it does not answer, or says no.
pub fn ask(to: SocketAddr, asked: &Asked<'_>) -> anyhow::Result<Answer> {
    let wire = put(to, asked, "close")?;
    wire.set_read_timeout(Some(PATIENCE))?;
    let (head, body) = begin(wire, asked.path)?;
    let mut page = Vec::new();
    body.take(LARGEST).read_to_end(&mut page).context("the answer breaks off")?;
    let cookie = header(&head, "set-cookie").and_then(|it| it.split(';').next());
    Ok(Answer {
        location: header(&head, "location").map(str::to_owned),
        cookie: cookie.map(str::to_owned),
        body: String::from_utf8_lossy(&page).into_owned(),
    })
}

/// Asks for what goes on and on; shutting the wire down ends it.
///
/// # Errors
///
/// When it does not answer, or says no.
pub fn listen(
    to: SocketAddr,
    asked: &Asked<'_>,
) -> anyhow::Result<(TcpStream, impl BufRead + use<>)> {
    let wire = put(to, asked, "keep-alive")?;
    let (_, body) = begin(wire.try_clone()?, asked.path)?;
    Ok((wire, BufReader::new(body)))
}

fn put(to: SocketAddr, asked: &Asked<'_>, connection: &str) -> anyhow::Result<TcpStream> {
    let mut wire = TcpStream::connect_timeout(&to, PATIENCE)?;
    wire.write_all(&request(to, asked, connection))?;
    Ok(wire)
}

/// The head of an answer that says yes, and its body.
fn begin(wire: TcpStream, path: &str) -> anyhow::Result<(Vec<String>, Body)> {
    let mut wire = BufReader::new(wire);
    let first = line(&mut wire).with_context(|| format!("{path} answers nothing"))?;
    let status: u16 = first.split(' ').nth(1).context("no status")?.parse()?;
    let mut head = Vec::new();
    loop {
        match line(&mut wire)? {
            end if end.is_empty() => break,
            _ if head.len() >= MOST_HEADERS => bail!("{path} answers with a head that has no end"),
            text => head.push(text),
        }
    }
    if !(200..400).contains(&status) {
        bail!("{path} answers {status}");
    }
    let in_chunks = header(&head, "transfer-encoding").is_some_and(|it| it.contains("chunked"));
    Ok((head, if in_chunks { Body::Chunks { wire, left: 0 } } else { Body::Plain(wire) }))
}

/// What comes after the head.
enum Body {
    Plain(BufReader<TcpStream>),
    Chunks { wire: BufReader<TcpStream>, left: u64 },
}

impl Read for Body {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let (wire, left) = match self {
            Self::Plain(wire) => return wire.read(buf),
            Self::Chunks { wire, left } => (wire, left),
        };
        if *left == 0 {
            let Some(size) = size(&line(wire)?) else {
                return Err(std::io::ErrorKind::InvalidData.into());
            };
            *left = size;
            if size == 0 {
                return Ok(0);
            }
        }
        let read = wire.take(*left).read(buf)?;
        if read == 0 && !buf.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        *left = left.saturating_sub(read as u64);
        if read > 0 && *left == 0 {
            line(wire)?;
        }
        Ok(read)
    }
}

/// Bytes of the next chunk, as it is written before it.
fn size(line: &str) -> Option<u64> {
    let digits = line.split(';').next()?.trim();
    u64::from_str_radix(digits, 16).ok().filter(|size| *size <= LARGEST_CHUNK)
}

fn line(wire: &mut impl BufRead) -> std::io::Result<String> {
    let mut text = String::new();
    if wire.take(LONGEST_LINE).read_line(&mut text)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(text.trim_end().to_owned())
}

fn request(to: SocketAddr, asked: &Asked<'_>, connection: &str) -> Vec<u8> {
    let Asked { path, cookie, form, photo } = asked;
    let cookie = cookie.map(|it| format!("Cookie: {it}\r\n")).unwrap_or_default();
    let about =
        format!("Host: {to}\r\nOrigin: http://{to}\r\n{cookie}Connection: {connection}\r\n");
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

fn header<'a>(head: &'a [String], name: &str) -> Option<&'a str> {
    head.iter().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

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
    }

    #[test]
    fn a_page_in_chunks_is_one_page_and_where_it_leads_is_read_from_its_head() {
        let said = "HTTP/1.1 303 See Other\r\nlocation: /work/c1\r\nSet-Cookie: id=7; Path=/\r\n\
                    Transfer-Encoding: chunked\r\n\r\n4\r\nthe \r\n5;x=1\r\nnight\r\n0\r\n\r\n";
        let answer = ask(answering(said), &Asked { path: "/desk", ..Asked::default() }).unwrap();

        let some = |text: &str| Some(text.to_owned());
        let body = "the night".to_owned();
        let (location, cookie) = (some("/work/c1"), some("id=7"));
        assert_eq!(answer, Answer { location, cookie, body });
    }

    #[test]
    fn a_station_that_says_no_breaks_off_or_talks_nonsense_is_an_error() {
        for said in [
            "HTTP/1.1 404 Not Found\r\n\r\nno such page",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nth",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "220 mail.example ready",
            "",
        ] {
            let asked = Asked { path: "/desk", ..Asked::default() };
            assert!(ask(answering(said), &asked).is_err(), "{said}");
        }
    }

    /// Somebody who says that to whoever asks, and hangs up.
    fn answering(said: &'static str) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let at = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut wire, _) = listener.accept().unwrap();
            let mut asked = BufReader::new(wire.try_clone().unwrap());
            while !line(&mut asked).unwrap().is_empty() {}
            wire.write_all(said.as_bytes()).unwrap();
        });
        at
    }
}
