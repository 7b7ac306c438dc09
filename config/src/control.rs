//! How do the technician's commands reach the daemon?

use std::path::PathBuf;

use crate::files;
use crate::findings::Notes;
use crate::walk::Section;

/// Where it is unless said: systemd makes the folder at each start.
const SOCKET: &str = "/run/hearth/hearth.sock";

/// A unix socket's path and its end mark must fit into 108 bytes (`sun_path` in unix(7)).
const LONGEST_SOCKET: usize = 107;

/// How `hearth status` reaches the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The unix socket.
    pub socket: PathBuf,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Control> {
    let section = file.section("control", &["socket"], notes);
    let socket = files::optional(&section, "socket", SOCKET, notes)?;
    let socket = socket.unwrap_or_else(|| PathBuf::from(SOCKET));
    let length = socket.as_os_str().len();
    if length > LONGEST_SOCKET {
        let problem =
            format!("the path has {length} bytes, and a socket's has {LONGEST_SOCKET} at most");
        notes.error(&section.spot_of("socket"), problem, format!("write \"{SOCKET}\""));
        return None;
    }
    Some(Control { socket })
}
