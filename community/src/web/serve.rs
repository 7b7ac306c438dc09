//! How do pages leave the machine? Over TLS where there is a certificate, else plainly (a loopback
//! address, or a proxy before it).

mod patient;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use super::wall::stream::UNHEARD;
use patient::Patient;

/// Whoever opens a connection and says nothing is cut off.
const SILENT: Duration = Duration::from_secs(10);
/// What is being answered when the station stops has so long; streams are cut then.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// A certificate and its key, PEM files.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The chain.
    pub cert: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// Serves until it is told to stop.
///
/// # Errors
///
/// When the address is taken, or the certificate cannot be read.
pub async fn serve(
    router: Router,
    listen: SocketAddr,
    tls: Option<Tls>,
    stop: Handle<SocketAddr>,
) -> io::Result<()> {
    serve_patiently(router, (listen, UNHEARD), tls, stop).await
}

async fn serve_patiently(
    router: Router,
    (listen, patience): (SocketAddr, Duration),
    tls: Option<Tls>,
    stop: Handle<SocketAddr>,
) -> io::Result<()> {
    let pages = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            let server = axum_server::bind(listen).http1_only().handle(stop);
            let server = server.map(|inner| Patient { inner, patience });
            server.first_request_timeout(SILENT).serve(pages).await
        }
        Some(Tls { cert, key }) => {
            let secret = secret(&cert, &key).await?;
            let server = axum_server::bind_rustls(listen, secret).http1_only().handle(stop);
            let server = server.map(|inner| Patient { inner, patience });
            server.first_request_timeout(SILENT).serve(pages).await
        }
    }
}

/// What a connection is encrypted with. HTTP/1.1 is all that is spoken, so it is all that is offered: a
/// browser that was promised HTTP/2 would be answered by nothing.
async fn secret(cert: &Path, key: &Path) -> io::Result<RustlsConfig> {
    // A second one changes nothing: the broker's side may have been first.
    drop(rustls::crypto::ring::default_provider().install_default());
    let config = RustlsConfig::from_pem_file(cert, key).await?;
    let mut speaks = rustls::ServerConfig::clone(&config.get_inner());
    speaks.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.reload_from_config(Arc::new(speaks));
    Ok(config)
}

/// Lets what is being answered end.
pub fn stop(handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(LAST_WORDS));
}
