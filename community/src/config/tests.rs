use super::*;

const SAMPLE: &str = include_str!("../../hearth-community.toml");
const SHORTEST: &str = "[station]\ncommunity = \"k\"\ntime-zone = \"Asia/Chongqing\"\n\
                        [broker]\nurl = \"mqtt://127.0.0.1\"\n";

#[test]
fn the_sample_is_good() {
    let checked = read(SAMPLE);
    let said: Vec<String> = checked.findings.iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
    let config = checked.config.unwrap();
    assert_eq!(config.community, "kangzhuang");
    assert_eq!(config.store.keep.minutes_days, 400);
}

#[test]
fn what_is_not_written_is_as_the_sample_says() {
    let short = read(SHORTEST).config.unwrap();
    let sample = read(SAMPLE).config.unwrap();
    assert_eq!((short.store, short.web.listen), (sample.store, sample.web.listen));
    assert_eq!((short.name.as_str(), short.language.tag()), ("k", "en"));
    assert_eq!((short.broker.port, short.broker.tls), (1883, None));
}

#[test]
fn a_slip_of_the_finger_is_told_with_what_was_meant() {
    let text = SHORTEST.replace("community", "comunity").replace("time-zone", "time_zone");
    assert_eq!(
        findings(&text),
        [
            "1:1: error: station.community: community is missing; write the community's name in \
         topics, as in community = \"kangzhuang\"",
            "1:1: error: station.time-zone: time-zone is missing; write where the community is, as in \
         time-zone = \"Asia/Chongqing\"",
            "2:1: error: station.comunity: this key is not known here; did you mean `community`?",
            "3:1: error: station.time_zone: this key is not known here; did you mean `time-zone`?",
        ]
    );
}

#[test]
fn every_wrong_value_is_told_where_it_stands() {
    for (line, said) in [
        ("[web]\nlisten = \"here\"", "7:10: error: web.listen: nothing can listen there"),
        ("[web]\nlisten = \"0.0.0.0:80\"", "7:10: warning: web.listen: passwords and names go"),
        ("[web]\nurl = \"hall.example\"", "7:7: error: web.url: this is no address"),
        ("[web]\ncert = \"/a\"", "7:8: error: web.cert: a certificate without its key"),
        ("[web]\ncert = \"a\"\nkey = \"/b\"", "7:8: error: web.cert: this path depends"),
        ("[web]\nbehind-proxy = 1", "7:16: error: web.behind-proxy: this should be yes or no"),
        ("[desk]\ndead-man = \"watch\"", "7:12: error: desk.dead-man: this is no address"),
        ("[desk]\ndead-man = \"http://a.example\"", "7:12: warning: desk.dead-man: everybody"),
        ("[store]\nmaster-key = \"/var/lib/hearth-community/k\"", "7:14: error: store.master-key"),
        ("[store]\nbackups = \"/var/lib/hearth-community/b\"", "7:11: error: store.backups"),
        ("[store.keep]\nminutes = 0", "7:11: error: store.keep.minutes: this number does not"),
        ("[store.keep]\nminuets = 9", "7:1: error: store.keep.minuets: this key is not known"),
        ("store = 7", "6:1: error: broker.store: this key is not known here"),
        ("password = \"secret\"", "6:1: error: broker.password: a secret does not belong"),
        ("ca = \"/x\"", "5:7: error: broker.url: certificates are of no use"),
    ] {
        let found = findings(&format!("{SHORTEST}{line}\n"));
        assert!(found.iter().any(|found| found.starts_with(said)), "{line}: {found:#?}");
        assert!(found.iter().all(|found| !found.contains("secret\"")), "{found:?}");
    }
}

#[test]
fn what_is_not_toml_is_told_once_and_nothing_is_guessed_from_it() {
    let found = findings("[station\ncommunity = \"k\"\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("1:9: error: this is not TOML"), "{found:?}");
}

#[test]
fn addresses_of_brokers_are_read_as_people_write_them() {
    for (url, host, port, tls) in [
        ("mqtt://127.0.0.1", "127.0.0.1", 1883, false),
        ("mqtts://b.example", "b.example", 8883, true),
        ("mqtts://b.example:1/", "b.example", 1, true),
        ("mqtts://[::1]:8884", "::1", 8884, true),
        ("mqtts://[::1]", "::1", 8883, true),
    ] {
        let config = read(&SHORTEST.replace("mqtt://127.0.0.1", url)).config.unwrap();
        assert_eq!(config.broker.host, host, "{url}");
        assert_eq!((config.broker.port, config.broker.tls.is_some()), (port, tls), "{url}");
    }
    for url in [
        "http://b",
        "mqtts://",
        "mqtts://HOST:8883",
        "mqtt://u:p@b",
        "mqtt://b:0",
        "mqtt://b:x",
        "mqtt://::1",
        "mqtt://a b",
        "mqtt://b:70000",
    ] {
        assert!(read(&SHORTEST.replace("mqtt://127.0.0.1", url)).config.is_none(), "{url}");
    }
}

#[test]
fn the_machine_is_asked_for_every_file_that_is_named() {
    let text = SHORTEST.replace("mqtt://127.0.0.1\"", "mqtts://b\"\nca = \"/nowhere/ca.pem\"");
    let config = read(&text).config.unwrap();
    let found: Vec<String> = look_at_machine(&config).iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|found| found.starts_with("6:6: error: broker.ca:")), "{found:#?}");
}

fn findings(text: &str) -> Vec<String> {
    read(text).findings.iter().map(ToString::to_string).collect()
}
