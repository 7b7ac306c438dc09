//! Who takes nothing any more? A screen whose cable was pulled acknowledges nothing, and one that hangs
//! reads nothing: the system would keep what waits for either for a quarter of an hour. It is told to
//! give up sooner, and then everything that the connection held is free.

use std::time::Duration;

use axum_server::accept::Accept;
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::net::TcpStream;

/// Connections that are cut when nothing of what was sent is taken for so long.
#[derive(Clone, Debug)]
pub(super) struct Patient<A> {
    pub(super) inner: A,
    pub(super) patience: Duration,
}

impl<A, S> Accept<TcpStream, S> for Patient<A>
where
    A: Accept<TcpStream, S>,
{
    type Stream = A::Stream;
    type Service = A::Service;
    type Future = A::Future;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let millis = u32::try_from(self.patience.as_millis()).unwrap_or(u32::MAX);
        if let Err(error) = set_tcp_user_timeout(&stream, millis) {
            tracing::debug!(%error, "a connection without a limit on what nobody takes");
        }
        // What is small and late is worse than two packets.
        drop(stream.set_nodelay(true));
        self.inner.accept(stream, service)
    }
}
