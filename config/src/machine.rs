//! Does this machine keep what the configuration promises?
//!
//! The file alone cannot know whether a port is there, whether two of its names lead to one device,
//! whether a login's files can be read, what kind of disk the store is on, or what day it is.

mod disk;
mod ports;

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use alerts::YearMonth;
use jiff::civil::Date;

use crate::findings::{Finding, Severity};
use crate::store::is_fleeting;
use crate::{Broker, Config, end_of_life};
use disk::{Disk, kind, magic};

/// What is wrong between a good configuration and the machine that this runs on, in the order of
/// the file. Nothing is opened that could be written to, and no port. `today` is the home's date.
#[must_use]
pub fn compare_with_machine(config: &Config, today: Date) -> Vec<Finding> {
    compare(config, &Machine { by_id: PathBuf::from("/dev/serial/by-id"), magic, today })
}

/// What is asked of the machine besides the files that the configuration names.
struct Machine {
    /// Where sticks have names that stay.
    by_id: PathBuf,
    /// The number of the file system on which a folder is.
    magic: fn(&Path) -> Option<u32>,
    today: Date,
}

fn compare(config: &Config, machine: &Machine) -> Vec<Finding> {
    let mut comparison = Comparison { config, findings: Vec::new() };
    comparison.ports(&machine.by_id);
    comparison.ends_of_life(machine.today);
    comparison.login("broker", &config.broker);
    if let Some(second) = &config.second_broker {
        comparison.login("broker.second", second);
    }
    comparison.store(machine.magic);
    if let Some(capture) = &config.capture {
        comparison.folder("capture.file", capture.file.parent());
    }
    comparison.findings.sort_by_key(|finding| (finding.line, finding.column));
    comparison.findings
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Everybody,
    Owner,
}

struct Comparison<'c> {
    config: &'c Config,
    findings: Vec<Finding>,
}

impl Comparison<'_> {
    fn note(&mut self, severity: Severity, key: &str, problem: String, remedy: String) {
        let (line, column) = self.config.places.get(key);
        let key = key.to_owned();
        self.findings.push(Finding { severity, line, column, key, problem, remedy });
    }

    fn ends_of_life(&mut self, today: Date) {
        for (line, number) in self.config.lines.iter().zip(1..) {
            let key = format!("line[{number}]");
            self.end_of_life(&key, line.end_of_life, today);
            for (device, number) in line.devices.iter().zip(1..) {
                let key = format!("{key}.device[{number}]");
                self.end_of_life(&key, device.end_of_life, today);
                for (input, number) in device.inputs.iter().zip(1..) {
                    self.end_of_life(&format!("{key}.input[{number}]"), input.end_of_life, today);
                }
            }
        }
    }

    fn end_of_life(&mut self, section: &str, end: Option<YearMonth>, today: Date) {
        let Some(end) = end.filter(|end| end_of_life::is_near(*end, today)) else { return };
        let problem = match end.days_left(today) {
            ..0 => format!("the maker vouched for this sensor until the end of {end}"),
            0 => "the maker vouches for this sensor until today".to_owned(),
            1 => "the maker vouches for this sensor until tomorrow".to_owned(),
            days => format!("the maker vouches for this sensor for {days} days more"),
        };
        let remedy = "put in a new one, and write the month that stands on that".to_owned();
        self.note(Severity::Warning, &format!("{section}.end-of-life"), problem, remedy);
    }

    fn login(&mut self, section: &str, broker: &Broker) {
        let files = [
            ("ca", &broker.ca, Who::Everybody),
            ("cert", &broker.cert, Who::Everybody),
            ("key", &broker.key, Who::Owner),
            ("password-file", &broker.password_file, Who::Owner),
        ];
        for (key, path, who) in files {
            self.file(&format!("{section}.{key}"), path.as_deref(), who);
        }
    }

    fn file(&mut self, key: &str, path: Option<&Path>, who: Who) {
        let Some(path) = path else { return };
        match first_byte(path) {
            Err(error) => {
                let (severity, remedy) = if error.kind() == ErrorKind::PermissionDenied {
                    (Severity::Warning, "check as the user that runs hearth, who must read it")
                } else {
                    (Severity::Error, "put it there, readable for the user that runs hearth")
                };
                let problem = format!("{} cannot be read: {error}", path.display());
                self.note(severity, key, problem, remedy.to_owned());
            }
            Ok((_, false)) => {
                let problem = format!("{} is empty", path.display());
                self.note(Severity::Error, key, problem, "put its content there".to_owned());
            }
            Ok((found, true)) if who == Who::Owner && found.mode() & 0o007 != 0 => {
                let problem = format!("everybody on this machine may read {}", path.display());
                let remedy = format!("run: chmod 640 {}", path.display());
                self.note(Severity::Warning, key, problem, remedy);
            }
            Ok((_, true)) => {}
        }
    }

    fn store(&mut self, magic: fn(&Path) -> Option<u32>) {
        let dir = &self.config.store.dir;
        if fs::metadata(dir).is_ok_and(|found| !found.is_dir()) {
            let problem = format!("{} is a file and no folder", dir.display());
            self.note(Severity::Error, "store.dir", problem, "write a folder's path".to_owned());
            return;
        }
        let (severity, what) = match magic(dir).map_or(Disk::Local, kind) {
            Disk::Local => return,
            Disk::Memory if is_fleeting(dir) => return, // said already, of the file alone
            Disk::Network => (
                Severity::Error,
                "is on another machine: a store there is damaged, and an outage takes it along",
            ),
            Disk::Memory => {
                (Severity::Warning, "is in memory: alarms that wait are gone at power-off")
            }
            Disk::Overlay => (
                Severity::Warning,
                "is on an overlay: good on a router, but a container forgets it",
            ),
            Disk::Program => (
                Severity::Warning,
                "is kept by a program (FUSE), which may keep it on another machine",
            ),
        };
        let problem = format!("{} {what}", dir.display());
        let remedy = "write a folder on this machine's own disk".to_owned();
        self.note(severity, "store.dir", problem, remedy);
    }

    fn folder(&mut self, key: &str, dir: Option<&Path>) {
        let Some(dir) = dir.filter(|dir| !dir.is_dir()) else { return };
        let problem = format!("there is no folder {}", dir.display());
        self.note(Severity::Error, key, problem, format!("run: mkdir -p {}", dir.display()));
    }
}

