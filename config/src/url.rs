//! Where is the broker? `mqtts://broker.example:8883`.
//!
//! Own code, because the crates that know every kind of URL bring the Unicode tables of domain
//! names that no broker in a community has. What was written is never repeated: it may hold a
//! password.

use std::net::IpAddr;

/// Where a broker is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
}

/// Why a text is no broker's address: what is wrong and what to do.
pub(crate) type Wrong = (&'static str, &'static str);

impl Address {
    /// Whether nobody else can listen in.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// Whether two addresses are of one machine, at whatever port.
pub(crate) fn is_same_machine(one: &str, other: &str) -> bool {
    let plain = |host: &str| {
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        if host == "localhost" || address.is_some_and(|ip| ip.is_loopback()) {
            return "localhost".to_owned();
        }
        address.map_or(host, |ip| ip.to_string())
    };
    plain(one) == plain(other)
}

/// What makes it all but certain that nobody answers at a well-formed address.
pub(crate) fn doubt(address: &Address) -> Option<Wrong> {
    let wrong = ("no machine has this name or number", "write the broker's name, or its address");
    if address.host == "HOST" {
        return Some(("HOST stands for the broker", "write the broker's name or address for it"));
    }
    match address.host.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() || ip.is_multicast() => return Some(wrong),
        Ok(_) => {}
        Err(_) if !is_name(&address.host) => return Some(wrong),
        Err(_) => {}
    }
    match (address.tls, address.port) {
        (true, 1883) => Some((
            "at 1883 brokers do not encrypt, and mqtts:// does",
            "write the port at which the broker encrypts, usually 8883",
        )),
        (false, 8883) => Some((
            "at 8883 brokers encrypt, and mqtt:// does not",
            "write mqtts:// and ca, or the port without encryption, usually 1883",
        )),
        (true | false, _) => None,
    }
}

/// Whether a machine can be called so. What ends in a number is an address, and a wrong one.
fn is_name(host: &str) -> bool {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_number = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
    labels.iter().all(is_label) && !labels.last().is_some_and(is_number)
}

pub(crate) fn parse(url: &str) -> Result<Address, Wrong> {
    if url.contains('@') {
        return Err((
            "a login does not belong into the url, where everybody reads it",
            "write username = \"…\" and put the password into a file named in password-file",
        ));
    }
    let (tls, rest) = match url.split_once("://") {
        Some(("mqtts", rest)) => (true, rest),
        Some(("mqtt", rest)) => (false, rest),
        Some(("ssl" | "tls" | "mqtt+tls", _)) => {
            return Err(("encrypted MQTT is written mqtts://", "write \"mqtts://HOST:8883\""));
        }
        Some(("tcp", _)) => {
            return Err(("MQTT is written mqtt:// or mqtts://", "write \"mqtts://HOST:8883\""));
        }
        Some(("ws" | "wss" | "http" | "https", _)) => {
            return Err((
                "Hearth talks MQTT over TCP and TLS, not over the web",
                "write the broker's MQTT port, as in \"mqtts://HOST:8883\"",
            ));
        }
        Some(_) | None => {
            return Err((
                "the url must begin with mqtts:// or mqtt://",
                "write \"mqtts://HOST:8883\"",
            ));
        }
    };
    let (host, port) = split(rest.strip_suffix('/').unwrap_or(rest))?;
    let port = match port {
        None if tls => 8883,
        None => 1883,
        Some(port) => match port.parse::<u16>() {
            Ok(port) if port > 0 => port,
            Ok(_) | Err(_) => {
                return Err((
                    "the port is no number from 1 to 65535",
                    "write 8883 for mqtts, 1883 for mqtt",
                ));
            }
        },
    };
    Ok(Address { host: host.to_owned(), port, tls })
}

