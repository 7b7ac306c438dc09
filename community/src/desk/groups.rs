//! Which chats can be called? Each robot of the configuration speaks to one: a group, under the robot's
//! name, which ladders call `group:hall`. Nobody types it in, and it cannot be forgotten.

use std::collections::BTreeSet;

use super::{Desk, Keeps};
use crate::core::desk::PartyId;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::store::StoreError;
use crate::store::parties::{PartyRow, Who};

impl<S: Keeps> Desk<S> {
    /// Writes down the groups of these robots. One whose robot is gone is called no more, and stays
    /// known for what was once sent to it.
    pub(super) async fn follow_robots(&self, robots: BTreeSet<&str>) -> Result<(), StoreError> {
        let store = self.store();
        let mut new = robots.clone();
        for row in store.parties().await? {
            let PartyIs::Group(name) = &row.who.is else { continue };
            new.remove(name.as_str());
            let active = robots.contains(name.as_str());
            if row.active != active {
                store.save_party(PartyRow { active, ..row }).await?;
            }
        }
        for name in new {
            store.save_party(group(name)).await?;
        }
        Ok(())
    }
}

fn group(name: &str) -> PartyRow {
    let to = Address::Robot(name.to_owned());
    let who = Who {
        name: name.to_owned(),
        is: PartyIs::Group(name.to_owned()),
        phone: String::new(),
        lang: None,
        login: None,
        has_key: false,
        consent: true,
        channels: vec![Channel { to, verified: None, proven: None, dead: None }],
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}