/// Whether it can be read, and whether there is anything in it.
fn first_byte(path: &Path) -> io::Result<(Metadata, bool)> {
    let found = fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let any = File::open(path)?.read(&mut [0])? > 0;
    Ok((found, any))
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_machine_that_keeps_every_promise_needs_no_word() {
        let gateway = Gateway::new();

        assert_eq!(gateway.say("/dev/null"), Vec::<String>::new());
    }

    #[test]
    fn files_of_the_login_are_there_full_and_private() {
        let gateway = Gateway::new();
        let (ca, password) = (gateway.path("ca.pem"), gateway.path("password"));
        fs::remove_file(&ca).unwrap();
        fs::write(&password, "").unwrap();

        assert_eq!(
            gateway.say("/dev/null"),
            [
                format!(
                    "14:6: error: broker.ca: {ca} cannot be read: No such file or directory (os \
                     error 2); put it there, readable for the user that runs hearth"
                ),
                format!(
                    "16:17: error: broker.password-file: {password} is empty; put its content there"
                ),
            ]
        );

        fs::create_dir(&ca).unwrap();
        fs::write(&password, "x").unwrap();
        fs::set_permissions(&password, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(
            gateway.say("/dev/null"),
            [
                format!(
                    "14:6: error: broker.ca: {ca} cannot be read: it is no file; put it there, \
                     readable for the user that runs hearth"
                ),
                format!(
                    "16:17: warning: broker.password-file: everybody on this machine may read \
                     {password}; run: chmod 640 {password}"
                ),
            ]
        );
    }

    #[test]
    fn a_store_is_on_a_disk_of_this_machine_that_remembers() {
        let mut gateway = Gateway::new();
        let store = "/srv/hearth";
        let text = gateway.text("/dev/null").replace(&gateway.path("store"), store);
        let mut on = |magic: fn(&Path) -> Option<u32>| {
            gateway.magic = magic;
            gateway.say_of(&text).join("\n")
        };

        assert_eq!(on(|_| Some(0xEF53)), "");
        assert_eq!(on(|_| None), "", "a machine that does not say is trusted");
        assert_eq!(
            on(|_| Some(0x6969)),
            format!(
                "18:7: error: store.dir: {store} is on another machine: a store there is damaged, \
                 and an outage takes it along; write a folder on this machine's own disk"
            )
        );
        assert_eq!(
            on(|_| Some(0x0102_1994)),
            format!(
                "18:7: warning: store.dir: {store} is in memory: alarms that wait are gone at \
                 power-off; write a folder on this machine's own disk"
            )
        );
        assert_eq!(
            on(|_| Some(0x794C_7630)),
            format!(
                "18:7: warning: store.dir: {store} is on an overlay: good on a router, but a \
                 container forgets it; write a folder on this machine's own disk"
            )
        );
        assert_eq!(
            on(|_| Some(0x6573_5546)),
            format!(
                "18:7: warning: store.dir: {store} is kept by a program (FUSE), which may keep it \
                 on another machine; write a folder on this machine's own disk"
            )
        );
    }

    #[test]
    fn a_sensor_that_nears_its_end_is_said_a_month_before_and_ever_after() {
        let mut gateway = Gateway::new();
        let dated = gateway
            .text("/dev/null")
            .replace("role = \"bed\"\n", "role = \"bed\"\nend-of-life = \"2030-06\"\n");
        let mut on = |today| {
            gateway.today = today;
            gateway.say_of(&dated).join("\n")
        };
        let remedy = "put in a new one, and write the month that stands on that";

        assert_eq!(on(date(2030, 5, 31)), "");
        assert_eq!(
            on(date(2030, 6, 1)),
            format!(
                "11:15: warning: line[1].end-of-life: the maker vouches for this sensor for 29 \
                 days more; {remedy}"
            )
        );
        assert_eq!(
            on(date(2030, 7, 1)),
            format!(
                "11:15: warning: line[1].end-of-life: the maker vouched for this sensor until \
                 the end of 2030-06; {remedy}"
            )
        );
    }

    #[test]
    fn a_device_on_a_bus_has_an_end_of_its_own() {
        let mut gateway = Gateway::new();
        gateway.today = date(2031, 1, 1);
        let bus = "\n[[line]]\nname = \"hall\"\npath = \"/dev/zero\"\nsensor = \"modbus\"\n\
                   [[line.device]]\nname = \"co\"\nunit = 2\nmodel = \"jxbs-3001-co\"\n\
                   end-of-life = \"2030-06\"\n[[line.device]]\nname = \"inputs\"\nunit = 1\n\
                   model = \"waveshare-di8\"\n[[line.device.input]]\nname = \"smoke\"\nbit = 0\n\
                   means = \"smoke\"\nalarm-when = 1\nend-of-life = \"2030-07\"\n";

        let said = gateway.say_of(&(gateway.text("/dev/null") + bus));

        let remedy = "put in a new one, and write the month that stands on that";
        assert_eq!(
            said,
            [
                format!(
                    "28:15: warning: line[2].device[1].end-of-life: the maker vouched for this \
                     sensor until the end of 2030-06; {remedy}"
                ),
                format!(
                    "38:15: warning: line[2].device[2].input[1].end-of-life: the maker vouched \
                     for this sensor until the end of 2030-07; {remedy}"
                ),
            ]
        );
    }

    #[test]
    fn a_capture_has_a_folder() {
        let gateway = Gateway::new();
        let (file, dir) = (gateway.path("none/x.cap"), gateway.path("none"));
        let text =
            format!("{}[capture]\nfile = \"{file}\"\nminutes = 1\n", gateway.text("/dev/null"));

        assert_eq!(
            gateway.say_of(&text),
            [format!("20:8: error: capture.file: there is no folder {dir}; run: mkdir -p {dir}")]
        );
    }

    /// A gateway's files in a folder of the test's own.
    pub(super) struct Gateway {
        dir: tempfile::TempDir,
        magic: fn(&Path) -> Option<u32>,
        today: Date,
    }

    impl Gateway {
        pub(super) fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("by-id")).unwrap();
            fs::write(dir.path().join("ca.pem"), "x").unwrap();
            fs::write(dir.path().join("password"), "x").unwrap();
            fs::set_permissions(dir.path().join("password"), Permissions::from_mode(0o640))
                .unwrap();
            Self { dir, magic: |_| None, today: date(2026, 12, 1) }
        }

        pub(super) fn path(&self, name: &str) -> String {
            self.dir.path().join(name).display().to_string()
        }

        pub(super) fn say(&self, port: &str) -> Vec<String> {
            self.say_of(&self.text(port))
        }

        pub(super) fn say_of(&self, text: &str) -> Vec<String> {
            let config = crate::read(text).config.unwrap();
            let by_id = self.dir.path().join("by-id");
            let machine = Machine { by_id, magic: self.magic, today: self.today };
            compare(&config, &machine).iter().map(ToString::to_string).collect()
        }

        pub(super) fn text(&self, port: &str) -> String {
            format!(
                r#"[home]
community = "c"
id = "h1"
time-zone = "Asia/Shanghai"

[[line]]
name = "bed"
path = "{port}"
sensor = "r60abd1"
role = "bed"

[broker]
url = "mqtts://broker.example"
ca = "{}"
username = "h1"
password-file = "{}"
[store]
dir = "{}"
"#,
                self.path("ca.pem"),
                self.path("password"),
                self.path("store"),
            )
        }
    }
}
