//! With which settings is the broker called? The files of the login are read each time: a technician
//! who puts a password right need not restart anything.
//!
//! They are read on a thread of their own. A card that hangs would else stop the uplink, and with it
//! alarms for which nothing has to be read.

use std::fs;
use std::net::IpAddr;
use std::thread;
use std::time::Duration;

use rumqttc::{LastWill, MqttOptions, QoS, Transport};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::inflight::Inflight;
use super::refusal::Refusal;
use super::{Link, MAX_SENT_BYTES, MAX_TAKEN_BYTES, address, envelope, tls};

/// How long a disk may take for a few kilobytes.
const PATIENCE: Duration = Duration::from_secs(5);

/// Settings that are being read, or nothing.
#[derive(Default)]
pub(crate) struct Options {
    /// A thread that has not come back: another would hang beside it.
    reading: Option<oneshot::Receiver<Result<MqttOptions, Refusal>>>,
}

impl Options {
    /// The settings of a new connection.
    pub(crate) async fn read(&mut self, link: &Link) -> Result<MqttOptions, Refusal> {
        let detour = address::detour(&link.broker).await;
        if !link.broker.tls && link.broker.password_file.is_none() {
            return settings(link, detour);
        }
        let reading = match &mut self.reading {
            Some(reading) => reading,
            None => self.reading.insert(begin(link, detour)?),
        };
        let Ok(read) = timeout(PATIENCE, reading).await else {
            return Err(Refusal::passing(
                "the password and certificate files cannot be read: the disk does not answer",
            ));
        };
        self.reading = None;
        read.unwrap_or_else(|_| Err(Refusal::passing("the login could not be prepared")))
    }
}

fn begin(
    link: &Link,
    detour: Option<IpAddr>,
) -> Result<oneshot::Receiver<Result<MqttOptions, Refusal>>, Refusal> {
    let (done, reading) = oneshot::channel();
    let link = link.clone();
    // Not one of the runtime's: that would wait for it at the end, and a disk may hang for ever.
    let read = move || drop(done.send(settings(&link, detour)));
    thread::Builder::new()
        .name("hearth-login".to_owned())
        .spawn(read)
        .map_err(|error| Refusal::passing(format!("the login cannot be prepared ({error})")))?;
    Ok(reading)
}

fn settings(link: &Link, detour: Option<IpAddr>) -> Result<MqttOptions, Refusal> {
    let broker = &link.broker;
    let host = match detour {
        None => broker.host.clone(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("[{address}]"),
    };
    let mut options = MqttOptions::new(&link.client_id, host, broker.port);
    let will = envelope::offline(link);
    options
        .set_clean_session(true)
        .set_keep_alive(broker.keep_alive)
        .set_max_packet_size(MAX_TAKEN_BYTES, MAX_SENT_BYTES)
        .set_inflight(Inflight::new(broker.window).ids())
        .set_pending_throttle(Duration::ZERO)
        .set_last_will(LastWill::new(link.root.topic("status"), will, QoS::AtLeastOnce, true));
    if let Some(username) = &broker.username {
        options.set_credentials(username, password(broker)?);
    }
    if broker.tls {
        let tls = tls::configuration(broker, detour.is_some())
            .map_err(|error| Refusal::lasting(error.to_string()))?;
        options.set_transport(Transport::tls_with_config(tls));
    }
    Ok(options)
}

/// The first line of the password file.
fn password(broker: &config::Broker) -> Result<String, Refusal> {
    let Some(file) = &broker.password_file else { return Ok(String::new()) };
    let text = fs::read_to_string(file).map_err(|error| {
        Refusal::lasting(format!("cannot read password-file {} ({error})", file.display()))
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uplink::tests::link;

    #[tokio::test(start_paused = true)]
    async fn a_disk_that_hangs_is_said_and_asked_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("password");
        // Nobody writes to it: whoever opens it hangs, as on a dying card.
        let pipe = std::process::Command::new("mkfifo").arg(&file).status().unwrap();
        assert!(pipe.success());
        let mut link = link(1);
        link.broker.username = Some("h".to_owned());
        link.broker.password_file = Some(file.clone());
        let mut options = Options::default();

        for _ in 0..3 {
            let refusal = options.read(&link).await.unwrap_err();
            assert!(refusal.why.contains("the disk does not answer"), "{}", refusal.why);
            assert!(!refusal.needs_somebody);
        }

        tokio::time::resume();
        // The one thread takes what is written; a second one would not see it.
        std::fs::write(&file, "secret\n").unwrap();
        let read = options.read(&link).await.unwrap();
        assert_eq!(read.credentials().map(|login| login.password), Some("secret".to_owned()));
    }
}
