//! Why is there no link? In words that tell a technician what to check.

use std::io;

use rumqttc::{ConnectReturnCode, ConnectionError, StateError, TlsError, mqttbytes};
use rustls::{AlertDescription, CertificateError};

use super::login::{Denied, Stage};

/// Why a connection ended, and how soon to try again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) why: String,
    /// Somebody has to change something: trying often does not help.
    pub(crate) needs_somebody: bool,
}

impl Refusal {
    /// The link may be back at any moment.
    pub(crate) fn passing(why: impl Into<String>) -> Self {
        Self { why: why.into(), needs_somebody: false }
    }

    /// Until somebody acts it stays so.
    pub(crate) fn lasting(why: impl Into<String>) -> Self {
        Self { why: why.into(), needs_somebody: true }
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Publish | Denied::Status => Self::lasting(denied.to_string()),
            Denied::NoSubAck | Denied::NoPubAck => Self::passing(denied.to_string()),
        }
    }
}

/// What has ended a connection, as far as that says something of the messages on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The broker closed it.
    Closed,
    /// What came in was too large, or no MQTT.
    Garbled,
    /// The network, or the home itself.
    Other,
}

impl Cause {
    pub(crate) fn of(error: &ConnectionError) -> Self {
        match error {
            ConnectionError::Tls(TlsError::Io(error))
            | ConnectionError::Io(error)
            | ConnectionError::MqttState(
                StateError::Io(error) | StateError::Deserialization(mqttbytes::Error::Io(error)),
            ) => {
                if is_dropped(error.kind()) {
                    Self::Closed
                } else {
                    Self::Other
                }
            }
            ConnectionError::MqttState(StateError::ConnectionAborted) => Self::Closed,
            ConnectionError::MqttState(StateError::Deserialization(error)) => {
                let is_own = matches!(error, mqttbytes::Error::OutgoingPacketTooLarge { .. });
                if is_own { Self::Other } else { Self::Garbled }
            }
            ConnectionError::MqttState(StateError::WrongPacket) => Self::Garbled,
            ConnectionError::MqttState(
                StateError::Unsolicited(_)
                | StateError::AwaitPingResp
                | StateError::CollisionTimeout
                | StateError::InvalidState
                | StateError::EmptySubscription,
            )
            | ConnectionError::ConnectionRefused(_)
            | ConnectionError::NetworkTimeout
            | ConnectionError::FlushTimeout
            | ConnectionError::Tls(_)
            | ConnectionError::NotConnAck(_)
            | ConnectionError::RequestsDone => Self::Other,
        }
    }
}

fn is_dropped(kind: io::ErrorKind) -> bool {
    let dropped = [
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::UnexpectedEof,
        io::ErrorKind::BrokenPipe,
    ];
    dropped.contains(&kind)
}

/// What the client library's error means to a technician, on a connection that had got so far.
pub(crate) fn explain(error: &ConnectionError, stage: Stage, broker: &config::Broker) -> Refusal {
    let address = format!("{}:{}", broker.host, broker.port);
    match (Cause::of(error), stage) {
        (Cause::Closed, Stage::Subscribing) => {
            return Refusal::passing(
                "the broker closes the connection when this login subscribes: check its access \
                 rules: it reads its own status and command/# below the home's topic",
            );
        }
        (Cause::Closed, Stage::Announcing) => {
            return Refusal::passing(
                "the broker closes the connection when this login publishes: check its access \
                 rules for this login, below the home's topic",
            );
        }
        (Cause::Closed, Stage::Proven) => {
            return Refusal::passing("the broker closed the connection");
        }
        (Cause::Closed, Stage::Connecting) | (Cause::Garbled | Cause::Other, _) => {}
    }
    match error {
        ConnectionError::ConnectionRefused(code) => refused(*code),
        ConnectionError::NetworkTimeout => Refusal::passing(format!(
            "{address} does not answer: check the address, the port and the network"
        )),
        ConnectionError::FlushTimeout => {
            Refusal::passing("the broker takes nothing more: the connection is stuck".to_owned())
        }
        ConnectionError::Tls(TlsError::Io(error)) | ConnectionError::Io(error) => {
            network(error, broker, &address)
        }
        ConnectionError::Tls(error) => tls(&error.to_string()),
        ConnectionError::MqttState(error) => state(error, broker, &address),
        ConnectionError::NotConnAck(_) => {
            Refusal::passing(format!("{address} does not answer as an MQTT broker does"))
        }
        ConnectionError::RequestsDone => Refusal::passing("the connection was closed".to_owned()),
    }
}

