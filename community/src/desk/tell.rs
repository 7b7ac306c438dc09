//! Is whoever reported, or waits for a place, told what has changed for them? One at a time, so that a
//! call of the desk never waits behind them; at night nobody is woken for it. What is not so any more when
//! its turn comes is not told, nor is anything where no text messages can be sent.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use url::Url;

use super::post::PATIENCE;
use super::{Desk, Keeps};
use crate::channels::{self, NotSent, Outgoing, Why};
use crate::core::activity::{ActivityId, Seat, SignUpId};
use crate::core::desk::CaseId;
use crate::core::tiding::{Became, Tells, Tiding, Told};
use crate::say::{Lang, tiding as say};
use crate::store::StoreError;

/// Between two: a modem sends one in five seconds, and what is urgent goes before it.
const EACH: Duration = Duration::from_secs(10);

/// A message, and where it goes.
struct Letter {
    to: String,
    lang: Lang,
    text: String,
    /// On a page of ours.
    page: String,
    /// Until then it must be told, if it must.
    by: Option<Wall>,
}

/// Tells what is due, for ever.
pub(super) async fn run<S: Keeps>(desk: Desk<S>) {
    loop {
        if let Err(error) = desk.tell_one().await {
            tracing::warn!(%error, "people outside are told later what has changed for them");
        }
        tokio::time::sleep(desk.inner.with.clock.in_the_world(EACH)).await;
    }
}

impl<S: Keeps> Desk<S> {
    /// The one that is due longest, if one is; whether there was one.
    pub(super) async fn tell_one(&self) -> Result<bool, StoreError> {
        let (now, store) = (self.inner.with.clock.now(), self.store());
        let Some(tiding) = store.due_tiding(now).await? else { return Ok(false) };
        let letter = match tiding.tells {
            Tells::Reporter { of, told } => self.to_reporter(of, told).await?,
            Tells::MovedUp { who, activity } => self.to_comer(now, who, activity).await?,
        };
        let Some(letter) = letter.filter(|_| self.texts()) else {
            store.save_tiding(tiding.became(now, Became::Over)).await?;
            return Ok(true);
        };
        let directory = self.directory();
        let quiet = directory.quiet.until(now, &directory.zone);
        if let Some(until) = quiet.filter(|until| letter.by.is_none_or(|by| *until < by)) {
            store.save_tiding(tiding.waits(until)).await?;
            return Ok(true);
        }
        let tiding = tiding.begin(now);
        store.save_tiding(tiding).await?;
        let became = self.handed(&tiding, letter).await;
        store.save_tiding(tiding.became(self.inner.with.clock.now(), became)).await?;
        Ok(true)
    }

    /// Whether a text can be sent to a telephone at all.
    #[must_use]
    pub fn texts(&self) -> bool {
        self.inner.with.out.texts()
    }

    async fn handed(&self, tiding: &Tiding, letter: Letter) -> Became {
        let with = &self.inner.with;
        let Ok(id) = tiding.name().parse() else { return Became::Over };
        let site = with.url.as_deref().map(|it| it.trim_end_matches('/'));
        let out = Outgoing {
            id,
            to: channels::Address::Sms(letter.to),
            subject: String::new(),
            text: letter.text,
            link: site.and_then(|site| Url::parse(&format!("{site}{}", letter.page)).ok()),
            parts: Vec::new(),
            priority: Priority::Low,
            lang: letter.lang,
            at: with.clock.now(),
        };
        let sent = tokio::time::timeout(PATIENCE, with.out.send(&out)).await;
        match sent.unwrap_or(Err(NotSent::Later { why: Why::TimedOut, after: None })) {
            Ok(_) => Became::Sent,
            Err(NotSent::Never { why }) => {
                tracing::warn!(id = tiding.id.0, %why, "somebody outside cannot be told");
                Became::Over
            }
            Err(NotSent::Later { why, after }) => {
                tracing::warn!(id = tiding.id.0, %why, "somebody outside is told later");
                Became::NotNow { after: after.map(|it| with.clock.now() + it) }
            }
            Err(NotSent::Muted { until }) => Became::NotNow { after: Some(until) },
        }
    }

    /// To whoever reported, if it is still so and they still want it.
    async fn to_reporter(&self, of: CaseId, told: Told) -> Result<Option<Letter>, StoreError> {
        let case = self.store().case(of).await?;
        let Some(report) = case.and_then(|it| it.report) else { return Ok(None) };
        let contact = report.contact.as_ref().filter(|it| it.confirmed.is_some());
        let Some(contact) = contact.filter(|_| told.stands(&report)) else { return Ok(None) };
        let lang = self.lang_of(&contact.lang);
        Ok(Some(Letter {
            to: contact.phone.clone(),
            lang,
            text: say::report(lang, &self.inner.with.zone, (&report, told)),
            page: "/report".to_owned(),
            by: None,
        }))
    }

    /// To whoever has a place now, if they still have it and it has not begun.
    async fn to_comer(
        &self,
        now: Wall,
        who: SignUpId,
        activity: ActivityId,
    ) -> Result<Option<Letter>, StoreError> {
        let store = self.store();
        let Some(activity) = store.activity(activity).await? else { return Ok(None) };
        let comers = store.sign_ups(activity.id).await?;
        let seats = activity.seats(&comers);
        let mine = comers.iter().zip(seats).find(|(it, _)| it.id == who);
        let placed = mine.filter(|(it, seat)| *seat == Seat::Place && it.coded);
        let Some((comer, _)) = placed.filter(|_| activity.takes(now)) else { return Ok(None) };
        let lang = self.lang_of(&comer.who.lang);
        Ok(Some(Letter {
            to: comer.who.phone.clone(),
            lang,
            text: say::moved_up(lang, &self.inner.with.zone, &activity),
            page: format!("/neighbourhood/activity/{}", activity.id.0),
            by: Some(activity.starts),
        }))
    }

    /// Theirs, else the community's.
    fn lang_of(&self, tag: &str) -> Lang {
        Lang::of_tag(tag).unwrap_or(self.inner.with.lang)
    }
}
