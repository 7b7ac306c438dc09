//! Who may be called, as it changes: responders, the roster, the duty table, the ladders, codes. Each
//! change is on the disk first, and then known to whoever decides.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use alerts::Wall;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::robots::Item;
use super::{Desk, DeskError, Keeps, post};
use crate::channels::{NotSent, Why};
use crate::core::HomeId;
use crate::core::calendar::{Calendar, Plan};
use crate::core::desk::duty::Rota;
use crate::core::desk::ladder::Book;
use crate::core::desk::party::{Address, PartyIs};
use crate::core::desk::quiet::Quiet;
use crate::core::desk::{Party, PartyId, World};
use crate::ingest::Homes;
use crate::say::Lang;
use crate::store::StoreError;
use crate::store::parties::{CodeFor, CodeTried, Kept, PartyRow, Setting, Who};
use crate::vault::random_name;

/// How long a code is good.
pub const CODE_FOR: Duration = Duration::from_secs(600);

/// A day begins, and an absence with it; in this clock's time.
const FOLLOW_EACH: Duration = Duration::from_secs(60);

/// Between two readings of everybody: a hundred ways that fail at once are one.
const BREATH: Duration = Duration::from_millis(250);

/// Digits of a code: five tries of a million.
const DIGITS: usize = 6;

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum CodeRefused {
    /// There is no such way to them.
    #[error("there is no such way to them any more: look at the page again")]
    NoWay,
    /// The channel has not taken it.
    #[error("the code could not be sent: {0}")]
    NotSent(Why),
    /// It was asked for too often.
    #[error("a code was asked for too often: wait {} minutes", wait.as_secs().div_ceil(60))]
    TooOften {
        /// How long until another is sent.
        wait: Duration,
    },
    /// The robot may not speak.
    #[error("this robot may not speak for a while: try it later")]
    Muted,
    /// The desk cannot.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl<S: Keeps> Desk<S> {
    /// Reads anew who may be called, the roster, and what the community has chosen.
    ///
    /// # Errors
    ///
    /// When the store cannot be read; then all is as it was.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let store = self.store();
        let now = self.inner.with.clock.now();
        let mut directory = super::Directory::new(self.inner.with.zone.clone());
        directory.people(store.parties().await?, store.residents().await?, store.users().await?);
        directory.rota = store.setting::<Rota>().await?.of;
        directory.book = store.setting::<Book>().await?.of;
        directory.quiet = store.setting::<Quiet>().await?.of;
        let plan = store.setting::<Plan>().await?.of;
        directory.working = Calendar::new(plan, self.inner.with.zone.clone());
        directory.muted = store.muted(now).await?;
        directory.places = store.places().await?;
        directory.map = store.map().await?;
        let mut known = self.inner.directory.write().unwrap_or_else(PoisonError::into_inner);
        let same = (directory.buildings() == known.buildings()).then_some(known.places_since);
        directory.places_since = same.flatten().or(Some(now));
        *known = Arc::new(directory);
        drop(known);
        self.inner.moves.send_modify(|moves| *moves += 1);
        Ok(())
    }

    /// Writes a responder; as they are then.
    ///
    /// # Errors
    ///
    /// [`StoreError::Stale`], if somebody has changed them meanwhile.
    pub async fn save_party(&self, party: PartyRow) -> Result<PartyRow, DeskError> {
        let saved = self.store().save_party(party).await?;
        self.refresh().await?;
        Ok(saved)
    }

    /// Writes what the community has chosen: the duty table, the ladders, the quiet hours.
    ///
    /// # Errors
    ///
    /// [`StoreError::Stale`], if somebody has changed it meanwhile.
    pub async fn save_setting<T: Setting + Sync>(
        &self,
        kept: Kept<T>,
    ) -> Result<Kept<T>, DeskError> {
        let saved = self.store().save_setting(kept).await?;
        self.refresh().await?;
        Ok(saved)
    }

    /// Whom a login is. Somebody of the desk who is not known yet is written down, with no way to them:
    /// who acts has a number.
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn actor(&self, login: &str) -> Result<PartyId, DeskError> {
        let directory = self.directory();
        let known = directory.parties.values().find(|it| it.who.login.as_deref() == Some(login));
        if let Some(party) = known {
            return Ok(party.id);
        }
        let who = Who {
            name: login.to_owned(),
            is: PartyIs::Staff,
            phone: String::new(),
            lang: None,
            login: Some(login.to_owned()),
            has_key: false,
            consent: true,
            channels: Vec::new(),
        };
        let (id, active) = (PartyId(0), true);
        let party = PartyRow { id, revision: 0, resident: None, place: 0, active, who };
        Ok(self.save_party(party).await?.id)
    }

    /// What a case of a home would look at now: for the preview of a ladder.
    #[must_use]
    pub fn world_of(&self, home: Option<&HomeId>) -> World {
        let directory = self.directory();
        let resident = home.and_then(|home| directory.of_home(home)).map(|it| it.id);
        directory.world(self.inner.with.clock.now(), resident, self.around(home))
    }

    /// Whoever of a case's people has this telephone: for a group's link.
    #[must_use]
    pub fn by_phone(&self, people: &[Party], phone: &str) -> Option<CodeFor> {
        let wanted = Address::Sms(phone.to_owned());
        people.iter().filter(|party| party.consent).find_map(|party| {
            let at = party.channels.iter().position(|way| same_phone(&way.to, &wanted))?;
            Some(CodeFor { party: party.id, channel: u8::try_from(at).ok()? })
        })
    }

    /// Sends a code by one of somebody's ways; by a robot, as soon as there is room. `by` is the peer
    /// who asks, if that is known.
    ///
    /// # Errors
    ///
    /// When there is no such way, it was asked for too often, or the channel refuses.
    pub async fn send_code(&self, of: CodeFor, by: Option<IpAddr>) -> Result<(), CodeRefused> {
        let with = &self.inner.with;
        let directory = self.directory();
        let party = directory.parties.get(&of.party).ok_or(CodeRefused::NoWay)?;
        let way = party.who.channels.get(usize::from(of.channel)).ok_or(CodeRefused::NoWay)?;
        let lang = party.who.lang.as_deref().and_then(Lang::of_tag).unwrap_or(with.lang);
        let now = with.clock.now();
        self.count_code(of.party, by)?;
        let drawn = |error| DeskError::Store(StoreError::Unavailable(Box::new(error)));
        let (code, name) = (digits(&random_name().map_err(drawn)?), random_name().map_err(drawn)?);
        let kept = self.store().save_code(of, hash(of, &code), now + CODE_FOR).await;
        kept.map_err(DeskError::Store)?;
        let out = post::code((&name, &code), &way.to, lang, now).ok_or(CodeRefused::NoWay)?;
        if let Address::Robot(robot) = &way.to {
            if directory.muted.get(robot).is_some_and(|until| *until > now) {
                return Err(CodeRefused::Muted);
            }
            let wanted = self.inner.robots.put(robot, Item { out, letter: None }, now);
            self.act(wanted).await;
            return Ok(());
        }
        match with.out.send(&out).await {
            Ok(_) => Ok(()),
            Err(NotSent::Later { why, .. } | NotSent::Never { why }) => {
                Err(CodeRefused::NotSent(why))
            }
            Err(NotSent::Muted { .. }) => Err(CodeRefused::Muted),
        }
    }

    fn count_code(&self, to: PartyId, by: Option<IpAddr>) -> Result<(), CodeRefused> {
        let mut asked = self.inner.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = asked.ask(self.inner.with.clock.mono(), to, by);
        asked.map_err(|wait| CodeRefused::TooOften { wait })
    }

    /// Somebody has typed a code.
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn try_code(&self, of: CodeFor, code: &str) -> Result<CodeTried, DeskError> {
        let now = self.inner.with.clock.now();
        let code: String = code.chars().filter(char::is_ascii_digit).take(DIGITS).collect();
        let tried = self.store().try_code(of, hash(of, &code), now).await?;
        if tried == CodeTried::Right {
            self.refresh().await?;
        }
        Ok(tried)
    }

    /// A robot may not speak until then.
    pub(super) async fn note_muted(&self, robot: &str, until: Wall) {
        self.remember_muted(robot, until);
        if let Err(error) = self.store().mute(robot, until).await {
            tracing::warn!(robot, %error, "that a robot may not speak is not kept");
        }
    }

    fn remember_muted(&self, robot: &str, until: Wall) {
        let mut known = self.inner.directory.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut known).muted.insert(robot.to_owned(), until);
    }
}

