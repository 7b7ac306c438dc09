//! Whom is trusted to sign certificates, and who asks by HTTP with that trust? The configured file, or the system's list, as on the link to the
//! broker: a station with its own authority needs no other list in its binary.

use std::path::Path;
use std::sync::Arc;

use reqwest::redirect;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::why::FileFault;
use super::{PATIENCE, Why};

/// Debian's and its children's list.
const SYSTEM: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The trusted certificates. One odd certificate of a system's list is no reason to trust none.
pub(crate) fn certificates(ca: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Why> {
    let file = ca.unwrap_or(Path::new(SYSTEM));
    let fault = |what| Why::File { file: file.to_owned(), what };
    let text = std::fs::read(file).map_err(|error| fault(FileFault::Io(error.kind())))?;
    let is_sound =
        |found: &CertificateDer<'static>| RootCertStore::empty().add(found.clone()).is_ok();
    let found = CertificateDer::pem_slice_iter(&text).flatten().filter(is_sound);
    let found: Vec<_> = found.collect();
    if found.is_empty() { Err(fault(FileFault::NoCertificate)) } else { Ok(found) }
}

/// The settings of an encrypted link. For plain HTTP nobody need be trusted: a list that cannot be read
/// stops only what is encrypted.
pub(crate) fn client(certificates: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Why> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| Why::Encryption)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// A client for one address: whoever redirects it, or stands in between, is not followed.
pub(crate) async fn dial(url: &Url, ca: Option<&Path>) -> Result<reqwest::Client, Why> {
    let (ca, is_encrypted) = (ca.map(Path::to_owned), url.scheme() == "https");
    let trusted = tokio::task::spawn_blocking(move || match certificates(ca.as_deref()) {
        // Where nothing is encrypted, nobody need be trusted.
        Err(_) if !is_encrypted => Ok(Vec::new()),
        read => read,
    });
    let tls = client(trusted.await.map_err(|_| Why::Encryption)??)?;
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(PATIENCE)
        .pool_max_idle_per_host(1)
        .user_agent("hearth-community");
    client.build().map_err(|_| Why::Encryption)
}
