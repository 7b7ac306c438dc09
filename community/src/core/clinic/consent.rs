//! May it leave? Only of a resident who has agreed that the clinic sees, only what was measured from the
//! day of that consent on, and only what was measured of them: a home may have had somebody else before.

use alerts::Wall;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Item;
use crate::core::HomeId;
use crate::core::night::Frame;
use crate::core::person::{Resident, ResidentId};

/// That something of this resident may leave. There is no way to one but [`Leaves::of`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves {
    resident: ResidentId,
    home: HomeId,
    name: Option<String>,
    agreed: Date,
    watched: bool,
    lives: Option<Wall>,
}

/// Why nothing does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// They have not agreed, or do not any more.
    NotAgreed,
    /// They agree from a later day on.
    NotYet,
    /// It is not written down on which day they agreed: then it is not known what may leave.
    NoDay,
    /// They live in no home.
    NoHome,
}

impl Leaves {
    /// What a record says. `lives`: since when they live in this home, where somebody else was seen to
    /// live there before, or they elsewhere.
    ///
    /// # Errors
    ///
    /// Why nothing of them leaves.
    pub fn of(resident: &Resident, lives: Option<Wall>, today: Date) -> Result<Self, Stays> {
        let consents = &resident.record.consents;
        let agreed = consents.clinic.as_ref().ok_or(Stays::NotAgreed)?;
        let agreed: Date = agreed.since.trim().parse().map_err(|_| Stays::NoDay)?;
        if agreed > today {
            return Err(Stays::NotYet);
        }
        let home = resident.home.clone().ok_or(Stays::NoHome)?;
        let name = &resident.record.name;
        let named = consents.clinic_name.is_some() && !name.is_empty();
        Ok(Self {
            resident: resident.id,
            home,
            name: named.then(|| name.clone()),
            agreed,
            watched: consents.monitoring.is_some(),
            lives,
        })
    }

    /// Whose.
    #[must_use]
    pub const fn resident(&self) -> ResidentId {
        self.resident
    }

    /// Of which home.
    #[must_use]
    pub const fn home(&self) -> &HomeId {
        &self.home
    }

    /// The name, if they have agreed that it leaves.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether this may. `began`: when an alarm was raised first.
    #[must_use]
    pub fn may(&self, item: &Item, began: Option<Wall>, zone: &TimeZone) -> bool {
        if item.is_watched() && !self.watched {
            return false;
        }
        let since =
            |day: Date, at: Wall| day >= self.agreed && self.lives.is_none_or(|lives| at >= lives);
        match item {
            Item::Person(id) => *id == self.resident,
            // It is the answer to whoever asked, of somebody who agrees now.
            Item::Task(_) => true,
            Item::Night(date) => {
                let evening = date.yesterday().ok();
                let frame = Frame::of(*date, zone);
                evening.zip(frame).is_some_and(|(day, frame)| since(day, frame.noon_before))
            }
            Item::Day(date) => Frame::of(*date, zone).is_some_and(|it| since(*date, it.morning)),
            Item::Alarm(_) => began.is_some_and(|at| since(local(at, zone), at)),
            Item::Risk(standing) => standing.since >= self.agreed,
        }
    }
}

/// The day of a moment where the community is.
#[must_use]
pub fn local(at: Wall, zone: &TimeZone) -> Date {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    zone.to_datetime(at).date()
}
