use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::super::{look_at_machine, read as read_file};
use super::*;
use crate::channels::Kind;

const SAMPLE: &str = include_str!("../../../hearth-community.toml");
const SHORTEST: &str = "[station]\ncommunity = \"k\"\ntime-zone = \"Asia/Chongqing\"\n\
                        [broker]\nurl = \"mqtt://127.0.0.1\"\n";
const ROBOT: &str = "[[robot]]\nname = \"a\"\n";

#[test]
fn without_channels_there_are_none() {
    let config = read_file(SHORTEST).config.unwrap();
    assert_eq!(config.channels, Channels::default());
    assert_eq!(read_file(SAMPLE).config.unwrap().channels, Channels::default());
}

#[test]
fn what_the_sample_has_commented_out_is_good_too() {
    let begin = SAMPLE.find("# [mail]").unwrap();
    let (before, channels) = SAMPLE.split_at(begin);
    let written: Vec<&str> =
        channels.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
    let checked = read_file(&format!("{before}{}", written.join("\n")));
    let said: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
    let channels = checked.config.unwrap().channels;
    assert_eq!(channels.mail.unwrap().port, 587);
    assert_eq!(channels.sms.unwrap().country.as_deref(), Some("86"));
    let kinds: Vec<(&str, u32)> =
        channels.robots.iter().map(|robot| (robot.name.as_str(), robot.per_minute)).collect();
    let all =
        [("neighbours", 20), ("staff", 20), ("volunteers", 100), ("pager", 60), ("siren", 60)];
    assert_eq!(kinds, all);
}

#[test]
fn ports_are_as_the_encryption_has_them() {
    for (word, port) in [("starttls", 587), ("tls", 465), ("none", 25)] {
        let text = format!(
            "{SHORTEST}[mail]\nhost = \"localhost\"\nfrom = \"a@b.example\"\nencryption = \"{word}\"\n"
        );
        assert_eq!(read_file(&text).config.unwrap().channels.mail.unwrap().port, port);
    }
}

#[test]
fn every_wrong_value_of_a_channel_is_told_where_it_stands() {
    let mail = "[mail]\nhost = \"h\"\nfrom = \"a@b.example\"\n";
    for (text, said) in [
        ("[mail]\nfrom = \"a@b.example\"\n", "6:1: error: mail.host: host is missing"),
        ("[mail]\nhost = \"h\"\n", "6:1: error: mail.from: from is missing"),
        ("[mail]\nhost = \"h\"\nfrom = \"me\"\n", "8:8: error: mail.from: this is no e-mail"),
        ("[mail]\nhost = \"h:25\"\nfrom = \"a@b.c\"\n", "7:8: error: mail.host: no machine"),
        (&format!("{mail}encryption = \"none\"\n"), "9:14: error: mail.encryption: who is called"),
        (&format!("{mail}username = \"u\"\n"), "9:12: error: mail.username: a login without"),
        (&format!("{mail}password-file = \"/p\"\n"), "9:17: error: mail.password-file: a password"),
        (&format!("{mail}password = \"p\"\n"), "9:1: error: mail.password: a secret does not"),
        ("[sms]\ncountry = \"+86\"\n", "7:11: error: sms.country: no country has this code"),
        ("[sms]\nspool = \"sms\"\n", "7:9: error: sms.spool: this path depends"),
        ("[robot]\nname = \"a\"\n", "6:1: error: robot: this is a list of sections"),
        (
            "[[robot]]\nkind = \"ntfy\"\nurl = \"https://a.b/c\"\n",
            "6:1: error: robot.1.name: name is",
        ),
        (ROBOT, "6:1: error: robot.1.kind: kind is missing"),
        (&format!("{ROBOT}kind = \"slack\"\n"), "8:8: error: robot.1.kind: this word is not"),
        (
            &format!("{ROBOT}kind = \"wecom\"\n"),
            "6:1: error: robot.1.url-file: url-file is missing",
        ),
        (
            &format!("{ROBOT}kind = \"wecom\"\nurl = \"https://q.example/?key=k\"\n"),
            "9:7: error: robot.1.url: the address holds the robot's key",
        ),
        (
            &format!("{ROBOT}kind = \"ntfy\"\nurl = \"https://u:secret@a.b/c\"\n"),
            "9:7: error: robot.1.url: this is no address",
        ),
        (
            &format!("{ROBOT}kind = \"ntfy\"\nurl = \"http://a.b/c\"\n"),
            "9:7: warning: robot.1.url: what is said goes through",
        ),
        (
            &format!("{ROBOT}kind = \"wecom\"\nurl-file = \"/u\"\nsecret-file = \"/s\"\n"),
            "10:15: error: robot.1.secret-file: WeCom's robots have no secret",
        ),
        (
            &format!(
                "{ROBOT}kind = \"custom\"\nurl-file = \"/u\"\nbody = '{{\"a\": \"{{b}}\"}}'\n"
            ),
            "10:8: error: robot.1.body: {b} means nothing here",
        ),
        (
            &format!("{ROBOT}kind = \"custom\"\nurl-file = \"/u\"\nbody = \"{{text}}\"\n"),
            "10:8: error: robot.1.body: filled in, this is no JSON",
        ),
        (
            &format!("{ROBOT}kind = \"ntfy\"\nurl = \"https://a.b/c\"\nbody = \"x\"\n"),
            "10:8: error: robot.1.body: this is of kind",
        ),
        (
            &format!(
                "{ROBOT}kind = \"wecom\"\nurl-file = \"/u\"\n{ROBOT}kind = \"feishu\"\nurl-file = \"/v\"\n"
            ),
            "11:8: error: robot.2.name: two robots have this name",
        ),
        (&format!("{ROBOT}kindd = \"x\"\n"), "8:1: error: robot.1.kindd: this key is not known"),
    ] {
        let found = findings(&format!("{SHORTEST}{text}"));
        assert!(found.iter().any(|found| found.starts_with(said)), "{text}: {found:#?}");
        assert!(found.iter().all(|found| !found.contains("secret@")), "{found:?}");
    }
}

