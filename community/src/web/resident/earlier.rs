//! How was another night? One night as a page of its own, at an address with the date of its morning.

use alerts::Wall;
use axum::extract::Path;
use i18n_embed_fl::fl;
use jiff::civil::Date;
use maud::Markup;

use super::DrawnNight;
use crate::core::access::Ability;
use crate::core::night::{Frame, HOUR, Night};
use crate::core::person::{Resident, ResidentId};
use crate::store::Store as _;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

pub(in crate::web) async fn get(
    visit: Visit,
    Path((id, date)): Path<(i64, String)>,
) -> Result<Markup, Refusal> {
    let id = ResidentId(id);
    let resident = visit.resident(id, Ability::SeeNight)?;
    let date = date.parse::<Date>().ok().filter(|parsed| parsed.to_string() == date);
    let night = drawn(&visit, &resident, date.ok_or(Refusal::NotHere)?).await?;
    visit.note("view-night", Some(id), night.night.frame.date.to_string()).await?;
    let name = resident.record.name.as_str();
    let title = fl!(visit.lang.words(), "night-title", name = name);
    Ok(visit.page(&title, &night.page(visit.lang)))
}

/// A night that has begun, of somebody who has agreed to be watched.
async fn drawn(visit: &Visit, resident: &Resident, date: Date) -> Result<DrawnNight, Refusal> {
    let web = &visit.web;
    let (now, zone) = (web.now(), web.settings().zone.clone());
    let newest = Frame::date_at(now, &zone);
    let frame = Frame::of(date, &zone).filter(|frame| frame.date <= newest);
    let frame = frame.ok_or(Refusal::NotHere)?;
    let seen = resident.home.as_ref().filter(|_| resident.record.consents.monitoring.is_some());
    let (night, band) = match seen {
        None => (Night::of(frame, (&[], &[]), None, now), None),
        Some(home) => {
            // What is said late of the last minutes before noon is of this night too.
            let until = Wall(frame.noon.0.saturating_add(HOUR)).min(now);
            let summaries = web.store().summaries(home, date..=date).await?;
            let timeline = web.store().timeline(home, frame.noon_before..until).await?;
            let summary = super::night_of(&summaries, date);
            let heard = (timeline.events.as_slice(), timeline.minutes.as_slice());
            let band = web.hall().snapshot().tiles.get(home).and_then(|tile| tile.band);
            (Night::of(frame, heard, summary, now), band)
        }
    };
    Ok(DrawnNight { resident: resident.id, night, band, newest, zone })
}
