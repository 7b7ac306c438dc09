//! What do citizens and grid workers ask of the desk? A report is written down at once and once, whose
//! part of the neighbourhood it is is known, and a code goes to whoever left a telephone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use alerts::{Mono, Wall};

use super::people::digits;
use super::{Desk, DeskError, Directory, Keeps, MOST_TRIES, post};
use crate::channels::{NotSent, Why};
use crate::core::desk::party::{Address, PartyIs};
use crate::core::desk::{About, Case, CaseId, Change, Party, PartyId, World, file};
use crate::core::report::{Clocks, Draft, Place, Report};
use crate::say::Lang;
use crate::store::StoreError;
use crate::store::cases::Committed;
use crate::store::reports::{MapRow, PlaceRow};
use crate::vault::random_name;

/// Somebody has looked within this: working time.
pub const LOOK_FOR: Duration = Duration::from_secs(2 * 3_600);

/// Reports that the public may see at once, those done last: some years of a community, 10 MB.
const MOST_PUBLISHED: u32 = 5_000;

/// What the public may see, and since which change.
pub(super) type Published = tokio::sync::Mutex<Option<(u64, Arc<Vec<Case>>)>>;

/// Codes to whoever reported that are good at a time. Of more the oldest is none any more.
const MOST_CODES: usize = 512;

/// How long such a code is good, in the world's time.
const CODE_FOR: Duration = super::people::CODE_FOR;

/// How often it may be typed wrong.
const MOST_WRONG: u8 = 5;

/// Codes to one report's telephone, ever: one that does not come is asked for again.
const MOST_SENT: u8 = 3;

/// Codes that are waited for. They are in memory only: after a start one asks again.
#[derive(Debug, Default)]
pub(super) struct Codes(BTreeMap<CaseId, Waiting>);

#[derive(Debug)]
struct Waiting {
    code: String,
    phone: String,
    since: Mono,
    wrong: u8,
    sent: u8,
}

/// What became of a code that whoever reported typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneTried {
    /// It was right: the telephone is theirs.
    Right(String),
    /// It was not.
    Wrong,
    /// There is none: another must be sent.
    Spent,
}

/// Why whoever reported gets no code.
#[derive(Debug, thiserror::Error)]
pub enum PhoneRefused {
    /// This station cannot send text messages.
    #[error("the code could not be sent: {0}")]
    NotSent(Why),
    /// It was asked for too often.
    #[error("a code was sent three times already: keep the receipt instead")]
    TooOften,
    /// The system gives no random bytes.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Codes {
    fn put(&mut self, case: CaseId, now: Mono, code: String, phone: String) -> bool {
        let sent = self.0.get(&case).map_or(0, |it| it.sent);
        if sent >= MOST_SENT {
            return false;
        }
        while self.0.len() >= MOST_CODES {
            let oldest = self.0.iter().min_by_key(|(_, it)| it.since).map(|(id, _)| *id);
            oldest.map(|id| self.0.remove(&id));
        }
        self.0.insert(case, Waiting { code, phone, since: now, wrong: 0, sent: sent + 1 });
        true
    }

    fn attempt(&mut self, case: CaseId, now: Mono, code: &str) -> PhoneTried {
        let Some(waiting) = self.0.get_mut(&case) else { return PhoneTried::Spent };
        if now.since(waiting.since) >= CODE_FOR || waiting.wrong >= MOST_WRONG {
            return PhoneTried::Spent;
        }
        if waiting.code.is_empty() || waiting.code != code {
            waiting.wrong += 1;
            return PhoneTried::Wrong;
        }
        // It is good once.
        waiting.code.clear();
        PhoneTried::Right(waiting.phone.clone())
    }
}

impl Directory {
    /// Until when what must be done, of a report whose clock begins now.
    #[must_use]
    pub fn clocks(&self, now: Wall) -> Clocks {
        Clocks {
            look_by: self.working.add_working(now, LOOK_FOR),
            done_by: self.working.end_of_working_day(now),
        }
    }

    /// The buildings to choose from: the community's list, else those of the roster.
    #[must_use]
    pub fn buildings(&self) -> Vec<String> {
        if !self.places.is_empty() {
            return self.places.iter().map(|it| it.building.clone()).collect();
        }
        let roster = self.residents.values().map(|it| it.record.building.trim().to_owned());
        let known: BTreeSet<String> = roster.filter(|it| !it.is_empty()).collect();
        known.into_iter().collect()
    }

