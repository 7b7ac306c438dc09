//! At what speed and in what form do the bytes of this line come? `9600 8E1`.

use protocol::{LineSettings, Parity, Sensor};

use crate::findings::Notes;
use crate::suggest::quoted;
use crate::value::remedy;
use crate::walk::Section;

/// What serial ports can do.
const BAUDS: std::ops::RangeInclusive<u32> = 300..=4_000_000;

/// `None`: wrong; `Some(None)`: not said, and then the sensor's own are tried in turn.
pub(crate) fn read(
    section: &Section<'_>,
    sensor: &'static Sensor,
    notes: &mut Notes<'_>,
) -> Option<Option<LineSettings>> {
    if !section.has("settings") {
        return Some(None);
    }
    if sensor.settings.is_empty() {
        let problem = format!("{} has no serial line", sensor.name);
        notes.error(&section.spot_of("settings"), problem, "remove settings");
        return None;
    }
    let usual: Vec<String> = sensor.settings.iter().map(ToString::to_string).collect();
    let usual = quoted(usual.iter().map(String::as_str));
    let ask = format!("settings = {usual}");
    let found = section.text("settings", &ask, |_| false, notes)?;
    let Some(settings) = parse(found.value) else {
        let meant = parse(&plain(found.value));
        let remedy = remedy(meant, |settings| format!("settings = \"{settings}\""), &ask);
        notes.error(&found.spot, "this is no speed and form of a serial line", remedy);
        return None;
    };
    if !sensor.settings.contains(&settings) {
        let problem = format!("no {} that Hearth knows speaks at {settings}", sensor.name);
        let remedy = format!("if nothing is heard, write {usual}, or remove settings");
        notes.warning(&found.spot, problem, remedy);
    }
    Some(Some(settings))
}

/// `9600 8E1`: bits per second, eight data bits, parity, stop bits.
fn parse(text: &str) -> Option<LineSettings> {
    let (baud, form) = text.split_once(' ')?;
    let (parity, stop_bits) = match form {
        "8N1" => (Parity::None, 1),
        "8E1" => (Parity::Even, 1),
        "8O1" => (Parity::Odd, 1),
        "8N2" => (Parity::None, 2),
        "8E2" => (Parity::Even, 2),
        "8O2" => (Parity::Odd, 2),
        _ => return None,
    };
    let is_plain = baud.bytes().all(|byte| byte.is_ascii_digit()) && !baud.starts_with('0');
    let baud = baud.parse().ok().filter(|baud| is_plain && BAUDS.contains(baud))?;
    Some(LineSettings { baud, parity, stop_bits })
}

/// The same without what people write besides: `9600,8,e,1` and `9600-8E1`.
fn plain(text: &str) -> String {
    let is_sign = |c: char| c.is_ascii_alphanumeric();
    let (baud, form) = text.split_at(text.find(|c| !is_sign(c)).unwrap_or(text.len()));
    let form: String = form.chars().filter(|&c| is_sign(c)).collect();
    format!("{baud} {}", form.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sensor_prints_is_what_a_technician_writes() {
        for sensor in protocol::SENSORS {
            for settings in sensor.settings {
                assert_eq!(parse(&settings.to_string()), Some(*settings), "{}", sensor.name);
            }
        }
        let odd = LineSettings { baud: 19_200, parity: Parity::Odd, stop_bits: 2 };
        assert_eq!(parse("19200 8O2"), Some(odd));
    }

    #[test]
    fn other_peoples_ways_to_write_it_are_understood() {
        for written in ["9600,8,E,1", "9600-8e1", "9600  8E1", "9600/8-E-1"] {
            assert_eq!(parse(written), None);
            assert_eq!(plain(written), "9600 8E1");
        }
    }

    #[test]
    fn what_no_port_can_do_is_none() {
        for written in ["9600", "9600 7E1", "9600 8N3", "0 8N1", "+9600 8N1", "99999999 8N1", ""] {
            assert_eq!(parse(written), None, "{written}");
            assert_eq!(parse(&plain(written)), None, "{written}");
        }
    }
}
