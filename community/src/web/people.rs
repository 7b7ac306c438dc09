//! `/people`: who may be called, by which ways, and when was each last seen to work? Staff, grid
//! workers and volunteers are written down here; residents' contacts stand in the roster, and their
//! ways are verified here too.

pub mod edit;
pub mod list;
pub mod verify;

use super::desk::Responder;
use crate::core::desk::Party;
use crate::core::desk::PartyId;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::say::Lang;

/// Ways of a form: a telephone, another, an address, a robot.
pub const MOST_WAYS: usize = 4;

/// Somebody who is not written down yet.
#[must_use]
pub fn nobody(lang: Lang) -> Responder {
    let party =
        Party { id: PartyId(0), is: PartyIs::Volunteer, consent: true, channels: Vec::new() };
    Responder {
        party,
        revision: 0,
        name: String::new(),
        phone: String::new(),
        has_key: false,
        lang,
        login: None,
        active: true,
        contact_of: Vec::new(),
    }
}

/// A way that nobody has tried.
#[must_use]
pub const fn untried(to: Address) -> Channel {
    Channel { to, verified: None, proven: None, dead: None }
}

/// Where a way leads, as it is written.
#[must_use]
pub fn written(to: &Address) -> &str {
    match to {
        Address::Mail(to) | Address::Sms(to) | Address::Robot(to) => to,
    }
}

#[cfg(test)]
impl list::People {
    pub(crate) fn samples() -> Vec<Self> {
        let (desk, _, now) = crate::web::desk::samples::each_stage();
        for person in samples(now) {
            desk.knows(person);
        }
        let board = crate::web::desk::DeskDoor::board(&*desk);
        vec![Self { board, now }, Self { board: std::sync::Arc::default(), now }]
    }
}

#[cfg(test)]
impl edit::One {
    pub(crate) fn samples() -> Vec<Self> {
        let now = alerts::Wall(1_800_000_000_000);
        let codes = [
            verify::Code::None,
            verify::Code::Sent { channel: 0 },
            verify::Code::Wrong { channel: 0, left: 1 },
            verify::Code::Not { channel: 0, why: "why".into() },
        ];
        let faults = std::collections::BTreeMap::from([("name", "missing".to_owned())]);
        let all = samples(now).into_iter().map(|mut person| {
            person.revision = u32::from(person.party.id.0 != 0);
            person
        });
        let one = move |person: Responder| {
            let faults = faults.clone();
            codes.clone().map(|code| Self {
                person: person.clone(),
                faults: faults.clone(),
                code,
                now,
            })
        };
        all.flat_map(one).collect()
    }
}

#[cfg(test)]
pub(crate) fn samples(now: alerts::Wall) -> Vec<Responder> {
    let day = 86_400_000;
    let way = |to, verified: i64, dead: bool| Channel {
        verified: (verified > 0).then_some(alerts::Wall(now.0 - verified * day)),
        dead: dead.then_some(now),
        ..untried(to)
    };
    let mut staff = nobody(Lang::Chinese);
    staff.party.id = PartyId(1);
    staff.party.is = PartyIs::Staff;
    staff.name = "林玉".into();
    staff.phone = "0851 5555 0100".into();
    staff.party.channels = vec![
        way(Address::Sms("+8613955550100".into()), 3, false),
        way(Address::Mail("lin@example.org".into()), 40, false),
        way(Address::Robot("hall".into()), 0, true),
    ];
    let mut relative = nobody(Lang::English);
    relative.party.id = PartyId(2);
    relative.party.is = PartyIs::Relative;
    relative.name = "杜明".into();
    relative.contact_of = vec![crate::core::person::ResidentId(1)];
    vec![staff, relative, nobody(Lang::English)]
}
