//! With which settings is the broker called? The files of the login are read each time, so that a
//! password that is put right is used without a restart.

use std::fs;
use std::io;
use std::path::PathBuf;

use rumqttc::{MqttOptions, Transport};

use super::plane::Plane;
use super::tls::TlsError;
use super::{Settings, backoff, tls};

/// The protocol's own limit, bytes. A smaller one would let whoever publishes a larger packet end the
/// link again and again; how much may be published at all is the broker's `message_size_limit`.
const LARGEST_PACKET: usize = 268_435_455;

/// Commands that go out unacknowledged. A home is asked for a few things at a time.
const INFLIGHT: u16 = 1_000;

/// Why the broker cannot be called.
#[derive(Debug, thiserror::Error)]
pub(super) enum OptionsError {
    #[error("cannot read the password file {}: {source}", path.display())]
    Password { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// The settings of a new connection.
pub(super) fn options(settings: &Settings, plane: Plane) -> Result<MqttOptions, OptionsError> {
    let name = match plane {
        Plane::Durable => format!("station-{}", settings.community),
        // A live link is nobody's session: two may be there for a moment after a restart.
        Plane::Live => {
            format!("station-{}-live-{:08x}", settings.community, backoff::random() >> 32)
        }
    };
    let mut options = MqttOptions::new(name, &settings.host, settings.port);
    options
        .set_clean_session(plane == Plane::Live)
        .set_manual_acks(plane == Plane::Durable)
        .set_keep_alive(settings.keep_alive)
        .set_max_packet_size(LARGEST_PACKET, LARGEST_PACKET)
        .set_inflight(INFLIGHT);
    if let Some(username) = &settings.username {
        options.set_credentials(username, password(settings)?);
    }
    if let Some(encrypted) = &settings.tls {
        options.set_transport(Transport::tls_with_config(tls::configuration(encrypted)?));
    }
    Ok(options)
}

fn password(settings: &Settings) -> Result<String, OptionsError> {
    let Some(path) = &settings.password_file else { return Ok(String::new()) };
    let unread = |source| OptionsError::Password { path: path.clone(), source };
    let text = fs::read_to_string(path).map_err(unread)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
