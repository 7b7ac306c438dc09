//! What is a serial port? The only file that knows.
//!
//! A stick that hangs can hold whoever opens or closes it for seconds: its driver asks it and waits,
//! and closing waits half a minute for bytes that nobody takes. So ports are opened and closed on
//! threads of their own; the one thread that carries alarms never waits for a stick. Bytes that were
//! not sent when a port is closed are thrown away: they were meant for a device that does not listen.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use protocol::Parity;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_serial::{
    ClearBuffer, ErrorKind, SerialPort, SerialPortBuilderExt, SerialStream, StopBits,
};

use super::{Listener, Open};

/// A stick that works is open in milliseconds; one that does not takes a driver's five seconds for
/// each question.
const OPEN_PATIENCE: Duration = Duration::from_secs(5);

/// A port that is open.
#[derive(Debug)]
pub struct Port(Option<SerialStream>);

impl Port {
    fn stream(&mut self) -> io::Result<Pin<&mut SerialStream>> {
        self.0.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl AsyncRead for Port {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buffer)
    }
}

impl AsyncWrite for Port {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, bytes)
    }

    /// Nothing to do: flushing a tty waits in the kernel until the device has taken everything.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        let Some(stream) = self.0.take() else { return };
        let close = move || {
            // An adapter that is gone has nothing left to throw away.
            drop(stream.clear(ClearBuffer::All));
            drop(stream);
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(close)),
            Err(_) => close(),
        }
    }
}

/// Opens a line's port, on a thread of its own.
#[derive(Debug, Default)]
pub struct Opener {
    /// A try that has not come back. There is never a second one beside it: each holds a thread.
    waiting: Option<JoinHandle<io::Result<Port>>>,
}

impl Open for Opener {
    type Port = Port;

    /// # Errors
    ///
    /// When the port is missing, taken, hangs, or refuses the settings.
    async fn open(&mut self, line: &Listener) -> io::Result<Port> {
        let opening = self.waiting.get_or_insert_with(|| {
            let line = line.clone();
            tokio::task::spawn_blocking(move || open(&line))
        });
        match tokio::time::timeout(OPEN_PATIENCE, opening).await {
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
            Ok(opened) => {
                self.waiting = None;
                opened.unwrap_or_else(|cancelled| Err(io::Error::other(cancelled)))
            }
        }
    }
}

/// Opens a port for this process alone, where its driver knows how.
fn open(line: &Listener) -> io::Result<Port> {
    std::fs::metadata(&line.path)?; // serialport's own error for a missing port says less
    let settings = line.settings.first().ok_or(io::ErrorKind::InvalidInput)?;
    let parity = match settings.parity {
        Parity::None => tokio_serial::Parity::None,
        Parity::Even => tokio_serial::Parity::Even,
        Parity::Odd => tokio_serial::Parity::Odd,
    };
    let builder = tokio_serial::new(line.path.to_string_lossy(), settings.baud)
        .parity(parity)
        .stop_bits(if settings.stop_bits == 2 { StopBits::Two } else { StopBits::One });
    let why = |error: tokio_serial::Error| match error.kind() {
        ErrorKind::Io(kind) => io::Error::new(kind, error.description),
        ErrorKind::NoDevice | ErrorKind::InvalidInput | ErrorKind::Unknown => {
            io::Error::other(error.description)
        }
    };
    let opened = builder.clone().open_native_async().or_else(|error| {
        if error.kind() == ErrorKind::Io(io::ErrorKind::Other) {
            tracing::warn!(%error, "the port's driver knows no exclusive access");
            return builder.exclusive(false).open_native_async().map_err(why);
        }
        Err(why(error))
    });
    opened.map(|stream| Port(Some(stream)))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use protocol::LineSettings;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::clock::Clock;
    use crate::core::LineId;

    /// Whatever a test waits for comes in microseconds, or never.
    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn a_port_with_bytes_that_nobody_takes_is_closed_at_once() {
        let (mut device, port) = SerialStream::pair().unwrap();
        let mut port = Port(Some(port));
        let mut written = 0;
        while let Ok(Ok(bytes)) =
            tokio::time::timeout(Duration::from_millis(50), port.write(&[0x55; 512])).await
        {
            written += bytes;
        }

        let clock = Clock::start();
        drop(port);
        let took = clock.now();

        assert!(took.0 < 1_000, "{took:?}");
        let mut heard = Vec::new();
        let end = tokio::time::timeout(SOON, device.read_to_end(&mut heard)).await;
        assert!(end.is_ok(), "the port is still open");
        // How many of them the kernel had on the way is its own affair.
        assert!(heard.len() <= written, "{} of {written} bytes went out", heard.len());
    }

    #[tokio::test]
    async fn a_port_is_closed_where_no_runtime_is_left_too() {
        let (mut device, port) = SerialStream::pair().unwrap();

        std::thread::spawn(move || drop(Port(Some(port)))).join().unwrap();

        let end = tokio::time::timeout(SOON, device.read_to_end(&mut Vec::new())).await;
        assert!(end.is_ok(), "the port is still open");
    }

    #[tokio::test]
    async fn a_port_that_is_not_there_is_said_to_be_missing() {
        let missing = missing();

        let error = Opener::default().open(&missing).await.unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[tokio::test(start_paused = true)]
    async fn an_adapter_that_hangs_is_said_and_holds_one_thread_only() {
        let (answer, hangs) = tokio::sync::oneshot::channel::<()>();
        let hanging = tokio::spawn(async move {
            drop(hangs.await);
            Err(io::ErrorKind::NotFound.into())
        });
        let mut opener = Opener { waiting: Some(hanging) };
        let line = missing();

        for _ in 0..3 {
            let error = opener.open(&line).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        }
        assert!(opener.waiting.is_some());

        drop(answer);
        assert_eq!(opener.open(&line).await.unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(opener.waiting.is_none());
    }
    fn missing() -> Listener {
        Listener {
            id: LineId(0),
            name: "bed".to_owned(),
            path: PathBuf::from("/nonexistent/tty"),
            settings: vec![LineSettings::at(9_600)],
            reopen_after: None,
        }
    }
}
