//! What does this person need, beyond what the sensors say?

use std::time::Duration;

use crate::change::REPOSITIONING_H;
use crate::findings::Notes;
use crate::walk::Section;

/// What is known of the person who lives here; never who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    /// They cannot turn over by themselves: somebody does it after so long.
    pub repositioning: Option<Duration>,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Resident {
    let section = file.section("resident", &["repositioning-h"], notes);
    // Skin suffers from the second hour on; half a day is no repositioning at all.
    let (least, most) = REPOSITIONING_H;
    let hours = section.whole("repositioning-h", least.into()..=most.into(), notes);
    let hours = hours.and_then(|hours| u64::try_from(hours.value).ok());
    Resident { repositioning: hours.map(|hours| Duration::from_secs(hours * 3600)) }
}
