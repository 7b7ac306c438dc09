//! What is read for a resident's page? Summaries first: of a home that sends them, minutes are wanted
//! of one night and one day only.

use alerts::Wall;
use jiff::ToSpan as _;

use super::{HomeSaid, LOOKS_BACK, ResidentPage, Who, has_nights};
use crate::core::night::Frame;
use crate::core::person::Resident;
use crate::core::weeks::{COUNTED, Weeks};
use crate::store::Store as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// What is known of somebody, for whoever may know it.
pub(in crate::web) async fn page(
    visit: &Visit,
    resident: &Resident,
    whole: bool,
) -> Result<ResidentPage, Refusal> {
    let web = &visit.web;
    let (now, zone) = (web.now(), web.settings().zone.clone());
    let who = (resident.id, Who::of(&resident.record, whole));
    let Some(home) = &resident.home else {
        return Ok(ResidentPage::of(who, <_>::default(), <_>::default(), (now, zone)));
    };
    let back = i64::try_from(LOOKS_BACK.as_millis()).unwrap_or(i64::MAX);
    let week = Wall(now.0.saturating_sub(back))..now;
    let mut said =
        HomeSaid { alarms: web.store().alarm_steps(home, week).await?, ..HomeSaid::default() };
    if resident.record.consents.monitoring.is_none() {
        // Nothing but alarms is seen of whoever has not agreed to be watched.
        return Ok(ResidentPage::of(who, <_>::default(), said, (now, zone)));
    }
    let today = web.local(now).date();
    said.summaries = web.store().summaries(home, Weeks::first_read(today)..=today).await?;
    let nights = if has_nights(&said.summaries) { 0 } else { i64::try_from(COUNTED).unwrap_or(0) };
    let first = Frame::of(today.saturating_sub(nights.days()), &zone);
    let first = first.map_or(now, |frame| frame.noon_before);
    said.timeline = web.store().timeline(home, first..now).await?;
    let tile = web.hall().snapshot().tiles.get(home).map(|tile| (**tile).clone());
    let view = web.ingest().home(home).await;
    let (last, health) = view.map(|home| (home.said, home.health)).unwrap_or_default();
    said.health = health;
    Ok(ResidentPage::of(who, (tile.unwrap_or_default(), last), said, (now, zone)))
}
