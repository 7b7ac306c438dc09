//! Which of the devices on a line is this?
//!
//! A row of `protocol::SENSORS` says what its devices are told apart by: a unit that is set on
//! them, an id that the maker burnt in, or a name that somebody gave. Each has a key of its own.

use protocol::{Address, Addresses, LONGEST_NAME};

use crate::findings::Notes;
use crate::names::Taken;
use crate::value::Found;
use crate::walk::Section;

/// The keys, one for each kind.
const KEYS: [&str; 3] = ["unit", "id", "address-name"];

/// The device's address, if it is good and no other on the line has it.
pub(crate) fn read(
    section: &Section<'_>,
    addresses: Addresses,
    taken: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<Address> {
    let (right, ask) = match addresses {
        Addresses::Units(least, most) => {
            ("unit", format!("unit, {least} to {most}: the address that is set on the device"))
        }
        Addresses::Ids(most) => {
            let ask = format!("id, up to {most:#X}, as it stands on the device: id = \"0x0181A2\"");
            ("id", ask)
        }
        Addresses::Names => {
            let ask = "address-name, what the device is called there, in quotes".to_owned();
            ("address-name", ask)
        }
    };
    let wrong = KEYS.into_iter().filter(|&key| key != right);
    let wrong: Vec<&str> = wrong.filter(|key| section.has(key)).collect();
    for key in &wrong {
        let problem = format!("{key} does not fit: devices of this sensor have {right}");
        let remedy =
            if section.has(right) { format!("remove {key}") } else { format!("write {ask}") };
        notes.error(&section.spot_of(key), problem, remedy);
    }
    if wrong.is_empty() {
        section.require(right, &ask, notes);
    }
    let address = match addresses {
        Addresses::Units(least, most) => unit(section, (least, most), notes),
        Addresses::Ids(most) => id(section, most, &ask, notes),
        Addresses::Names => name(section, &ask, notes),
    }?;
    let written = spell(&address.value);
    let found = Found { value: written.as_str(), spot: address.spot };
    (taken.take(right, &found, notes) && wrong.is_empty()).then_some(address.value)
}

fn unit(
    section: &Section<'_>,
    (least, most): (u8, u8),
    notes: &mut Notes<'_>,
) -> Option<Found<Address>> {
    let found = section.whole("unit", least.into()..=most.into(), notes)?;
    let value = Address::Unit(u8::try_from(found.value).ok()?);
    Some(Found { value, spot: found.spot })
}

/// A number, or in quotes as it is printed: `0x0181A2` or `FF:80:12:34`.
fn id(
    section: &Section<'_>,
    most: u32,
    ask: &str,
    notes: &mut Notes<'_>,
) -> Option<Found<Address>> {
    let (_, value) = section.get("id")?;
    let Some(text) = value.get_ref().as_str() else {
        let ask = ask.trim_start_matches("id, ");
        let found = section.whole_or("id", 1..=most.into(), ask, notes)?;
        let value = Address::Id(u32::try_from(found.value).ok()?);
        return Some(Found { value, spot: found.spot });
    };
    let spot = section.spot_of("id");
    match printed(text).filter(|id| (1..=most).contains(id)) {
        Some(id) => Some(Found { value: Address::Id(id), spot }),
        None => {
            notes.error(&spot, "this is no id of such a device", format!("write {ask}"));
            None
        }
    }
}

/// Digits without a mark could be of either base, so they are none.
fn printed(text: &str) -> Option<u32> {
    let hex = |digits: &str| {
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return hex(digits);
    }
    let pairs: Vec<&str> = text.split([':', '-']).collect();
    let is_pairs = pairs.len() > 1 && pairs.iter().all(|pair| pair.len() == 2);
    if is_pairs { hex(&pairs.concat()) } else { None }
}

fn name(section: &Section<'_>, ask: &str, notes: &mut Notes<'_>) -> Option<Found<Address>> {
    let fits = |name: &str| {
        let wrong = |c: char| c.is_control() || matches!(c, '/' | '+' | '#');
        (1..=LONGEST_NAME).contains(&name.len()) && !name.contains(wrong)
    };
    let found = section.text("address-name", ask, fits, notes)?;
    match heapless(found.value).filter(|_| fits(found.value)) {
        Some(value) => Some(Found { value, spot: found.spot }),
        None => {
            let problem = format!("a device's name has 1 to {LONGEST_NAME} bytes, and no / + or #");
            notes.error(&found.spot, problem, format!("write {ask}"));
            None
        }
    }
}

/// `None`: too long.
fn heapless(name: &str) -> Option<Address> {
    name.try_into().ok().map(Address::Name)
}

/// One way to write it, whatever way the file has.
fn spell(address: &Address) -> String {
    match address {
        Address::Unit(unit) => unit.to_string(),
        Address::Id(id) => format!("{id:#X}"),
        Address::Name(name) => name.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    #[test]
    fn a_unit_is_a_number_that_is_set_on_the_device() {
        let (address, said) = ask("unit = 7", Addresses::Units(1, 247));

        assert_eq!((address, said), (Some(Address::Unit(7)), Vec::new()));
        assert_eq!(
            ask("", Addresses::Units(1, 247)).1,
            ["unit is missing; write unit, 1 to 247: the address that is set on the device"]
        );
    }

    #[test]
    fn an_id_is_written_as_it_is_printed() {
        for written in ["0x0181A2B3", "25273011", "\"0x0181a2B3\"", "\"01:81:A2:B3\""] {
            let (address, said) = ask(&format!("id = {written}"), Addresses::Ids(u32::MAX));
            assert_eq!((address, said), (Some(Address::Id(0x0181_A2B3)), Vec::new()), "{written}");
        }
        for written in
            ["\"0181A2B3\"", "\"\"", "\"0x\"", "\"0x+1\"", "\"é1:80\"", "\"0x1FFFFFFFF\""]
        {
            let (address, said) = ask(&format!("id = {written}"), Addresses::Ids(u32::MAX));
            assert_eq!(address, None, "{written}");
            assert_eq!(
                said,
                ["this is no id of such a device; write id, up to 0xFFFFFFFF, as it stands on \
                     the device: id = \"0x0181A2\""]
            );
        }
    }

    #[test]
    fn an_id_stays_within_what_the_radio_has() {
        assert_eq!(
            ask("id = 0x1000000", Addresses::Ids(0xFF_FFFF)).1,
            ["16777216 is out of range; write up to 0xFFFFFF, as it stands on the device: id = \
                 \"0x0181A2\""]
        );
    }

    #[test]
    fn a_name_is_what_the_other_program_calls_it() {
        let (address, said) = ask("address-name = \"Rauch Küche\"", Addresses::Names);

        assert_eq!((address, said), (heapless("Rauch Küche"), Vec::new()));
        assert_eq!(
            ask("address-name = \"a/b\"", Addresses::Names).1,
            ["a device's name has 1 to 32 bytes, and no / + or #; write address-name, what the \
                 device is called there, in quotes"]
        );
        assert_eq!(
            ask("address-name = 7", Addresses::Names).1,
            ["this must be text and is a number; write address-name = \"7\""]
        );
    }

    #[test]
    fn the_key_of_another_kind_of_device_is_met_with_the_right_one() {
        assert_eq!(
            ask("id = 7", Addresses::Units(1, 247)).1,
            ["id does not fit: devices of this sensor have unit; write unit, 1 to 247: the \
                 address that is set on the device"]
        );
        let (address, said) = ask("id = 1\nunit = 7", Addresses::Ids(9));
        assert_eq!((address, said.len()), (None, 1));
    }

    fn ask(text: &str, addresses: Addresses) -> (Option<Address>, Vec<String>) {
        let mut notes = Notes::new(text);
        let table = syntax::parse(text, &mut notes);
        let section = Section::file(table.get_ref(), &KEYS, &[], &mut notes);
        let address = read(&section, addresses, &mut Taken::default(), &mut notes);
        let (findings, _) = notes.finish();
        (address, findings.iter().map(|f| format!("{}; {}", f.problem, f.remedy)).collect())
    }
}