fn refused(code: ConnectReturnCode) -> Refusal {
    Refusal::lasting(match code {
        ConnectReturnCode::BadUserNamePassword => {
            "the broker refuses the user name or password: check username and password-file"
        }
        ConnectReturnCode::NotAuthorized => {
            "the broker refuses this login: check username, password-file and the broker's rules"
        }
        ConnectReturnCode::BadClientId => "the broker refuses the client id of this home",
        ConnectReturnCode::RefusedProtocolVersion => "the broker does not speak MQTT 3.1.1",
        ConnectReturnCode::ServiceUnavailable => {
            return Refusal::passing("the broker says that it is not available at the moment");
        }
        ConnectReturnCode::Success => return Refusal::passing("the broker closed the connection"),
    })
}

fn state(error: &StateError, broker: &config::Broker, address: &str) -> Refusal {
    match error {
        StateError::Io(error) | StateError::Deserialization(mqttbytes::Error::Io(error)) => {
            network(error, broker, address)
        }
        StateError::Deserialization(error) => {
            Refusal::passing(format!("{address} sends what is not MQTT ({error})"))
        }
        StateError::Unsolicited(_) => {
            Refusal::passing("the broker acknowledged what was not sent".to_owned())
        }
        StateError::AwaitPingResp | StateError::CollisionTimeout => {
            Refusal::passing("the broker has fallen silent".to_owned())
        }
        StateError::ConnectionAborted => {
            Refusal::passing("the broker closed the connection".to_owned())
        }
        StateError::InvalidState | StateError::WrongPacket | StateError::EmptySubscription => {
            Refusal::passing(format!("{address} does not keep to MQTT ({error})"))
        }
    }
}

fn network(error: &io::Error, broker: &config::Broker, address: &str) -> Refusal {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return certificate(error);
    }
    let kind = error.kind();
    Refusal::passing(if kind == io::ErrorKind::ConnectionRefused {
        format!("nothing listens at {address}: check the port, and that the broker runs")
    } else if is_dropped(kind) && broker.tls {
        format!("{address} drops the connection: is this its port for TLS?")
    } else if is_dropped(kind) {
        format!(
            "{address} dropped the connection: does it want TLS (mqtts://), or is it overloaded?"
        )
    } else if error.to_string().contains("lookup") || kind == io::ErrorKind::InvalidInput {
        format!("the name {} cannot be found: check it, and the network's DNS", broker.host)
    } else {
        format!("{address} cannot be reached ({error}): check the network")
    })
}

fn certificate(error: &rustls::Error) -> Refusal {
    if let rustls::Error::InvalidCertificate(reason) = error {
        return theirs(reason);
    }
    if let rustls::Error::AlertReceived(alert) = error {
        return ours(*alert);
    }
    tls(&error.to_string())
}

/// What is wrong with the broker's certificate. A box with a wrong clock finds every one expired.
fn theirs(reason: &CertificateError) -> Refusal {
    use CertificateError as Cert;
    let by_time = matches!(
        reason,
        Cert::Expired
            | Cert::ExpiredContext { .. }
            | Cert::NotValidYet
            | Cert::NotValidYetContext { .. }
    );
    let by_name = matches!(reason, Cert::NotValidForName | Cert::NotValidForNameContext { .. });
    if by_time {
        Refusal::passing(
            "the broker's certificate is not valid at this time: check the clock of this box, then \
             the certificate",
        )
    } else if by_name {
        Refusal::passing("the broker's certificate is for another name: check url")
    } else if *reason == Cert::UnknownIssuer {
        Refusal::passing("the broker's certificate is signed by somebody unknown: check ca")
    } else {
        Refusal::passing(format!("the broker's certificate is not valid ({reason}): check ca"))
    }
}

/// What the broker says of the home's certificate.
fn ours(alert: AlertDescription) -> Refusal {
    let missing = [AlertDescription::CertificateRequired, AlertDescription::HandshakeFailure];
    let refused = [
        AlertDescription::UnknownCA,
        AlertDescription::BadCertificate,
        AlertDescription::CertificateUnknown,
        AlertDescription::CertificateRevoked,
    ];
    if missing.contains(&alert) {
        Refusal::lasting("the broker wants a certificate of this home: set cert and key")
    } else if alert == AlertDescription::CertificateExpired {
        let why = "the broker finds this home's certificate expired: check cert, and the clocks";
        Refusal::lasting(why)
    } else if refused.contains(&alert) {
        let why = "the broker does not accept this home's certificate: check cert and key";
        Refusal::lasting(why)
    } else {
        tls(&format!("{alert:?}"))
    }
}

