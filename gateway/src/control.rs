//! Who may ask the daemon how it is? Whoever can open its socket.
//!
//! The socket only ever writes: one JSON document to whoever connects, then it closes. Nothing that
//! a local program sends is read, so nothing it sends can matter. (A daemon whose clock a rig drives
//! has a second socket, which does read: [`crate::steps`].)

use std::path::Path;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::sync::{mpsc, oneshot};

use crate::socket::{Socket, SocketError};

/// A question to the engine: where to send the document.
pub type Ask = oneshot::Sender<Vec<u8>>;

/// The engine answers between two inputs; if it does not within this time it is stuck.
const PATIENCE: Duration = Duration::from_secs(2);

/// The socket that is asked.
pub struct Control {
    socket: Socket,
}

impl Control {
    /// Makes the socket, in place of one that a killed daemon left behind.
    ///
    /// # Errors
    ///
    /// When another daemon answers there or the socket cannot be made.
    pub async fn bind(path: &Path) -> Result<Self, SocketError> {
        Ok(Self { socket: Socket::bind(path).await? })
    }

    /// Answers everybody, one after another, until the engine is gone.
    pub async fn run(self, asks: mpsc::Sender<Ask>) {
        loop {
            tokio::select! {
                stream = self.socket.accept() => {
                    drop(tokio::time::timeout(PATIENCE, answer(stream, &asks)).await);
                }
                () = asks.closed() => return,
            }
        }
    }
}

async fn answer(mut stream: UnixStream, asks: &mpsc::Sender<Ask>) -> Option<()> {
    let (reply, document) = oneshot::channel();
    asks.send(reply).await.ok()?;
    stream.write_all(&document.await.ok()?).await.ok()?;
    stream.shutdown().await.ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn whoever_connects_gets_one_document() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/when/missing/hearth.sock");
        let control = Control::bind(&path).await.unwrap();
        let (asks, mut asked) = mpsc::channel::<Ask>(1);
        let daemon = tokio::spawn(control.run(asks));
        let engine = tokio::spawn(async move {
            asked.recv().await.unwrap().send(b"{\"ok\":true}".to_vec()).unwrap();
        });

        let mut text = String::new();
        UnixStream::connect(&path).await.unwrap().read_to_string(&mut text).await.unwrap();

        assert_eq!(text, "{\"ok\":true}");
        engine.await.unwrap();
        daemon.await.unwrap();
        assert!(!path.exists());
    }
}
