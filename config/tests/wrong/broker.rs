//! Where do messages go, and is that safe?

use crate::{Change, GOOD, expect};

#[test]
fn without_a_broker_nobody_hears_of_an_alarm() {
    expect(
        Change("[broker]\nurl = \"mqtt://127.0.0.1\"\n", ""),
        &[
            "1:1: error: broker: the section [broker] is missing; write [broker] and below it url = \"mqtts://HOST:8883\"",
        ],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", ""),
        &["32:2: error: broker.url: url is missing; write url = \"mqtts://HOST:8883\""],
    );
}

#[test]
fn a_url_that_is_none_is_explained_and_never_repeated() {
    expect(
        Change("\"mqtt://127.0.0.1\"", "\"mqtts://h1:hunter2@broker.example\""),
        &[
            "33:7: error: broker.url: a login does not belong into the url, where everybody reads it; write username = \"…\" and put the password into a file named in password-file",
        ],
    );
    expect(
        Change("\"mqtt://127.0.0.1\"", "\"broker.example:8883\""),
        &[
            "33:7: error: broker.url: the url must begin with mqtts:// or mqtt://; write \"mqtts://HOST:8883\"",
        ],
    );
    expect(
        Change("\"mqtt://127.0.0.1\"", "\"mqtt://127.0.0.1:hunter2\""),
        &[
            "33:7: error: broker.url: the port is no number from 1 to 65535; write 8883 for mqtts, 1883 for mqtt",
        ],
    );
    expect(
        Change("\"mqtt://127.0.0.1\"", "1883"),
        &[
            "33:7: error: broker.url: this must be text and is a number; write url = \"mqtts://HOST:8883\"",
        ],
    );
}

#[test]
fn a_password_does_not_belong_into_the_file_and_is_never_repeated() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\npassword = \"hunter2\"\n",
        ),
        &[
            "34:1: error: broker.password: a secret does not belong into this file; put it into a file of its own that only hearth can read, and name that file in password-file",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nusername = \"h1\"\npassword-file = \"hunter2\"\n",
        ),
        &[
            "35:17: error: broker.password-file: this is not a full path; write the path of a file that holds the password, never the password",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nusername = \"h1\"\npasswordfile = \"hunter2\"\n",
        ),
        &[
            "35:1: error: broker.passwordfile: [broker] has no key called passwordfile; did you mean `password-file`?",
            "35:16: error: broker.password-file: this is not a full path; write the path of a file that holds the password, never the password",
        ],
    );
}

#[test]
fn what_belongs_together_is_asked_for_together() {
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nusername = \"h1\"\n"),
        &[
            "34:12: error: broker.username: a name without a password is no login; write password-file = \"…\" too, or remove username",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtts://b\"\nca = \"/ca\"\ncert = \"/cert\"\nkey = \"/key\"\nusername = \"h1\"\n",
        ),
        &[],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\npassword-file = \"/etc/p\"\n",
        ),
        &[
            "34:17: error: broker.password-file: a password without a name is no login; write username = \"…\" too, or remove password-file",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtts://b\"\nca = \"/ca\"\ncert = \"/cert\"\n",
        ),
        &[
            "35:8: error: broker.cert: a certificate without its key proves nothing; write key = \"…\" too, or remove cert",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtts://b\"\nca = \"/ca\"\nkey = \"/key\"\n",
        ),
        &[
            "33:7: warning: broker.url: this home proves to the broker in no way who it is; write username and password-file, or cert and key",
            "35:7: error: broker.key: a key without its certificate proves nothing; write cert = \"…\" too, or remove key",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nusername = \"\"\npassword-file = \"/etc/p\"\n",
        ),
        &[
            "34:12: error: broker.username: the name is empty; write the login's name, or remove the line",
        ],
    );
}

#[test]
fn an_address_that_is_surely_dark_is_used_and_said() {
    let safe = "username = \"h1\"\npassword-file = \"/p\"\nca = \"/ca\"\n";
    for (url, said) in [
        (
            "mqtts://b:1883",
            "at 1883 brokers do not encrypt, and mqtts:// does; write the port at which the broker encrypts, usually 8883",
        ),
        (
            "mqtts://HOST:8883",
            "HOST stands for the broker; write the broker's name or address for it",
        ),
        (
            "mqtts://300.1.1.1",
            "no machine has this name or number; write the broker's name, or its address",
        ),
    ] {
        expect(
            Change("url = \"mqtt://127.0.0.1\"\n", &format!("url = \"{url}\"\n{safe}")),
            &[&format!("33:7: warning: broker.url: {said}")],
        );
    }
    expect(
        Change("mqtt://127.0.0.1", "mqtt://127.0.0.1:8883"),
        &[
            "33:7: warning: broker.url: at 8883 brokers encrypt, and mqtt:// does not; write mqtts:// and ca, or the port without encryption, usually 1883",
        ],
    );
    for again in ["mqtt://127.0.0.1:1884", "mqtt://LOCALHOST"] {
        let second = format!("url = \"mqtt://127.0.0.1\"\n[broker.second]\nurl = \"{again}\"\n");
        let checked = config::read(&GOOD.replace("url = \"mqtt://127.0.0.1\"\n", &second));
        let problems: Vec<_> = checked.findings.into_iter().map(|found| found.problem).collect();
        assert_eq!(
            problems.last().unwrap(),
            "this is the first broker again: when it is lost, both are"
        );
    }
}

#[test]
fn talking_in_the_open_is_said_to_be_dangerous() {
    expect(
        Change("127.0.0.1", "192.168.1.5"),
        &[
            "33:7: warning: broker.url: this connection is not encrypted: whoever is on the way reads when this person sleeps and goes out, and can forge or swallow an alarm; write \"mqtts://HOST:8883\" and ca",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nca = \"/etc/ca.pem\"\n",
        ),
        &[
            "34:6: error: broker.ca: ca is given, but mqtt:// does not encrypt; write mqtts:// in url, or remove ca",
        ],
    );
}

#[test]
fn a_broker_must_prove_itself_and_a_home_too() {
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtts://b\"\nusername = \"h1\"\npassword-file = \"/p\"\n",
        ),
        &[
            "33:7: error: broker.url: nothing says whose signature on the broker's certificate is trusted; write ca = \"/etc/hearth/ca.pem\"; Hearth trusts no other list",
        ],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtts://b\"\nca = \"/ca\"\n"),
        &[
            "33:7: warning: broker.url: this home proves to the broker in no way who it is; write username and password-file, or cert and key",
        ],
    );
}

#[test]
fn numbers_have_bounds() {
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nwindow = 0\n"),
        &["34:10: error: broker.window: 0 is out of range; write 1 to 256"],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nkeep-alive-s = 120\n"),
        &["34:16: error: broker.keep-alive-s: 120 is out of range; write 5 to 60"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\ndrain-per-second = 1000000\n",
        ),
        &["34:20: error: broker.drain-per-second: 1000000 is out of range; write 0 to 100000"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nwindow = 99999999999999999999\n",
        ),
        &["34:10: error: broker.window: the number is out of range; write 1 to 256"],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nwindow = 1.5\n"),
        &[
            "34:10: error: broker.window: this must be a whole number and is a number with a point; write 1 to 256",
        ],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\nprove-login = \"no\"\n",
        ),
        &[
            "34:15: error: broker.prove-login: this must be true or false and is text; write prove-login = true or prove-login = false",
        ],
    );
}
