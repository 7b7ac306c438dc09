//! How is the connection encrypted? rustls with ring; the broker is checked against the configured
//! certificate (or the system's), and the home shows its own if it has one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rumqttc::TlsConfiguration;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Debian's and its children's bundle of certificates, for a broker with a public certificate.
const SYSTEM_CA: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Why a connection cannot be encrypted as configured. The message names the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is not what it should be: a certificate or key in PEM ({why})", path.display())]
    Pem { path: PathBuf, why: String },
    #[error("{} does not fit the key beside it: {source}", path.display())]
    Pair { path: PathBuf, source: rustls::Error },
    #[error("the TLS library refuses its own settings: {0}")]
    Library(rustls::Error),
}

/// The settings for the client library. Where it is given an address in place of the name
/// (`by_address`), the certificate has to be for the name all the same.
pub(crate) fn configuration(
    broker: &config::Broker,
    by_address: bool,
) -> Result<TlsConfiguration, TlsError> {
    let mut roots = RootCertStore::empty();
    let ca = broker.ca.as_deref().unwrap_or(Path::new(SYSTEM_CA));
    for certificate in certificates(ca)? {
        roots.add(certificate).map_err(|error| not_pem(ca, &error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Library)?;
    let builder = if by_address {
        let verifier = Named::new(roots, provider, &broker.host)?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        builder.with_root_certificates(roots)
    };
    let config = match (&broker.cert, &broker.key) {
        (Some(cert), Some(key)) => {
            let private = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(key, error))?;
            let pair = builder.with_client_auth_cert(certificates(cert)?, private);
            pair.map_err(|source| TlsError::Pair { path: cert.clone(), source })?
        }
        (None, _) | (_, None) => builder.with_no_client_auth(),
    };
    Ok(TlsConfiguration::Rustls(Arc::new(config)))
}

/// The usual verification, of a name that is not the one that was called.
#[derive(Debug)]
struct Named {
    usual: Arc<WebPkiServerVerifier>,
    name: ServerName<'static>,
}

impl Named {
    fn new(
        roots: RootCertStore,
        provider: Arc<CryptoProvider>,
        host: &str,
    ) -> Result<Self, TlsError> {
        let other = |why: String| TlsError::Library(rustls::Error::General(why));
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let usual = usual.build().map_err(|error| other(error.to_string()))?;
        let name = ServerName::try_from(host.to_owned());
        Ok(Self { usual, name: name.map_err(|error| other(error.to_string()))? })
    }
}

impl ServerCertVerifier for Named {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _called: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Self { usual, name } = self;
        usual.verify_server_cert(end_entity, intermediates, name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).map_err(|error| fault(path, error))?;
    let read: Result<Vec<_>, _> = read.collect();
    let read = read.map_err(|error| fault(path, error))?;
    if read.is_empty() {
        return Err(fault(path, pem::Error::NoItemsFound));
    }
    Ok(read)
}

fn fault(path: &Path, error: pem::Error) -> TlsError {
    if let pem::Error::Io(source) = error {
        return TlsError::Read { path: path.to_owned(), source };
    }
    not_pem(path, &error)
}

fn not_pem(path: &Path, why: &impl ToString) -> TlsError {
    TlsError::Pem { path: path.to_owned(), why: why.to_string() }
}
