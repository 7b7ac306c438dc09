//! Who may be called for a case, and who is on duty, now? From everything that is known of people, in
//! memory: a case that decides waits for no disk.

use std::collections::{BTreeMap, BTreeSet};

use alerts::Wall;
use jiff::tz::TimeZone;

use crate::core::HomeId;
use crate::core::calendar::{Calendar, Plan};
use crate::core::desk::absence::is_away;
use crate::core::desk::duty::{Gap, Rota};
use crate::core::desk::ladder::Book;
use crate::core::desk::party::{Address, PartyIs};
use crate::core::desk::quiet::{Quiet, local};
use crate::core::desk::world::MOST_PARTIES;
use crate::core::desk::{About, Case, CaseId, Opening, Party, PartyId, World};
use crate::core::person::{Resident, ResidentId};
use crate::store::parties::PartyRow;
use crate::store::reports::{MapRow, PlaceRow};
use crate::store::rows::User;

/// Days for which it is said when nobody is on duty.
const GAP_DAYS: u8 = 7;

/// Everything that is known of people.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Where the community is.
    pub zone: TimeZone,
    /// Everybody who may be called.
    pub parties: BTreeMap<PartyId, PartyRow>,
    /// The roster.
    pub residents: BTreeMap<ResidentId, Resident>,
    /// Whom a login may see, where it sees its own.
    pub bound: BTreeMap<String, Vec<ResidentId>>,
    /// The duty table.
    pub rota: Rota,
    /// The ladders.
    pub book: Book,
    /// The quiet hours.
    pub quiet: Quiet,
    /// Robots that may not speak, and until when.
    pub muted: BTreeMap<String, Wall>,
    /// The community's buildings.
    pub places: Vec<PlaceRow>,
    /// Since when they are as they are, as far as that was seen.
    pub places_since: Option<Wall>,
    /// Its map.
    pub map: Option<MapRow>,
    /// When its office works.
    pub working: Calendar,
    /// Who lives where.
    homes: BTreeMap<HomeId, ResidentId>,
    /// Contacts of each resident, in their order.
    contacts: BTreeMap<ResidentId, Vec<PartyId>>,
    /// Whoever is nobody's contact.
    responders: Vec<PartyId>,
}

/// What changes from moment to moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) desk_open: bool,
    pub(super) drill: bool,
    pub(super) home_lost: bool,
    pub(super) uplink_lost: bool,
}