fn split(rest: &str) -> Result<(&str, Option<&str>), Wrong> {
    let bad = ("this is no name or number of a machine", "write \"mqtts://HOST:8883\"");
    let six = |c: char| c.is_ascii_hexdigit() || c == ':';
    if rest.matches(':').count() > 1 && rest.chars().all(six) {
        return Err((
            "an IPv6 address stands here without brackets",
            "write it in brackets, as in \"mqtts://[2001:db8::1]:8883\"",
        ));
    }
    if rest.contains(['/', '?', '#']) {
        return Err(("a broker's url has nothing after the port", "write \"mqtts://HOST:8883\""));
    }
    let (host, port) = match rest.strip_prefix('[') {
        Some(six) => match six.split_once(']') {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or(bad)?)),
            None => return Err(bad),
        },
        None => match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        },
    };
    let is_ip = host.parse::<IpAddr>().is_ok();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if host.is_empty() {
        return Err(("the url names no machine", "write \"mqtts://HOST:8883\""));
    }
    if is_ip || host.chars().all(named) { Ok((host, port)) } else { Err(bad) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_have_the_usual_numbers_unless_said() {
        let at = |host: &str, port, tls| Ok(Address { host: host.to_owned(), port, tls });

        assert_eq!(parse("mqtts://broker.example"), at("broker.example", 8883, true));
        assert_eq!(parse("mqtt://127.0.0.1"), at("127.0.0.1", 1883, false));
        assert_eq!(parse("mqtts://broker.example:443/"), at("broker.example", 443, true));
        assert_eq!(parse("mqtt://[::1]:1884"), at("::1", 1884, false));
        assert_eq!(parse("mqtt://[::1]"), at("::1", 1883, false));
    }

    #[test]
    fn only_this_machine_itself_is_safe_without_tls() {
        let safe = |url: &str| parse(url).unwrap().is_loopback();

        assert!(safe("mqtt://127.0.0.1") && safe("mqtt://[::1]") && safe("mqtt://localhost:1"));
        assert!(!safe("mqtt://192.168.1.5") && !safe("mqtt://localhost.example"));
    }

    #[test]
    fn an_address_at_which_nobody_can_answer_is_doubted() {
        let doubt = |url: &str| doubt(&parse(url).unwrap()).map(|(problem, _)| problem);

        for good in
            ["mqtts://broker", "mqtts://10.0.0.1", "mqtt://[::1]", "mqtts://b-1.example.:443"]
        {
            assert_eq!(doubt(good), None, "{good}");
        }
        for dark in [
            "mqtts://300.1.1.1",
            "mqtts://0.0.0.0",
            "mqtts://a..b",
            "mqtts://-",
            "mqtts://.",
            "mqtts://1.2",
        ] {
            assert_eq!(doubt(dark), Some("no machine has this name or number"), "{dark}");
        }
        assert_eq!(doubt("mqtts://HOST:8883"), Some("HOST stands for the broker"));
        assert!(doubt("mqtts://broker:1883").is_some() && doubt("mqtt://broker:8883").is_some());
    }

    #[test]
    fn a_machine_is_the_same_at_another_port_and_in_capitals() {
        assert!(is_same_machine("broker.example", "Broker.Example."));
        assert!(is_same_machine("127.0.0.1", "localhost") && is_same_machine("::1", "0:0::1"));
        assert!(!is_same_machine("broker.example", "other.example"));
    }

    #[test]
    fn what_is_no_address_is_told_apart() {
        let wrong = |url: &str| parse(url).unwrap_err().0;

        assert_eq!(
            wrong("mqtts://h0042:hunter2@broker"),
            "a login does not belong into the url, where everybody reads it"
        );
        assert_eq!(wrong("broker.example:8883"), "the url must begin with mqtts:// or mqtt://");
        assert_eq!(wrong("ssl://broker"), "encrypted MQTT is written mqtts://");
        assert_eq!(wrong("tcp://broker"), "MQTT is written mqtt:// or mqtts://");
        assert_eq!(wrong("wss://broker"), "Hearth talks MQTT over TCP and TLS, not over the web");
        assert_eq!(wrong("mqtts://"), "the url names no machine");
        assert_eq!(wrong("mqtts://broker/x"), "a broker's url has nothing after the port");
        assert_eq!(wrong("mqtts://bro ker"), "this is no name or number of a machine");
        assert_eq!(wrong("mqtts://[::1"), "this is no name or number of a machine");
        assert_eq!(wrong("mqtts://[::1]8883"), "this is no name or number of a machine");
        for six in ["mqtts://2001:db8::1", "mqtts://2001:db8::1:8883", "mqtt://::1"] {
            assert_eq!(wrong(six), "an IPv6 address stands here without brackets");
        }
        assert_eq!(wrong("mqtts://broker:0"), "the port is no number from 1 to 65535");
        assert_eq!(wrong("mqtts://broker:"), "the port is no number from 1 to 65535");
        assert_eq!(wrong("mqtts://broker:99999"), "the port is no number from 1 to 65535");
    }
}
