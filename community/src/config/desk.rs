//! Who notices outside that the desk does not work any more?

use url::Url;

use super::walk::{Notes, Section};
use crate::channels::{is_overheard, target};

/// The desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Knocked at each minute while every case has somebody: whoever is there calls the operator when
    /// nobody knocks any more.
    pub dead_man: Option<Url>,
}

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Desk {
    let section = file.section("desk", &["dead-man"], notes);
    let Some(text) = section.text("dead-man", notes) else { return Desk::default() };
    let Some(url) = target(text) else {
        let remedy = "write the address that is knocked at, as in \"https://watch.example/3f7a\"";
        notes.error(&section.spot("dead-man"), "this is no address of a page", remedy);
        return Desk::default();
    };
    if is_overheard(&url) {
        let problem = "everybody on the way can read the address, and knock in the station's place";
        notes.warning(&section.spot("dead-man"), problem, "write one with https://");
    }
    Desk { dead_man: Some(url) }
}
