//! How is the link encrypted? rustls with ring; the broker is checked against the configured
//! certificate (or the system's list), and the station shows its own if it has one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rumqttc::TlsConfiguration;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::config::Tls;

/// Debian's and its children's list, for a broker with a public certificate.
const SYSTEM_CA: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Why the link cannot be encrypted as configured. The sentence names the file.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} holds no certificate or key in PEM ({why})", path.display())]
    Pem { path: PathBuf, why: String },
    #[error("{} does not fit the key beside it: {source}", path.display())]
    Pair { path: PathBuf, source: rustls::Error },
    #[error("the TLS library refuses its own settings: {0}")]
    Library(rustls::Error),
}

/// The settings for the client library.
pub(super) fn configuration(tls: &Tls) -> Result<TlsConfiguration, TlsError> {
    let ca = tls.ca.as_deref().unwrap_or(Path::new(SYSTEM_CA));
    let mut roots = RootCertStore::empty();
    for certificate in certificates(ca)? {
        let why = |error: rustls::Error| TlsError::Pem { path: ca.into(), why: error.to_string() };
        roots.add(certificate).map_err(why)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Library)?
        .with_root_certificates(roots);
    let config = match &tls.own {
        None => builder.with_no_client_auth(),
        Some((cert, key)) => {
            let private = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(key, error))?;
            let pair = builder.with_client_auth_cert(certificates(cert)?, private);
            pair.map_err(|source| TlsError::Pair { path: cert.clone(), source })?
        }
    };
    Ok(TlsConfiguration::Rustls(Arc::new(config)))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).map_err(|error| fault(path, error))?;
    let read: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| fault(path, error))?;
    if read.is_empty() { Err(fault(path, pem::Error::NoItemsFound)) } else { Ok(read) }
}

fn fault(path: &Path, error: pem::Error) -> TlsError {
    let path = path.to_owned();
    if let pem::Error::Io(source) = error {
        return TlsError::Read { path, source };
    }
    TlsError::Pem { path, why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_is_missing_or_none_is_told_with_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let ca = dir.path().join("ca.pem");
        let told = |ca: &Path| {
            let tls = Tls { ca: Some(ca.to_owned()), own: None };
            configuration(&tls).map(drop).unwrap_err().to_string()
        };
        assert!(told(&ca).starts_with("cannot read ") && told(&ca).contains("ca.pem"));
        std::fs::write(&ca, "not a certificate").unwrap();
        assert!(told(&ca).contains("ca.pem holds no certificate"));
    }
}
