//! Does this machine keep what the configuration promises?

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::findings::{Finding, Severity};
use crate::mounts::{Disk, disk};
use crate::{Config, Line};

/// What is wrong between a good configuration and the machine that this runs on, in the order of
/// the file. Nothing is opened that could be written to, and no port.
#[must_use]
pub fn look(config: &Config) -> Vec<Finding> {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    look_at(config, &Machine { mounts, by_id: PathBuf::from("/dev/serial/by-id") })
}

/// What is asked of the machine besides the files that the configuration names.
struct Machine {
    mounts: String,
    by_id: PathBuf,
}

fn look_at(config: &Config, machine: &Machine) -> Vec<Finding> {
    let mut looker = Looker { config, findings: Vec::new() };
    for (line, number) in config.lines.iter().zip(1..) {
        looker.port(line, &format!("line[{number}].path"), machine);
    }
    let broker = &config.broker;
    looker.file("broker.ca", broker.ca.as_deref(), Who::Everybody);
    looker.file("broker.cert", broker.cert.as_deref(), Who::Everybody);
    looker.file("broker.key", broker.key.as_deref(), Who::Owner);
    looker.file("broker.password-file", broker.password_file.as_deref(), Who::Owner);
    looker.store(machine);
    if let Some(capture) = &config.capture {
        looker.folder("capture.file", capture.file.parent());
    }
    looker.findings.sort_by_key(|finding| (finding.line, finding.column));
    looker.findings
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Everybody,
    Owner,
}

struct Looker<'c> {
    config: &'c Config,
    findings: Vec<Finding>,
}

