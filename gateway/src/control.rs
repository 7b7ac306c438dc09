//! Who may ask the daemon how it is? Whoever can open its socket.
//!
//! The socket only ever writes: one JSON document to whoever connects, then it closes. Nothing that
//! a local program sends is read, so nothing it sends can matter.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};

/// A question to the engine: where to send the document.
pub type Ask = oneshot::Sender<Vec<u8>>;

/// The engine answers between two inputs; if it does not within this time it is stuck.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why the daemon cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Another daemon answers there.
    #[error("another hearth is running: {} answers", path.display())]
    Taken {
        /// The socket.
        path: PathBuf,
    },
    /// The socket cannot be made.
    #[error("cannot make the socket {}: does its folder exist, and may this user write there?", path.display())]
    Bind {
        /// The socket.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The socket, removed when it is dropped.
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
}

impl Control {
    /// Makes the socket, in place of one that a killed daemon left behind.
    ///
    /// # Errors
    ///
    /// When another daemon answers there or the socket cannot be made.
    pub async fn bind(path: &Path) -> Result<Self, ControlError> {
        if UnixStream::connect(path).await.is_ok() {
            return Err(ControlError::Taken { path: path.to_owned() });
        }
        let failed = |source| ControlError::Bind { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(path).map_err(failed)?;
        let owner_and_group = std::fs::Permissions::from_mode(0o660);
        std::fs::set_permissions(path, owner_and_group).map_err(failed)?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Answers everybody, one after another, until the engine is gone.
    pub async fn run(self, asks: mpsc::Sender<Ask>) {
        loop {
            tokio::select! {
                connected = self.listener.accept() => match connected {
                    Ok((stream, _)) => drop(tokio::time::timeout(PATIENCE, answer(stream, &asks)).await),
                    Err(error) => {
                        tracing::warn!(%error, "the control socket refuses a connection");
                        tokio::time::sleep(PATIENCE).await; // out of file handles: do not spin
                    }
                },
                () = asks.closed() => return,
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
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

    #[tokio::test]
    async fn a_second_daemon_is_refused_and_a_dead_ones_socket_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hearth.sock");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());

        let _control = Control::bind(&path).await.unwrap();

        assert!(matches!(Control::bind(&path).await, Err(ControlError::Taken { .. })));
    }
}
