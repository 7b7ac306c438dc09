//! What goes into the box of a home, and to its broker? As docs/broker.md and the sample of hearth.toml
//! have it, with this home's names.

use serde::Serialize;

use crate::config::Config;
use crate::core::HomeId;

/// Text to be copied.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Sheet {
    /// Sections of the home's configuration.
    pub(super) hearth_toml: String,
    /// The home's login at the broker.
    pub(super) broker_user: String,
    /// Lines of mosquitto's list of rules for this home.
    pub(super) broker_acl: Vec<String>,
    /// What somebody has to look at, if anything.
    pub(super) warnings: Vec<String>,
}

impl Sheet {
    pub(super) fn of(config: &Config, home: &HomeId, url: Option<&str>) -> Self {
        let community = &config.community;
        let root = format!("hearth/v1/{community}/{home}");
        let mut warnings = Vec::new();
        let url = url.map_or_else(|| own(config, &mut warnings), str::to_owned);
        let tls = url.starts_with("mqtts://");
        let zone = config.zone.iana_name().unwrap_or("Etc/UTC");
        let ca = if tls { "ca = \"/etc/hearth/ca.pem\"\n" } else { "" };
        if !tls {
            warnings.push(
                "without mqtts:// everybody on the network can read what this home says".to_owned(),
            );
        }
        let hearth_toml = format!(
            "[home]\ncommunity = \"{community}\"\nid = \"{home}\"\ntime-zone = \"{zone}\"\n\
             night = \"21:00-07:00\"\n\n[broker]\nurl = \"{url}\"\nusername = \"{home}\"\n\
             password-file = \"/etc/hearth/broker.password\"\n{ca}\n[station]\nreceived = true\n"
        );
        let broker_acl = vec![
            format!("user {home}"),
            format!("topic write {root}/#"),
            format!("topic read {root}/command/#"),
            format!("topic read {root}/status"),
        ];
        Self { hearth_toml, broker_user: home.to_string(), broker_acl, warnings }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let home = &self.broker_user;
        let warnings: String = self.warnings.iter().map(|it| format!("\n# NOTE: {it}\n")).collect();
        format!(
            "\n# ---- /etc/hearth/hearth.toml of the box; then its [[line]]s\n{}{warnings}\n\
             # ---- at the broker, once for this home: its password, which also goes into \
             /etc/hearth/broker.password\n\
             mosquitto_passwd /etc/mosquitto/hearth.passwd {home}\n\n\
             # ---- /etc/mosquitto/hearth.acl, where no `pattern` line stands for all homes\n{}\n",
            self.hearth_toml,
            self.broker_acl.join("\n"),
        )
    }
}

/// The broker as the station reaches it: on its own machine that is no address for a home.
fn own(config: &Config, warnings: &mut Vec<String>) -> String {
    let broker = &config.broker;
    let scheme = if broker.tls.is_some() { "mqtts" } else { "mqtt" };
    let ip: Option<std::net::IpAddr> = broker.host.parse().ok();
    if broker.host == "localhost" || ip.is_some_and(|it| it.is_loopback()) {
        warnings.push(
            "the station's broker is on its own machine: write the name by which homes reach it, or \
             say --broker mqtts://NAME:8883"
                .to_owned(),
        );
        return "mqtts://broker.example:8883".to_owned();
    }
    let host = match ip {
        Some(std::net::IpAddr::V6(six)) => format!("[{six}]"),
        Some(std::net::IpAddr::V4(_)) | None => broker.host.clone(),
    };
    format!("{scheme}://{host}:{}", broker.port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> Config {
        let text = format!(
            "[station]\ncommunity = \"kangzhuang\"\ntime-zone = \"Asia/Chongqing\"\n\
             [broker]\nurl = \"{url}\"\n"
        );
        crate::config::read(&text).config.unwrap()
    }

    #[test]
    fn a_box_is_told_its_community_its_own_name_and_where_the_broker_is() {
        let home = "h0042".parse().unwrap();
        let sheet = Sheet::of(&config("mqtts://broker.example:8883"), &home, None);
        assert_eq!(
            sheet.hearth_toml,
            "[home]\ncommunity = \"kangzhuang\"\nid = \"h0042\"\ntime-zone = \"Asia/Chongqing\"\n\
             night = \"21:00-07:00\"\n\n[broker]\nurl = \"mqtts://broker.example:8883\"\n\
             username = \"h0042\"\npassword-file = \"/etc/hearth/broker.password\"\n\
             ca = \"/etc/hearth/ca.pem\"\n\n[station]\nreceived = true\n"
        );
        assert!(sheet.warnings.is_empty());
        assert_eq!(sheet.broker_acl[1], "topic write hearth/v1/kangzhuang/h0042/#");
        assert!(sheet.text().contains("mosquitto_passwd /etc/mosquitto/hearth.passwd h0042\n"));
    }

    #[test]
    fn the_stations_own_machine_is_no_address_for_a_home() {
        let home = "h1".parse().unwrap();
        let sheet = Sheet::of(&config("mqtt://127.0.0.1"), &home, None);
        assert!(sheet.hearth_toml.contains("mqtts://broker.example:8883"));
        assert!(sheet.warnings[0].contains("--broker"), "{:?}", sheet.warnings);
        let sheet = Sheet::of(&config("mqtt://127.0.0.1"), &home, Some("mqtt://10.0.0.2:1883"));
        assert!(sheet.hearth_toml.contains("mqtt://10.0.0.2:1883"));
        assert!(!sheet.hearth_toml.contains("ca = "));
        assert_eq!(sheet.warnings.len(), 1, "it is not encrypted");
    }
}
