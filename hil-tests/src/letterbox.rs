//! A mail server that takes everything and writes down when it came: what the station's people would read.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::clock::Stopwatch;

/// Bytes of a letter that are kept; a station's are a fraction of it.
const LARGEST: usize = 64 * 1_024;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Head and text, its soft line breaks joined.
    pub text: String,
}

/// The server, until it is dropped.
#[derive(Debug)]
pub struct Letterbox {
    port: u16,
    letters: Arc<Mutex<Vec<(Stopwatch, Letter)>>>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Letterbox {
    /// Listens on loopback.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub fn start() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let port = listener.local_addr()?.port();
        let letters = Arc::<Mutex<Vec<(Stopwatch, Letter)>>>::default();
        let taken = Arc::clone(&letters);
        let (stop, mut stopped) = watch::channel(false);
        let listen = async move {
            loop {
                tokio::select! {
                    _ = stopped.wait_for(|stop| *stop) => return,
                    came = listener.accept() => {
                        let Ok((wire, _)) = came else { continue };
                        let letters = Arc::clone(&taken);
                        // Whoever hangs up in the middle has sent nothing.
                        tokio::spawn(async move { drop(talk(wire, &letters).await) });
                    }
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("letterbox".to_owned())
            .spawn(move || runtime.block_on(listen))
            .context("no thread for a mail server")?;
        Ok(Self { port, letters, stop, thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// How many letters came.
    #[must_use]
    pub fn count(&self) -> usize {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// When the first letter came for each key that `of` makes of one; letters without a key are left.
    pub fn first<K: Ord>(&self, of: impl Fn(&Letter) -> Option<K>) -> BTreeMap<K, Stopwatch> {
        let letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let mut first = BTreeMap::new();
        for (came, letter) in letters.iter() {
            if let Some(key) = of(letter) {
                first.entry(key).or_insert(*came);
            }
        }
        first
    }
}

impl Drop for Letterbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// One conversation, as short as the protocol allows.
async fn talk(wire: TcpStream, letters: &Mutex<Vec<(Stopwatch, Letter)>>) -> anyhow::Result<()> {
    // Else each word waits for the kernel to put more to it.
    wire.set_nodelay(true)?;
    let (reads, mut writes) = wire.into_split();
    let mut lines = BufReader::new(reads).lines();
    writes.write_all(b"220 letterbox\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let word: String = line.chars().take(4).collect::<String>().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "RCPT" => {
                let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
                to = address.map(|(address, _)| address.to_owned()).unwrap_or_default();
                b"250 yes\r\n"
            }
            "DATA" => {
                writes.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    if text.len() < LARGEST {
                        match line.strip_suffix('=') {
                            Some(goes_on) => text.push_str(goes_on),
                            None => text.extend([line.as_str(), "\n"]),
                        }
                    }
                }
                let letter = Letter { to: std::mem::take(&mut to), text };
                let mut letters = letters.lock().unwrap_or_else(PoisonError::into_inner);
                letters.push((Stopwatch::start(), letter));
                drop(letters);
                b"250 taken\r\n"
            }
            "QUIT" => {
                writes.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 yes\r\n",
        };
        writes.write_all(answer).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, Write};
    use std::time::Duration;

    use super::*;
    use crate::clock::wait_for;

    #[test]
    fn a_letter_is_there_with_its_address_and_a_broken_line_is_whole_again() {
        let letterbox = Letterbox::start().unwrap();
        let mut wire =
            std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, letterbox.port())).unwrap();
        let mut answers = std::io::BufReader::new(wire.try_clone().unwrap()).lines();
        let said = "EHLO here\r\nMAIL FROM:<a@x>\r\nRCPT TO:<li@example.org>\r\nDATA\r\n\
                    Subject: gas\r\n\r\nResident 1=\r\n7, gas\r\n.\r\nQUIT\r\n";
        wire.write_all(said.as_bytes()).unwrap();
        let came = wait_for(Duration::from_secs(10), || (letterbox.count() == 1).then_some(()));
        came.unwrap();

        let first = letterbox.first(|letter| Some(letter.clone()));

        let letter = first.keys().next().unwrap();
        assert_eq!(letter.to, "li@example.org");
        assert!(letter.text.contains("Resident 17, gas"), "{}", letter.text);
        assert!(answers.any(|line| line.unwrap().starts_with("221")));
    }
}