    /// Whose part of the neighbourhood a place is: as the list says, else whoever is bound to somebody who
    /// lives in that building.
    #[must_use]
    pub fn worker_of(&self, place: &Place) -> Option<PartyId> {
        let listed = self.places.iter().find(|it| it.building == place.building);
        let near = || nearest(&self.places, self.map.as_ref(), place);
        let worker = listed.or_else(near).and_then(|it| it.worker);
        worker.filter(|id| self.parties.get(id).is_some_and(|it| it.active)).or_else(|| {
            let lives = |it: &&crate::core::person::Resident| {
                !place.building.is_empty() && it.record.building == place.building
            };
            let there: Vec<_> = self.residents.values().filter(lives).map(|it| it.id).collect();
            let workers = self.parties.values().filter(|it| {
                it.active && it.who.is == PartyIs::GridWorker && it.resident.is_none()
            });
            let mut bound = workers.filter(|it| {
                let own = it.who.login.as_ref().and_then(|login| self.bound.get(login));
                own.is_some_and(|own| own.iter().any(|id| there.contains(id)))
            });
            bound.next().map(|it| it.id)
        })
    }

    /// The buildings of a grid worker.
    #[must_use]
    pub fn buildings_of(&self, worker: PartyId) -> Vec<String> {
        let own = |building: &String| {
            let place = Place { building: building.clone(), at: None };
            self.worker_of(&place) == Some(worker)
        };
        self.buildings().into_iter().filter(own).collect()
    }

    /// Who may be called for a report: staff, groups, and whoever has it.
    pub(super) fn called_for_report(&self, report: &Report) -> Vec<Party> {
        let rows = self.parties.values().filter(|it| it.active && it.resident.is_none());
        let meant = rows.filter(|it| match it.who.is {
            PartyIs::Staff | PartyIs::Group(_) => true,
            PartyIs::GridWorker => report.worker == Some(it.id),
            PartyIs::Volunteer | PartyIs::Relative => false,
        });
        let party = |it: &crate::store::parties::PartyRow| Party {
            id: it.id,
            is: it.who.is.clone(),
            consent: it.who.consent,
            channels: it.who.channels.clone(),
        };
        let mut parties: Vec<Party> = meant.map(party).collect();
        parties.sort_by_key(|it| (it.is != PartyIs::GridWorker, it.is.clone(), it.id));
        parties.truncate(crate::core::desk::world::MOST_PARTIES);
        parties
    }
}

/// The building that is nearest to a point.
fn nearest<'a>(
    places: &'a [PlaceRow],
    map: Option<&MapRow>,
    place: &Place,
) -> Option<&'a PlaceRow> {
    let (at, scale) = (place.at?, map?.scale());
    let far = |row: &&PlaceRow| row.at.map_or(f64::MAX, |it| it.metres(at, scale));
    let known = places.iter().filter(|it| it.at.is_some());
    known.min_by(|a, b| far(a).total_cmp(&far(b)))
}

impl<S: Keeps> Desk<S> {
    /// A report is written down: its case. The same receipt again is the same report.
    ///
    /// # Errors
    ///
    /// When the store refuses, or too many report at once.
    pub async fn file(&self, receipt: String, draft: Draft) -> Result<CaseId, DeskError> {
        let about = About::Report { receipt: receipt.clone() };
        for _ in 0..MOST_TRIES {
            if let Some(known) = self.store().last_of(&about.key()).await? {
                return Ok(known.id);
            }
            let (now, directory) = (self.inner.with.clock.now(), self.directory());
            let opening = directory.opening(self.store().next_case().await?, &about);
            let id = opening.id;
            let mut draft = draft.clone();
            draft.worker = draft.worker.or_else(|| directory.worker_of(&draft.place));
            let world =
                self.world_of_report(now, &Report::new(now, draft.clone(), Clocks::default()));
            let change = file(now, receipt.clone(), draft, opening, &world);
            if self.store().commit(change.clone(), now).await? == Committed::Whole {
                self.sends(change);
                return Ok(id);
            }
        }
        Err(DeskError::Busy)
    }

    fn sends(&self, change: Change) {
        let sends = self.applied(change);
        self.inner.post.put(sends, self.inner.with.clock.mono());
        // It is due at another time than whoever waits believes.
        self.inner.with.bell.ring();
    }