impl Looker<'_> {
    fn note(&mut self, severity: Severity, key: &str, problem: String, remedy: String) {
        let (line, column) = self.config.places.get(key);
        let key = key.to_owned();
        self.findings.push(Finding { severity, line, column, key, problem, remedy });
    }

    fn port(&mut self, line: &Line, key: &str, machine: &Machine) {
        let path = line.path.display();
        match fs::metadata(&line.path) {
            Err(_) => {
                let problem =
                    format!("there is no {path} now; the other lines run, and this is tried again");
                let remedy = match list(&machine.by_id) {
                    ports if ports.is_empty() => {
                        "plug it in; no serial port has a name here now".to_owned()
                    }
                    ports => format!("plug it in, or write one of {}", ports.join(", ")),
                };
                self.note(Severity::Warning, key, problem, remedy);
            }
            Ok(found) if !found.file_type().is_char_device() => {
                let remedy = "write a serial port, as in \"/dev/serial/by-id/…\"".to_owned();
                self.note(Severity::Error, key, format!("{path} is no serial port"), remedy);
            }
            Ok(_) => {
                if let Some(name) = steady_name(&line.path, &machine.by_id) {
                    let problem =
                        format!("{path} is another stick's name after the next unplugging");
                    self.note(Severity::Warning, key, problem, format!("write \"{name}\""));
                }
            }
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

    fn store(&mut self, machine: &Machine) {
        let dir = &self.config.store.dir;
        let real = existing(dir);
        if fs::metadata(dir).is_ok_and(|found| !found.is_dir()) {
            let problem = format!("{} is a file and no folder", dir.display());
            self.note(Severity::Error, "store.dir", problem, "write a folder's path".to_owned());
            return;
        }
        let (severity, what) = match disk(&machine.mounts, &real) {
            Disk::Local => return,
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

/// The deepest folder on the way that is there, without links.
fn existing(dir: &Path) -> PathBuf {
    dir.ancestors().find_map(|dir| dir.canonicalize().ok()).unwrap_or_else(|| dir.to_owned())
}

/// The ports in `/dev/serial/by-id`, by name.
fn list(by_id: &Path) -> Vec<String> {
    let mut ports: Vec<String> = links(by_id).map(|link| link.display().to_string()).collect();
    ports.sort();
    ports
}

/// The name that stays with a stick whose port was written by its changing number.
fn steady_name(path: &Path, by_id: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if !["ttyUSB", "ttyACM"].iter().any(|start| name.starts_with(start)) {
        return None;
    }
    let real = path.canonicalize().ok()?;
    let mut names = links(by_id).filter(|link| link.canonicalize().is_ok_and(|to| to == real));
    names.next().map(|link| link.display().to_string())
}

fn links(by_id: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(by_id).into_iter().flatten().flatten().map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_machine_that_keeps_every_promise_needs_no_word() {
        let gateway = Gateway::new();

        assert_eq!(gateway.look("/dev/null"), Vec::<String>::new());
    }

    #[test]
    fn a_port_that_is_not_there_does_not_stop_the_others() {
        let gateway = Gateway::new();
        let by_id = gateway.path("by-id/usb-1a86_USB_Serial-if00-port0");
        symlink("/dev/null", &by_id).unwrap();

        assert_eq!(
            gateway.look("/dev/nothing"),
            [format!(
                "8:8: warning: line[1].path: there is no /dev/nothing now; the other lines run, \
                 and this is tried again; plug it in, or write one of {by_id}"
            )]
        );
    }

    #[test]
    fn a_file_is_no_port() {
        let gateway = Gateway::new();
        let ca = gateway.path("ca.pem");

        assert_eq!(
            gateway.look(&ca),
            [format!(
                "8:8: error: line[1].path: {ca} is no serial port; write a serial port, as in \
                 \"/dev/serial/by-id/…\""
            )]
        );
    }

    #[test]
    fn a_port_that_changes_its_number_is_called_by_its_steady_name() {
        let gateway = Gateway::new();
        let (port, by_id) = (gateway.path("ttyUSB0"), gateway.path("by-id/usb-FTDI-if00-port0"));
        symlink("/dev/null", &port).unwrap();
        symlink("/dev/null", &by_id).unwrap();

        assert_eq!(
            gateway.look(&port),
            [format!(
                "8:8: warning: line[1].path: {port} is another stick's name after the next \
                 unplugging; write \"{by_id}\""
            )]
        );
    }

    #[test]
    fn files_of_the_login_are_there_full_and_private() {
        let gateway = Gateway::new();
        let (ca, password) = (gateway.path("ca.pem"), gateway.path("password"));
        fs::remove_file(&ca).unwrap();
        fs::write(&password, "").unwrap();

        assert_eq!(
            gateway.look("/dev/null"),
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
            gateway.look("/dev/null"),
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
        let store = gateway.path("store");
        let mut on = |kind: &str| {
            gateway.mounts = format!("somewhere {} {kind} rw 0 0\n", gateway.real().display());
            gateway.look("/dev/null")
        };

        assert_eq!(on("ext4"), Vec::<String>::new());
        assert_eq!(
            on("nfs4"),
            [format!(
                "18:7: error: store.dir: {store} is on another machine: a store there is damaged, \
                 and an outage takes it along; write a folder on this machine's own disk"
            )]
        );
        assert_eq!(
            on("tmpfs"),
            [format!(
                "18:7: warning: store.dir: {store} is in memory: alarms that wait are gone at \
                 power-off; write a folder on this machine's own disk"
            )]
        );
        assert_eq!(
            on("overlay"),
            [format!(
                "18:7: warning: store.dir: {store} is on an overlay: good on a router, but a \
                 container forgets it; write a folder on this machine's own disk"
            )]
        );
    }

    #[test]
    fn a_capture_has_a_folder() {
        let gateway = Gateway::new();
        let (file, dir) = (gateway.path("none/x.cap"), gateway.path("none"));
        let text =
            format!("{}[capture]\nfile = \"{file}\"\nminutes = 1\n", gateway.text("/dev/null"));

        assert_eq!(
            gateway.look_at(&text),
            [format!("20:8: error: capture.file: there is no folder {dir}; run: mkdir -p {dir}")]
        );
    }

    /// A gateway's files in a folder of the test's own.
    struct Gateway {
        dir: tempfile::TempDir,
        mounts: String,
    }

    impl Gateway {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("by-id")).unwrap();
            fs::write(dir.path().join("ca.pem"), "x").unwrap();
            fs::write(dir.path().join("password"), "x").unwrap();
            fs::set_permissions(dir.path().join("password"), Permissions::from_mode(0o640))
                .unwrap();
            Self { dir, mounts: String::new() }
        }

        fn path(&self, name: &str) -> String {
            self.dir.path().join(name).display().to_string()
        }

        fn real(&self) -> PathBuf {
            self.dir.path().canonicalize().unwrap()
        }

        fn look(&self, port: &str) -> Vec<String> {
            self.look_at(&self.text(port))
        }

        fn look_at(&self, text: &str) -> Vec<String> {
            let config = crate::read(text).config.unwrap();
            let by_id = self.dir.path().join("by-id");
            let machine = Machine { mounts: self.mounts.clone(), by_id };
            super::look_at(&config, &machine).iter().map(ToString::to_string).collect()
        }

        fn text(&self, port: &str) -> String {
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