/// Bound to whom it was sent, so that no two are alike on the disk.
fn hash(of: CodeFor, code: &str) -> Vec<u8> {
    Sha256::digest(format!("{}/{}/{code}", of.party, of.channel)).to_vec()
}

/// The first digits of a number that was drawn.
pub(super) fn digits(name: &str) -> String {
    let drawn = u64::from_str_radix(name.get(..15).unwrap_or_default(), 16).unwrap_or_default();
    format!("{:0DIGITS$}", drawn % 1_000_000)
}

fn same_phone(one: &Address, other: &Address) -> bool {
    let last = |address: &Address| match address {
        Address::Sms(number) => {
            let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
            digits.len().checked_sub(8).map(|from| digits.iter().skip(from).collect::<String>())
        }
        Address::Mail(_) | Address::Robot(_) => None,
    };
    last(one).is_some() && last(one) == last(other)
}

/// Reads anew who may be called when that was learnt, many lessons at once.
pub(super) async fn keep_up<S: Keeps>(desk: Desk<S>) {
    loop {
        desk.inner.outdated.notified().await;
        if let Err(error) = desk.refresh().await {
            tracing::warn!(%error, "who may be called could not be read again");
        }
        tokio::time::sleep(BREATH).await;
    }
}

/// Follows the roster as it changes, and the calendar: whoever may be called, and who is said to be away.
pub async fn follow<S: Keeps>(desk: Desk<S>, homes: Homes, mut moves: watch::Receiver<u64>) {
    loop {
        if let Err(error) = desk.refresh().await {
            tracing::warn!(%error, "who may be called could not be read again");
        }
        let with = &desk.inner.with;
        let (day, away) = desk.directory().away(with.clock.now());
        homes.away(day, away).await;
        tokio::select! {
            moved = moves.changed() => if moved.is_err() { return },
            () = tokio::time::sleep(with.clock.in_the_world(FOLLOW_EACH)) => {}
        }
    }
}
