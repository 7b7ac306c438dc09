//! Which devices share a line, and what do their contacts mean?

use crate::{Change, expect};

#[test]
fn a_bus_needs_devices_and_nothing_else_may_have_them() {
    expect(
        Change(
            "[[line.device]]\nname = \"inputs\"\nunit = 1\nmodel = \"waveshare-di8\"\n[[line.device.input]]\nname = \"front-door\"\nbit = 0\nmeans = \"entrance\"\nclosed-when = 1\n",
            "",
        ),
        &[
            "18:1: error: line[3].device: no device is named on this modbus line; write [[line.device]] and below it name, unit and model",
        ],
    );
    expect(
        Change(
            "model = \"ze15-co\"\n",
            "model = \"ze15-co\"\n[[line.device]]\nname = \"x\"\nunit = 2\nmodel = \"waveshare-di8\"\n",
        ),
        &[
            "17:1: error: line[2].device: winsen is alone on its line; remove [[line.device]], or write the bus it belongs to as sensor",
        ],
    );
    expect(
        Change("sensor = \"modbus\"\n", "sensor = \"modbus\"\nmodel = \"waveshare-di8\"\n"),
        &[
            "22:9: error: line[3].model: a line with several devices has no model of its own; write it into each [[line.device]]",
        ],
    );
}

#[test]
fn a_device_says_its_name_address_and_model() {
    expect(
        Change("name = \"inputs\"\nunit = 1\nmodel = \"waveshare-di8\"\n", ""),
        &[
            "22:1: error: line[3].device[1].name: name is missing; write a name of its own, as in name = \"inputs\"",
            "22:1: error: line[3].device[1].unit: unit is missing; write unit, 1 to 247: the address that is set on the device",
            "22:1: error: line[3].device[1].model: model is missing; write model = \"waveshare-di8\" or \"jxbs-3001-co\"",
        ],
    );
    expect(
        Change("unit = 1", "unit = 0"),
        &["24:8: error: line[3].device[1].unit: 0 is out of range; write 1 to 247"],
    );
    expect(
        Change("unit = 1", "unit = 248"),
        &["24:8: error: line[3].device[1].unit: 248 is out of range; write 1 to 247"],
    );
    expect(
        Change("unit = 1", "unit = \"1\""),
        &[
            "24:8: error: line[3].device[1].unit: this must be a whole number and is text; write unit = 1",
        ],
    );
    expect(
        Change("\"waveshare-di8\"", "\"waveshare\""),
        &[
            "25:9: error: line[3].device[1].model: Hearth does not read a modbus \"waveshare\"; it reads \"waveshare-di8\" or \"jxbs-3001-co\", and no other in their place",
        ],
    );
}

#[test]
fn a_device_on_modbus_has_a_unit_and_no_other_address() {
    expect(
        Change("unit = 1", "id = 1"),
        &[
            "24:6: error: line[3].device[1].id: id does not fit: devices of this sensor have unit; write unit, 1 to 247: the address that is set on the device",
        ],
    );
    expect(
        Change("unit = 1", "unit = 1\naddress-name = \"x\""),
        &[
            "25:16: error: line[3].device[1].address-name: address-name does not fit: devices of this sensor have unit; remove address-name",
        ],
    );
}

#[test]
fn no_two_devices_answer_at_one_address() {
    expect(
        Change(
            "closed-when = 1\n",
            "closed-when = 1\n[[line.device]]\nname = \"co-2\"\nunit = 1\nmodel = \"jxbs-3001-co\"\n",
        ),
        &[
            "33:8: error: line[3].device[2].unit: the unit 1 is already taken on line 24; give each its own unit",
        ],
    );
}

#[test]
fn more_than_eight_devices_take_too_long_to_ask() {
    expect(
        Change(
            "closed-when = 1\n",
            "closed-when = 1\n[[line.device]]\nname = \"co-2\"\nunit = 2\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-3\"\nunit = 3\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-4\"\nunit = 4\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-5\"\nunit = 5\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-6\"\nunit = 6\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-7\"\nunit = 7\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-8\"\nunit = 8\nmodel = \"jxbs-3001-co\"\n[[line.device]]\nname = \"co-9\"\nunit = 9\nmodel = \"jxbs-3001-co\"\n",
        ),
        &[
            "59:1: error: line[3].device[9]: more than 8 devices share this line; put the others on a line of their own",
        ],
    );
}

