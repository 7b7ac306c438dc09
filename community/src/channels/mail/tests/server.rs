//! A mail server that takes one letter, and misbehaves where it is told to.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio_rustls::TlsAcceptor;

/// What it does at the chosen word instead of what is usual.
#[derive(Clone, Copy)]
pub(super) enum Does {
    Say(&'static str),
    Hang,
    HangUp,
    Flood,
}

pub(super) struct Server {
    pub(super) port: u16,
    heard: Arc<Mutex<String>>,
    _task: Task,
}

/// Ends with the test.
struct Task(tokio::task::JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Server {
    pub(super) async fn start(at: &'static str, does: Does) -> Self {
        Self::start_with(at, does, None).await
    }

    /// Encrypted from the first word on, if there is an acceptor.
    pub(super) async fn start_with(at: &'static str, does: Does, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let all = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut heard = all.lock().await;
                // A link that breaks is what is tried here.
                drop(match &tls {
                    None => converse(stream, at, does, &mut heard).await,
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => converse(stream, at, does, &mut heard).await,
                        Err(error) => Err(error),
                    },
                });
            }
        });
        Self { port, heard, _task: Task(task) }
    }

    /// All that it was told, when the link has ended.
    pub(super) async fn heard(&self) -> String {
        self.heard.lock().await.clone()
    }
}

async fn converse<S: AsyncRead + AsyncWrite>(
    stream: S,
    at: &str,
    does: Does,
    heard: &mut String,
) -> io::Result<()> {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    let (mut word, mut in_letter) = ("hello".to_owned(), false);
    loop {
        if word == at {
            match does {
                Does::Say(line) => write.write_all(format!("{line}\r\n").as_bytes()).await?,
                Does::Hang => std::future::pending().await,
                Does::HangUp => return Ok(()),
                Does::Flood => loop {
                    write.write_all(b"220-more\r\n").await?;
                },
            }
        } else if let Some(usual) = usual(&word) {
            write.write_all(usual.as_bytes()).await?;
        }
        in_letter |= word == "DATA" && word != at;
        let Some(line) = lines.next_line().await? else { return Ok(()) };
        heard.push_str(&line);
        heard.push('\n');
        word = if !in_letter {
            line.split(' ').next().unwrap_or_default().to_owned()
        } else if line == "." {
            in_letter = false;
            line
        } else {
            "letter".to_owned()
        };
    }
}

fn usual(word: &str) -> Option<&'static str> {
    Some(match word {
        "hello" => "220 test\r\n",
        "EHLO" => "250-test\r\n250 AUTH PLAIN LOGIN\r\n",
        "AUTH" => "235 welcome\r\n",
        "DATA" => "354 go on\r\n",
        "QUIT" => "221 bye\r\n",
        "letter" => return None,
        _ => "250 ok\r\n",
    })
}

/// A port where nobody listens.
pub(super) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