#[test]
fn no_more_robots_are_read_than_a_station_has() {
    let one = |n| format!("[[robot]]\nname = \"r{n}\"\nkind = \"wecom\"\nurl-file = \"/u\"\n");
    let text = |many| SHORTEST.to_owned() + &(0..many).map(one).collect::<String>();
    assert_eq!(read_file(&text(MOST_ROBOTS)).config.unwrap().channels.robots.len(), MOST_ROBOTS);
    let found = findings(&text(MOST_ROBOTS + 1));
    assert!(found.len() == 1 && found[0].contains("too many"), "{found:#?}");
}

#[test]
fn the_machine_is_asked_for_what_the_channels_want() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let text = format!(
        "{SHORTEST}[mail]\nhost = \"h\"\nfrom = \"a@b.example\"\nusername = \"u\"\n\
         password-file = \"{}\"\n[sms]\nspool = \"{}\"\n{ROBOT}kind = \"dingtalk\"\n\
         url-file = \"{}\"\nsecret-file = \"{}\"\n",
        path("password").display(),
        dir.path().display(),
        path("url").display(),
        path("secret").display()
    );
    let config = read_file(&text).config.unwrap();
    assert!(matches!(config.channels.robots[0].kind, Kind::DingTalk));
    let look = || -> Vec<String> {
        let found = look_at_machine(&config).into_iter().map(|found| found.to_string());
        found.filter(|found| !found.contains(": store.")).collect()
    };
    let starts = |found: &[String], start: &str| found.iter().any(|found| found.starts_with(start));

    let found = look();
    for start in [
        "10:17: error: mail.password-file:",
        "12:9: error: sms.spool:",
        "16:12: error: robot.1.url-file:",
        "17:15: error: robot.1.secret-file:",
    ] {
        assert!(starts(&found, start), "{start}: {found:#?}");
    }

    fs::create_dir(path("outgoing")).unwrap();
    for (name, holds) in
        [("password", "p"), ("url", "https://u.example/?access_token=k"), ("secret", "")]
    {
        fs::write(path(name), holds).unwrap();
        fs::set_permissions(path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    let found = look();
    assert!(found.len() == 1 && starts(&found, "17:15: error: robot.1.secret-file:"), "{found:#?}");

    fs::write(path("secret"), "SEC").unwrap();
    fs::write(path("url"), "http://u.example/?access_token=k").unwrap();
    fs::set_permissions(path("url"), fs::Permissions::from_mode(0o644)).unwrap();
    let found = look();
    assert!(found.iter().any(|found| found.contains("everybody can read")), "{found:#?}");
    assert!(found.iter().any(|found| found.contains("begins with http://")), "{found:#?}");
    assert!(found.iter().all(|found| !found.contains("access_token")), "{found:#?}");
}

fn findings(text: &str) -> Vec<String> {
    read_file(text).findings.iter().map(ToString::to_string).collect()
}