impl Directory {
    /// Of nobody.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self {
            working: Calendar::new(Plan::default(), zone.clone()),
            places: Vec::new(),
            places_since: None,
            map: None,
            zone,
            parties: BTreeMap::new(),
            residents: BTreeMap::new(),
            bound: BTreeMap::new(),
            rota: Rota::default(),
            book: Book::default(),
            quiet: Quiet::default(),
            muted: BTreeMap::new(),
            homes: BTreeMap::new(),
            contacts: BTreeMap::new(),
            responders: Vec::new(),
        }
    }

    pub(super) fn people(
        &mut self,
        parties: Vec<PartyRow>,
        residents: Vec<Resident>,
        users: Vec<User>,
    ) {
        for resident in residents.iter().rev() {
            self.homes.extend(resident.home.clone().map(|home| (home, resident.id)));
        }
        let mut contacts: BTreeMap<ResidentId, Vec<(u16, PartyId)>> = BTreeMap::new();
        for party in &parties {
            match party.resident {
                Some(of) => contacts.entry(of).or_default().push((party.place, party.id)),
                None => self.responders.push(party.id),
            }
        }
        for (of, mut places) in contacts {
            places.sort_unstable();
            self.contacts.insert(of, places.into_iter().map(|(_, id)| id).collect());
        }
        self.parties = parties.into_iter().map(|party| (party.id, party)).collect();
        self.residents = residents.into_iter().map(|it| (it.id, it)).collect();
        let active = users.into_iter().filter(|user| user.active);
        self.bound = active.map(|user| (user.name, user.residents)).collect();
    }

    /// Who lives there.
    #[must_use]
    pub fn of_home(&self, home: &HomeId) -> Option<&Resident> {
        self.residents.get(self.homes.get(home)?)
    }

    /// What a case begins with.
    #[must_use]
    pub fn opening(&self, id: CaseId, about: &About) -> Opening {
        let home = about.home();
        let resident = home.and_then(|home| self.of_home(home)).map(|resident| resident.id);
        Opening { id, ladders: self.book.ladders(home, about.kind()), resident }
    }

    /// What a case looks at when it decides. `resident` is whose it is.
    pub(super) fn world(&self, now: Wall, resident: Option<ResidentId>, around: Around) -> World {
        let here = local(now, &self.zone);
        let record = resident.and_then(|id| self.residents.get(&id)).map(|it| &it.record);
        World {
            parties: self.called_for(resident),
            on_duty: self.rota.on_duty(here),
            desk_open: around.desk_open,
            muted: self.muted.clone(),
            quiet_until: self.quiet.until(now, &self.zone),
            is_away: record.is_some_and(|record| is_away(&record.absences, here.date())),
            home_lost: around.home_lost,
            uplink_lost: around.uplink_lost,
            merged_open: false,
            drill: around.drill,
            clocks: self.clocks(now),
        }
    }

    /// All staff and groups, whoever is responsible for this resident, and their contacts; one who is
    /// known twice is called once.
    fn called_for(&self, resident: Option<ResidentId>) -> Vec<Party> {
        let active = |ids: &'_ [PartyId]| {
            let rows = ids.iter().filter_map(|id| self.parties.get(id));
            rows.filter(|party| party.active).collect::<Vec<_>>()
        };
        let contacts = resident.and_then(|of| self.contacts.get(&of));
        let contacts = active(contacts.map(Vec::as_slice).unwrap_or_default());
        let responders = active(&self.responders).into_iter();
        let responders = responders.filter(|party| self.serves(party, resident));
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut parties = Vec::new();
        // Contacts come first: a resident's own grid worker is not called as somebody else.
        for row in contacts.into_iter().chain(responders) {
            let ways: Vec<String> =
                row.who.channels.iter().filter_map(|it| known_by(&it.to)).collect();
            if row.resident.is_none() && ways.iter().any(|way| known.contains(way)) {
                let is_staff = row.who.is == PartyIs::Staff;
                if !is_staff {
                    continue;
                }
            }
            if row.who.consent {
                known.extend(ways);
            }
            parties.push(Party {
                id: row.id,
                is: row.who.is.clone(),
                consent: row.who.consent,
                channels: row.who.channels.clone(),
            });
        }
        // Whoever is cut off is a group or a volunteer, and no staff.
        parties.sort_by_key(|party| match party.is {
            PartyIs::Staff => 0,
            PartyIs::Relative => 1,
            PartyIs::GridWorker => 2,
            PartyIs::Volunteer => 3,
            PartyIs::Group(_) => 4,
        });
        parties.truncate(MOST_PARTIES);
        parties
    }

    /// Staff and groups serve everybody; a grid worker or volunteer whose login is bound to residents
    /// serves these, and one who is bound to none serves all.
    fn serves(&self, party: &PartyRow, resident: Option<ResidentId>) -> bool {
        match party.who.is {
            PartyIs::Staff | PartyIs::Group(_) => true,
            PartyIs::Relative => false,
            PartyIs::GridWorker | PartyIs::Volunteer => {
                let bound = party.who.login.as_ref().and_then(|login| self.bound.get(login));
                bound.is_none_or(|bound| {
                    bound.is_empty() || resident.is_some_and(|resident| bound.contains(&resident))
                })
            }
        }
    }

    /// Who is on duty.
    #[must_use]
    pub fn on_duty(&self, now: Wall) -> BTreeSet<PartyId> {
        self.rota.on_duty(local(now, &self.zone))
    }

    /// When nobody is, in the next seven days.
    #[must_use]
    pub fn gaps(&self, now: Wall) -> Vec<Gap> {
        self.rota.gaps(local(now, &self.zone), GAP_DAYS)
    }

    /// The day, `2026-11-23`, and the homes whose residents are said to be away on it.
    #[must_use]
    pub fn away(&self, now: Wall) -> (String, BTreeSet<HomeId>) {
        let today = local(now, &self.zone).date();
        let away = self.residents.values().filter(|it| is_away(&it.record.absences, today));
        (today.to_string(), away.filter_map(|it| it.home.clone()).collect())
    }
}

/// Whose case it is: by the home, as it is now; a case keeps whose it was.
pub(super) fn resident_of(
    directory: &Directory,
    about: &About,
    case: Option<&Case>,
) -> Option<ResidentId> {
    case.and_then(|case| case.resident)
        .or_else(|| directory.of_home(about.home()?).map(|resident| resident.id))
}

/// What is the same for one person, however it is written.
fn known_by(to: &Address) -> Option<String> {
    match to {
        Address::Sms(number) => {
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            Some(digits.iter().skip(digits.len().saturating_sub(8)).collect())
        }
        Address::Mail(address) => Some(address.to_lowercase()),
        Address::Robot(_) => None,
    }
}

#[cfg(test)]
mod tests;