    /// What the public may see, the last done first. It is read once for each change, one reader at a
    /// time: whoever asks all the time, from wherever, costs nobody else anything.
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn published(&self) -> Result<Arc<Vec<Case>>, DeskError> {
        let mut kept = self.inner.published.lock().await;
        let moves = *self.inner.moves.borrow();
        if let Some((at, cases)) = kept.as_ref()
            && *at == moves
        {
            return Ok(Arc::clone(cases));
        }
        let cases = Arc::new(self.store().published(MOST_PUBLISHED).await?);
        *kept = Some((moves, Arc::clone(&cases)));
        Ok(cases)
    }

    /// What a report's case looks at when it decides.
    pub(super) fn world_of_report(&self, now: Wall, report: &Report) -> World {
        let directory = self.directory();
        let world = directory.world(now, None, self.around(None));
        World {
            parties: directory.called_for_report(report),
            clocks: directory.clocks(now),
            is_away: false,
            ..world
        }
    }

    /// Buildings and map are kept, and known to whoever asks then.
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn save_places(&self, places: Vec<PlaceRow>) -> Result<(), DeskError> {
        self.store().save_places(places).await?;
        Ok(self.refresh().await?)
    }

    /// As [`save_places`](Self::save_places).
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn save_map(&self, map: MapRow, picture: Option<Vec<u8>>) -> Result<(), DeskError> {
        self.store().save_map(map, picture).await?;
        Ok(self.refresh().await?)
    }

    /// A code goes to the telephone of whoever reported.
    ///
    /// # Errors
    ///
    /// When it was sent often, or this station sends no text messages.
    pub async fn send_phone_code(
        &self,
        case: CaseId,
        phone: &str,
        lang: Lang,
    ) -> Result<(), PhoneRefused> {
        let with = &self.inner.with;
        let drawn = |error| DeskError::Store(StoreError::Unavailable(Box::new(error)));
        let code = digits(&random_name().map_err(drawn)?);
        let name = random_name().map_err(drawn)?;
        let mono = with.clock.mono();
        let refused = || PhoneRefused::NotSent(Why::NotConfigured);
        let address = Address::Sms(phone.to_owned());
        let out = post::code((&name, &code), &address, lang, with.clock.now());
        let kept = self.codes().put(case, mono, code, phone.to_owned());
        if !kept {
            return Err(PhoneRefused::TooOften);
        }
        let out = out.ok_or_else(refused)?;
        match with.out.send(&out).await {
            Ok(_) => Ok(()),
            Err(NotSent::Later { why, .. } | NotSent::Never { why }) => {
                Err(PhoneRefused::NotSent(why))
            }
            Err(NotSent::Muted { .. }) => Err(refused()),
        }
    }

    /// Whoever reported has typed a code.
    #[must_use]
    pub fn try_phone_code(&self, case: CaseId, code: &str) -> PhoneTried {
        let code: String = code.chars().filter(char::is_ascii_digit).take(12).collect();
        self.codes().attempt(case, self.inner.with.clock.mono(), &code)
    }

    fn codes(&self) -> std::sync::MutexGuard<'_, Codes> {
        self.inner.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_for_ten_minutes_and_five_wrong_ones_end_it() {
        let (case, mut codes) = (CaseId(1), Codes::default());
        let sent = |codes: &mut Codes, now| {
            codes.put(case, Mono(now), "123456".into(), "13800138000".into())
        };
        assert!(sent(&mut codes, 0));
        assert_eq!(codes.attempt(CaseId(2), Mono(0), "123456"), PhoneTried::Spent);
        for _ in 0..4 {
            assert_eq!(codes.attempt(case, Mono(1), ""), PhoneTried::Wrong);
        }
        assert_eq!(codes.attempt(case, Mono(1), "123456"), PhoneTried::Right("13800138000".into()));
        assert_eq!(codes.attempt(case, Mono(1), "123456"), PhoneTried::Wrong, "once");
        assert_eq!(codes.attempt(case, Mono(1), "123456"), PhoneTried::Spent);
        assert!(sent(&mut codes, 2));
        assert_eq!(codes.attempt(case, Mono(600_002), "123456"), PhoneTried::Spent, "too late");
        assert!(sent(&mut codes, 3) && !sent(&mut codes, 4), "three, and no more");
    }
}
