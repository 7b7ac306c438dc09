//! What does this box keep, record and obey?

use crate::{Change, expect};

#[test]
fn a_store_is_a_full_path_of_a_bounded_size() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[store]\ndir = \"hearth\"\n",
        ),
        &[
            "36:7: error: store.dir: this is not a full path; write it from the first / on, as in \"/var/lib/hearth\"",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[store]\nalarms-mib = 1\n",
        ),
        &["36:14: error: store.alarms-mib: 1 is out of range; write 16 to 4096"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[store]\nreadings-mib = 0x100000\n",
        ),
        &["36:16: error: store.readings-mib: 1048576 is out of range; write 16 to 65536"],
    );
}

#[test]
fn a_store_that_forgets_is_said_from_the_file_alone() {
    for dir in ["/tmp", "/run/hearth", "/dev/shm/x"] {
        let store = format!("url = \"mqtt://127.0.0.1\"\n\n[store]\ndir = \"{dir}\"\n");
        expect(
            Change("url = \"mqtt://127.0.0.1\"\n", &store),
            &[
                "36:7: warning: store.dir: this folder is emptied or gone at power-off, and with it alarms that wait; write a folder on this machine's own disk, as in \"/var/lib/hearth\"",
            ],
        );
    }
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[store]\ndir = \"/var/lib/hearth \"\n",
        ),
        &[
            "36:7: warning: store.dir: this path begins or ends with a space; write it from the first / on, as in \"/var/lib/hearth\"",
        ],
    );
}

#[test]
fn samples_are_off_or_durable() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[publish]\nsamples = \"on\"\n",
        ),
        &[
            "36:11: error: publish.samples: \"on\" is not a choice here; write \"off\" or \"durable\"",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[publish]\nsamples = true\n",
        ),
        &[
            "36:11: error: publish.samples: this must be text and is true or false; write \"off\" or \"durable\"",
        ],
    );
}

#[test]
fn a_socket_has_a_short_full_path() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[control]\nsocket = \"hearth.sock\"\n",
        ),
        &[
            "36:10: error: control.socket: this is not a full path; write it from the first / on, as in \"/run/hearth/hearth.sock\"",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[control]\nsocket = \"/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n",
        ),
        &[
            "36:10: error: control.socket: the path has 108 bytes, and a socket's has 107 at most; write \"/run/hearth/hearth.sock\"",
        ],
    );
}

#[test]
fn a_command_that_does_not_exist_cannot_be_allowed() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[commands]\nallow = [\"acknowledge\", \"pin\"]\n",
        ),
        &["36:25: error: commands.allow[2]: no command is called \"pin\"; did you mean \"ping\"?"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[commands]\nallow = [\"acknowledge\", \"reboot\"]\n",
        ),
        &[
            "36:25: error: commands.allow[2]: no command is called \"reboot\"; write \"acknowledge\", \"pause\", \"test\", \"sample\", \"ping\", \"resend\" or \"set-policy\"",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[commands]\nallow = [\"ping\", 3, \"ping\"]\n",
        ),
        &[
            "36:9: warning: commands.allow: without acknowledge nobody can accept an alarm of this home; add \"acknowledge\" to the list",
            "36:18: error: commands.allow[2]: this must be text and is a number; write a list of some of \"acknowledge\", \"pause\", \"test\", \"sample\", \"ping\", \"resend\" or \"set-policy\"",
            "36:21: warning: commands.allow[3]: this command is already in the list; remove it",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[commands]\nallow = \"ping\"\n",
        ),
        &[
            "36:9: error: commands.allow: this must be a list and is text; write allow = [\"ping\"]",
            "36:9: warning: commands.allow: without acknowledge nobody can accept an alarm of this home; add \"acknowledge\" to the list",
        ],
    );
}

#[test]
fn a_capture_is_of_known_lines_and_ends() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[capture]\nlines = [\"bed\"]\n",
        ),
        &[
            "35:2: error: capture.file: file is missing; write file = \"/var/lib/hearth/support.cap\"",
            "35:2: error: capture.minutes: minutes is missing; write minutes, 1 to 1440: after so many it ends by itself",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[capture]\nfile = \"x.cap\"\nminutes = 1441\n",
        ),
        &[
            "36:8: error: capture.file: this is not a full path; write it from the first / on, as in \"/var/lib/hearth/support.cap\"",
            "37:11: error: capture.minutes: 1441 is out of range; write 1 to 1440",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n\n[capture]\nfile = \"/x.cap\"\nminutes = 0\nlines = [\"bed\", \"halls\"]\n",
        ),
        &[
            "37:11: error: capture.minutes: 0 is out of range; write 1 to 1440",
            "38:17: error: capture.lines[2]: no [[line]] is called \"halls\"; did you mean \"hall\"?",
        ],
    );
}

#[test]
fn a_section_is_a_section() {
    expect(
        Change("[home]\ncommunity", "store = \"/var\"\n[home]\ncommunity"),
        &[
            "1:1: error: store: this must be a section and is text; write [store] on a line of its own, and its keys below",
        ],
    );
    expect(
        Change("role = \"bed\"\n", "role = \"bed\"\ndevice = [1]\n"),
        &[
            "11:10: error: line[1].device: r60abd1 is alone on its line; remove [[line.device]], or write the bus it belongs to as sensor",
            "11:11: error: line[1].device[1]: this must be a section and is a number; write [[line.device]] on a line of its own, and its keys below",
        ],
    );
}
