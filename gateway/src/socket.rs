//! How is a socket made that this box's people can open, and nobody else?
//!
//! For the owner and the group of the daemon, in a folder that is made if it is missing, in place of
//! a socket that a killed daemon left behind; and removed when it is dropped. What is said on it is
//! left to [`crate::control`] and [`crate::steps`].

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};

/// After a connection that the system refused: out of file handles, most likely; do not spin.
const AGAIN: Duration = Duration::from_secs(2);

/// Why the daemon cannot be reached by this box's people.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// Another daemon answers there.
    #[error("another hearth is running: {} answers", path.display())]
    Taken {
        /// The socket.
        path: PathBuf,
    },
    /// Something else is there, which is nobody's to delete.
    #[error("{} is no socket and stays as it is: write another path in [control]", path.display())]
    NoSocket {
        /// What is there.
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
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Makes the socket, in place of one that a killed daemon left behind.
    pub(crate) async fn bind(path: &Path) -> Result<Self, SocketError> {
        if UnixStream::connect(path).await.is_ok() {
            return Err(SocketError::Taken { path: path.to_owned() });
        }
        let failed = |source| SocketError::Bind { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        match std::fs::symlink_metadata(path) {
            Ok(it) if it.file_type().is_socket() => std::fs::remove_file(path).map_err(failed)?,
            Ok(_) => return Err(SocketError::NoSocket { path: path.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        let listener = UnixListener::bind(path).map_err(failed)?;
        let owner_and_group = std::fs::Permissions::from_mode(0o660);
        std::fs::set_permissions(path, owner_and_group).map_err(failed)?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Whoever connects next.
    pub(crate) async fn accept(&self) -> UnixStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => return stream,
                Err(error) => {
                    tracing::warn!(%error, path = %self.path.display(), "a connection is refused");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_second_daemon_is_refused_and_a_dead_ones_socket_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hearth.sock");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());

        let _socket = Socket::bind(&path).await.unwrap();

        assert!(matches!(Socket::bind(&path).await, Err(SocketError::Taken { .. })));
    }

    #[tokio::test]
    async fn what_stands_at_the_path_and_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("notes"), folder.path().join("link"));
        std::fs::write(&file, "kept").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();

        for path in [&file, &link] {
            assert!(matches!(Socket::bind(path).await, Err(SocketError::NoSocket { .. })));
        }

        assert_eq!(std::fs::read(&file).unwrap(), b"kept");
        assert!(link.is_symlink());
    }
}
