//! What is read for a relative? As little as the page needs: where the home has sent its summary of
//! the night, no minute is touched.

use alerts::Wall;

use super::{Page, Up, alarms};
use crate::core::board::Contact;
use crate::core::night::{Frame, Night};
use crate::core::person::Resident;
use crate::store::Store as _;
use crate::web::refusal::Refusal;
use crate::web::resident::{LOOKS_BACK, lives, night_of};
use crate::web::visit::Visit;

pub(super) async fn page(visit: &Visit, resident: &Resident) -> Result<Page, Refusal> {
    let web = &visit.web;
    let (now, zone) = (web.now(), web.settings().zone.clone());
    let mut page = Page {
        name: resident.record.name.clone(),
        is: Up::NotWatched,
        since: None,
        night: None,
        today: None,
        alarms: Vec::new(),
        at: now,
        zone,
    };
    let Some(home) = &resident.home else { return Ok(page) };
    let back = i64::try_from(LOOKS_BACK.as_millis()).unwrap_or(i64::MAX);
    let steps = web.store().alarm_steps(home, Wall(now.0.saturating_sub(back))..now).await?;
    page.alarms = alarms::seen(lives(steps));
    if resident.record.consents.monitoring.is_none() {
        return Ok(page);
    }
    let tile = web.hall().snapshot().tiles.get(home).map(|tile| (**tile).clone());
    let tile = tile.unwrap_or_default();
    page.is = Up::of(&tile);
    page.today = tile.today.filter(|_| tile.contact == Contact::Live);
    let said = web.ingest().home(home).await.and_then(|home| home.said);
    page.since = said.and_then(|(_, now)| now.since).map(alerts::When::wall);
    let today = web.local(now).date();
    let Some(frame) = Frame::of(today, &page.zone) else { return Ok(page) };
    let summaries = web.store().summaries(home, today..=today).await?;
    page.night = Some(match night_of(&summaries, today) {
        Some(summary) => Night::of(frame, (&[], &[]), Some(summary), now),
        None => {
            let seen = web.store().timeline(home, frame.noon_before..now.min(frame.noon)).await?;
            Night::of(frame, (&seen.events, &seen.minutes), None, now)
        }
    });
    Ok(page)
}