#[test]
fn only_a_contact_module_has_contacts() {
    expect(
        Change("\"waveshare-di8\"", "\"jxbs-3001-co\""),
        &[
            "26:1: error: line[3].device[1].input: jxbs-3001-co has no contacts; remove [[line.device.input]]",
        ],
    );
    expect(
        Change(
            "[[line.device.input]]\nname = \"front-door\"\nbit = 0\nmeans = \"entrance\"\nclosed-when = 1\n",
            "",
        ),
        &[
            "22:1: warning: line[3].device[1]: nothing is said about the contacts of this waveshare-di8; write [[line.device.input]] for each that is wired",
        ],
    );
}

#[test]
fn a_contact_says_which_it_is_and_what_it_means() {
    expect(
        Change("bit = 0", "bit = 8"),
        &["28:7: error: line[3].device[1].input[1].bit: 8 is out of range; write 0 to 7"],
    );
    expect(
        Change("bit = 0", "bit = -1"),
        &["28:7: error: line[3].device[1].input[1].bit: -1 is out of range; write 0 to 7"],
    );
    expect(
        Change("bit = 0\nmeans = \"entrance\"\nclosed-when = 1\n", ""),
        &[
            "26:1: error: line[3].device[1].input[1].bit: bit is missing; write bit, 0 to 7: the number of the contact, counted from 0",
            "26:1: error: line[3].device[1].input[1].means: means is missing; write means = \"entrance\", \"door\", \"smoke\", \"gas\", \"co\", \"sos\" or \"mains\"",
        ],
    );
    expect(
        Change("\"entrance\"", "\"front\""),
        &[
            "29:9: error: line[3].device[1].input[1].means: \"front\" is not a choice here; write \"entrance\", \"door\", \"smoke\", \"gas\", \"co\", \"sos\" or \"mains\"",
        ],
    );
    expect(
        Change("\"entrance\"", "\"Smoke\""),
        &[
            "29:9: error: line[3].device[1].input[1].means: \"Smoke\" is not a choice here; did you mean \"smoke\"?",
        ],
    );
}

#[test]
fn no_two_contacts_are_one() {
    expect(
        Change(
            "closed-when = 1\n",
            "closed-when = 1\n[[line.device.input]]\nname = \"smoke\"\nbit = 0\nmeans = \"smoke\"\nalarm-when = 1\n",
        ),
        &[
            "33:7: error: line[3].device[1].input[2].bit: the bit 0 is already taken on line 28; give each its own bit",
        ],
    );
}

#[test]
fn a_door_is_closed_and_an_alarm_is_on() {
    expect(
        Change("closed-when = 1\n", "alarm-when = 1\n"),
        &[
            "30:14: error: line[3].device[1].input[1].alarm-when: alarm-when does not fit: this contact means a door; write closed-when = 0 or closed-when = 1; to find out, open the door and look at `hearth status`",
        ],
    );
    expect(
        Change("\"entrance\"", "\"smoke\""),
        &[
            "30:15: error: line[3].device[1].input[1].closed-when: closed-when does not fit: this contact means an alarm; write alarm-when = 0 or alarm-when = 1; to find out, press the detector's test button and look at `hearth status`",
        ],
    );
    expect(
        Change("closed-when = 1\n", ""),
        &[
            "26:1: error: line[3].device[1].input[1].closed-when: closed-when is missing; write closed-when = 0 or closed-when = 1; to find out, open the door and look at `hearth status`",
        ],
    );
    expect(
        Change("closed-when = 1\n", "closed-when = 2\n"),
        &[
            "30:15: error: line[3].device[1].input[1].closed-when: 2 is out of range; write closed-when = 0 or closed-when = 1; to find out, open the door and look at `hearth status`",
        ],
    );
}
