//! Is each line's port there, its own, and called by a name that stays?

use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::Comparison;
use crate::findings::Severity;
use crate::{Config, Line};

impl Comparison<'_> {
    pub(super) fn ports(&mut self, by_id: &Path) {
        let config = self.config;
        for (number, line) in config.lines.iter().enumerate() {
            let key = path_key(number);
            if let Some(other) = same_device(&config.lines, number) {
                let (row, _) = config.places.get(&path_key(other));
                let name = config.lines.get(other).map_or("", |line| &line.name);
                let problem = format!("this is the port of {name} (line {row}) by another name");
                let remedy = "give each [[line]] a port of its own".to_owned();
                self.note(Severity::Error, &key, problem, remedy);
                continue;
            }
            self.port(line, &key, by_id);
        }
    }

    fn port(&mut self, line: &Line, key: &str, by_id: &Path) {
        let path = line.path.display();
        match fs::metadata(&line.path) {
            Err(_) => {
                let problem =
                    format!("there is no {path} now; the other lines run, and this is tried again");
                let remedy = match free(self.config, by_id) {
                    ports if ports.is_empty() => {
                        "plug it in; no serial port that is free has a name here now".to_owned()
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
                if let Some(name) = steady_name(&line.path, by_id) {
                    let problem =
                        format!("{path} is another stick's name after the next unplugging");
                    self.note(Severity::Warning, key, problem, format!("write \"{name}\""));
                }
            }
        }
    }
}

/// Where a line says its port; lines are counted from 1 in a file.
fn path_key(number: usize) -> String {
    format!("line[{}].path", number + 1)
}

/// An earlier line whose path leads to the same device: by-id, by-path and ttyUSB0 are all links to
/// one.
fn same_device(lines: &[Line], number: usize) -> Option<usize> {
    let real = lines.get(number)?.path.canonicalize().ok()?;
    lines.iter().take(number).position(|line| line.path.canonicalize().is_ok_and(|to| to == real))
}

/// The ports in `/dev/serial/by-id` that no line has, by name.
fn free(config: &Config, by_id: &Path) -> Vec<String> {
    let is_taken = |link: &PathBuf| {
        let real = link.canonicalize().ok();
        config.lines.iter().any(|line| {
            line.path == *link || (real.is_some() && line.path.canonicalize().ok() == real)
        })
    };
    let mut ports: Vec<String> = links(by_id)
        .filter(|link| !is_taken(link))
        .map(|link| link.display().to_string())
        .collect();
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
    use std::os::unix::fs::symlink;

    use crate::machine::tests::Gateway;

    #[test]
    fn a_port_that_is_not_there_does_not_stop_the_others() {
        let gateway = Gateway::new();
        let by_id = gateway.path("by-id/usb-1a86_USB_Serial-if00-port0");
        symlink("/dev/null", &by_id).unwrap();

        assert_eq!(
            gateway.say("/dev/nothing"),
            [format!(
                "8:8: warning: line[1].path: there is no /dev/nothing now; the other lines run, \
                 and this is tried again; plug it in, or write one of {by_id}"
            )]
        );
    }

    #[test]
    fn a_port_that_another_line_has_is_not_offered() {
        let gateway = Gateway::new();
        let (taken, port) = (gateway.path("by-id/usb-taken"), gateway.path("ttyS5"));
        symlink("/dev/zero", &taken).unwrap();
        symlink("/dev/zero", &port).unwrap();
        let free = gateway.path("by-id/usb-free");
        symlink("/dev/null", &free).unwrap();

        assert_eq!(
            gateway.say_of(&with_second_line(&gateway.text("/dev/nothing"), &port)),
            [format!(
                "8:8: warning: line[1].path: there is no /dev/nothing now; the other lines run, \
                 and this is tried again; plug it in, or write one of {free}"
            )]
        );

        std::fs::remove_file(&free).unwrap();
        assert_eq!(
            gateway.say_of(&with_second_line(&gateway.text("/dev/nothing"), &port)),
            ["8:8: warning: line[1].path: there is no /dev/nothing now; the other lines run, and \
              this is tried again; plug it in; no serial port that is free has a name here now"]
        );
    }

    #[test]
    fn two_names_of_one_port_are_not_two_ports() {
        let gateway = Gateway::new();
        let (by_id, by_path) = (gateway.path("by-id/usb-1a86"), gateway.path("by-path"));
        symlink("/dev/null", &by_id).unwrap();
        symlink(&by_id, &by_path).unwrap();

        assert_eq!(
            gateway.say_of(&with_second_line(&gateway.text(&by_id), &by_path)),
            ["22:8: error: line[2].path: this is the port of bed (line 8) by another name; give \
                 each [[line]] a port of its own"]
        );
    }

    #[test]
    fn a_file_is_no_port() {
        let gateway = Gateway::new();
        let ca = gateway.path("ca.pem");

        assert_eq!(
            gateway.say(&ca),
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
            gateway.say(&port),
            [format!(
                "8:8: warning: line[1].path: {port} is another stick's name after the next \
                 unplugging; write \"{by_id}\""
            )]
        );
    }

    /// The same home with a gas sensor at this port.
    fn with_second_line(text: &str, port: &str) -> String {
        format!(
            "{text}\n[[line]]\nname = \"co\"\npath = \"{port}\"\nsensor = \"winsen\"\n\
             model = \"ze15-co\"\n"
        )
    }
}