fn tls(why: &str) -> Refusal {
    Refusal::passing(format!("the connection cannot be encrypted ({why}): check ca, cert and key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_technician_is_told_what_to_check() {
        let io = |kind| ConnectionError::Io(io::Error::from(kind));
        let tls = |error| ConnectionError::Tls(TlsError::Io(io::Error::other(error)));
        let alert = |alert| {
            let error = io::Error::other(rustls::Error::AlertReceived(alert));
            let error = StateError::Deserialization(mqttbytes::Error::Io(error));
            ConnectionError::MqttState(error)
        };
        let invalid = rustls::Error::InvalidCertificate;
        let cases = [
            (io(io::ErrorKind::ConnectionRefused), "nothing listens at b.example:8883"),
            (io(io::ErrorKind::ConnectionReset), "is this its port for TLS?"),
            (tls(invalid(CertificateError::Expired)), "check the clock of this box"),
            (tls(invalid(CertificateError::NotValidYet)), "check the clock of this box"),
            (tls(invalid(CertificateError::UnknownIssuer)), "check ca"),
            (tls(invalid(CertificateError::NotValidForName)), "for another name"),
            (alert(AlertDescription::CertificateRequired), "set cert and key"),
            (alert(AlertDescription::UnknownCA), "check cert and key"),
            (ConnectionError::NetworkTimeout, "does not answer"),
        ];

        for (error, expected) in cases {
            let why = explain(&error, Stage::Connecting, &broker()).why;
            assert!(why.contains(expected), "{error:?}: {why}");
        }
    }

    #[test]
    fn only_what_somebody_has_to_change_is_tried_slowly() {
        let refused = ConnectionError::ConnectionRefused(ConnectReturnCode::NotAuthorized);
        let busy = ConnectionError::ConnectionRefused(ConnectReturnCode::ServiceUnavailable);

        assert!(explain(&refused, Stage::Connecting, &broker()).needs_somebody);
        assert!(!explain(&busy, Stage::Connecting, &broker()).needs_somebody);
    }

    #[test]
    fn a_connection_that_the_broker_closes_is_explained_by_how_far_it_got() {
        let aborted = || ConnectionError::MqttState(StateError::ConnectionAborted);
        let reset = || {
            let error = io::Error::from(io::ErrorKind::ConnectionReset);
            ConnectionError::MqttState(StateError::Io(error))
        };
        let cases = [
            (Stage::Subscribing, "when this login subscribes"),
            (Stage::Announcing, "when this login publishes"),
            (Stage::Proven, "the broker closed the connection"),
        ];
        for (stage, expected) in cases {
            for error in [aborted(), reset()] {
                let why = explain(&error, stage, &broker()).why;
                assert!(why.contains(expected) && !why.contains("TLS"), "{why}");
                assert_eq!(Cause::of(&error), Cause::Closed);
            }
        }
    }

    #[test]
    fn what_comes_in_and_is_too_large_or_no_mqtt_is_told_from_a_lost_network() {
        let state = |error| Cause::of(&ConnectionError::MqttState(error));
        let large = mqttbytes::Error::PayloadSizeLimitExceeded(200_000);
        let own = mqttbytes::Error::OutgoingPacketTooLarge { pkt_size: 9, max: 8 };
        let timed_out = io::Error::from(io::ErrorKind::TimedOut);

        assert_eq!(state(StateError::Deserialization(large)), Cause::Garbled);
        assert_eq!(
            state(StateError::Deserialization(mqttbytes::Error::TopicNotUtf8)),
            Cause::Garbled
        );
        assert_eq!(state(StateError::WrongPacket), Cause::Garbled);
        assert_eq!(state(StateError::Deserialization(own)), Cause::Other);
        assert_eq!(state(StateError::Io(timed_out)), Cause::Other);
        assert_eq!(state(StateError::Unsolicited(7)), Cause::Other);
    }

    fn broker() -> config::Broker {
        config::Broker { tls: true, ..crate::uplink::tests::broker("b.example", 8883) }
    }
}
