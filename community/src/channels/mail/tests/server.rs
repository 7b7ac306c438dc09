//! A mail server that takes one letter, and misbehaves where it is told to.

use std::io;
use std::sync::Arc;

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
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

    /// Encrypted, if there is an acceptor: from the first word on, or from STARTTLS on if it is late.
    pub(super) async fn start_with(
        at: &'static str,
        does: Does,
        tls: Option<(TlsAcceptor, bool)>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let all = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut heard = all.lock().await;
                // A link that breaks is what is tried here.
                drop(match &tls {
                    None => converse(stream, (at, does), "hello", &mut heard).await,
                    Some((tls, late)) => encrypted(stream, (tls, *late), &mut heard).await,
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

async fn encrypted(
    mut stream: TcpStream,
    (tls, late): (&TlsAcceptor, bool),
    heard: &mut String,
) -> io::Result<()> {
    let mut first = "hello";
    if late {
        // The client greets again when the link is encrypted, and nobody greets it.
        first = "letter";
        for answer in ["220 test\r\n", "250-test\r\n250 STARTTLS\r\n", "220 go on\r\n"] {
            if !answer.starts_with("220 t") {
                while stream.read_u8().await? != b'\n' {}
            }
            stream.write_all(answer.as_bytes()).await?;
        }
    }
    converse(tls.accept(stream).await?, ("", Does::Say("")), first, heard).await
}

async fn converse<S: AsyncRead + AsyncWrite>(
    stream: S,
    (at, does): (&str, Does),
    first: &str,
    heard: &mut String,
) -> io::Result<()> {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    let (mut word, mut in_letter) = (first.to_owned(), false);
    loop {
        if word == at {
            match does {
                Does::Say(line) => write.write_all(format!("{line}\r\n").as_bytes()).await?,
                Does::Hang => std::future::pending().await,
                Does::HangUp => return Ok(()),
                // Long lines: with each of them lettre reads all that came before once more.
                Does::Flood => loop {
                    write.write_all(format!("220-{}\r\n", "more".repeat(100)).as_bytes()).await?;
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
