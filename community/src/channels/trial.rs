//! A message for tests, and an authority.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::*;

pub(super) const AT: Wall = Wall(1_795_000_000_123);

pub(super) fn out(to: Address) -> Outgoing {
    Outgoing {
        id: "42-1".parse().unwrap(),
        to,
        subject: "Building 4: gas".to_owned(),
        text: "Gas in building 4, third floor.\nSomebody must go now.".to_owned(),
        link: Some(Url::parse("https://hall.example/go/abc").unwrap()),
        parts: Vec::new(),
        priority: Priority::High,
        lang: Lang::English,
        at: AT,
    }
}

pub(super) fn robot() -> Outgoing {
    out(Address::Robot("neighbours".to_owned()))
}

pub(super) const fn later(why: Why) -> Result<Sent, NotSent> {
    Err(NotSent::Later { why, after: None })
}

pub(super) const fn never(why: Why) -> Result<Sent, NotSent> {
    Err(NotSent::Never { why })
}

/// A server's half of TLS for `localhost`, signed by `ca.pem` in the folder.
pub(super) fn acceptor(folder: &Path) -> TlsAcceptor {
    let script = "exec 2>&1; new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'; \
                  openssl req -x509 $new -days 9 -subj /CN=authority -keyout ca.key -out ca.pem && \
                  openssl req $new -subj /CN=localhost -keyout key.pem -out request.pem && \
                  printf 'subjectAltName=DNS:localhost' >names && \
                  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial \
                  -days 9 -extfile names -out cert.pem";
    let made = Command::new("sh").arg("-c").arg(script).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stdout));
    let certificate = CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// An authority that has signed nothing.
pub(super) const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBiDCCAS+gAwIBAgIUSJiHbnGBu0p6AKX7J3lysYYdroAwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjYxMTMwMDQyNjExWhgPMjEy
NjExMDYwNDI2MTFaMBkxFzAVBgNVBAMMDnRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEex6QkuMROeq5vxX+dF2HKBx+o1vUssaQ2SuJ+O5U
O6jHShiFH/YbStXanJf4RY32pPKBBqhq0fh072b+0HedeqNTMFEwHQYDVR0OBBYE
FGDa2Wp2c9/IR+7LtwQcq8bvQAjUMB8GA1UdIwQYMBaAFGDa2Wp2c9/IR+7LtwQc
q8bvQAjUMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgWWDhd62U
aG3t7xzWC7WghbFUcXdoagLOhrCk4Y7Jva4CIE2Uw9zgKPwyjz0BzTui66qMoVI5
RsGo8bWn5uzfhUJ5
-----END CERTIFICATE-----
";
