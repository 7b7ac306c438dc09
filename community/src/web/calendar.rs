//! `/calendar`: when does the community's office work? The week, and the days that differ as a file:
//! holidays, and the working days that make up for them. Clocks of reports run in these hours.

use std::collections::BTreeMap;

use axum::Form;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing;
use i18n_embed_fl::fl;
use jiff::civil::Date;
use maud::{Markup, html};

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, behind, page};
use crate::core::access::Ability;
use crate::core::calendar::{
    Calendar, DayIs, Fault, MOST_BYTES, MOST_DIFFERING, NoPlan, Plan, Why, read, read_hours,
    say_hours, write,
};
use crate::core::desk::duty::Day;
use crate::say::{Lang, time};
use crate::store::parties::{Kept, PartyStore as _};

/// Days that differ and are shown: this year's and the next one's.
const MOST_SHOWN: usize = 120;

/// The page.
#[derive(Clone)]
pub struct Page {
    /// What is kept.
    pub plan: Plan,
    /// Its revision, as it was looked at.
    pub revision: u32,
    /// What stands in the field of the hours.
    pub hours: String,
    /// Which days are ticked.
    pub days: [bool; 7],
    /// What is wrong with them.
    pub wrong: Option<NoPlan>,
    /// What is wrong with a file.
    pub faults: Vec<Fault>,
    /// Today.
    pub today: Date,
}

impl Page {
    fn of(kept: Kept<Plan>, today: Date) -> Self {
        let (hours, days) = (say_hours(kept.of.hours()), kept.of.days());
        let (plan, revision) = (kept.of, kept.revision);
        Self { plan, revision, hours, days, wrong: None, faults: Vec::new(), today }
    }

    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let wrong = self.wrong.map(|it| no_plan(lang, it));
        html! {
            p { (fl!(t, "calendar-how")) }
            @if self.is_running_out() { div.once { p { (fl!(t, "calendar-running-out")) } } }
            form.narrow method="post" action="/calendar" {
                input type="hidden" name="revision" value=(self.revision);
                fieldset { legend { (fl!(t, "calendar-days")) }
                    @for (n, on) in (1_i8..).zip(self.days) {
                        label { input type="checkbox" name="day" value=(n) checked[on]; (time::weekday(lang, n)) }
                        br;
                    }
                }
                (page::field("hours", &fl!(t, "calendar-hours"), wrong.as_deref(),
                    &page::line("text", "hours", &self.hours, wrong.is_some())))
                button { (fl!(t, "save")) }
            }
            h2 { (fl!(t, "calendar-differ")) }
            @if !self.faults.is_empty() { div.faults role="alert" {
                p { (fl!(t, "calendar-not-read")) }
                ul { @for fault in &self.faults { li {
                    @if fault.line > 0 { (fl!(t, "ledger-line", line = fault.line.to_string())) " " }
                    (why(lang, &fault.why)) } } }
            } }
            (self.table(lang))
            form.narrow method="post" action="/calendar/file" enctype="multipart/form-data" {
                p { (fl!(t, "calendar-file-how")) }
                p { code { "date,to,is,name" br; "2027-02-05,2027-02-11,holiday,春节" br; "2027-02-14,,working," br; "2027-12-31,,09:00-12:00," } }
                div.field {
                    label for="file" { (fl!(t, "import-choose")) }
                    input type="file" id="file" name="file" accept=".csv,text/csv,text/plain" required;
                }
                p.actions { button { (fl!(t, "calendar-file-do")) }
                    a href="/calendar.csv" { (fl!(t, "calendar-file-out")) } }
            }
        }
    }

    /// Nothing is known of the days after the next two months.
    fn is_running_out(&self) -> bool {
        let soon = self.today.saturating_add(jiff::ToSpan::days(60));
        self.plan.known_until().is_none_or(|last| last < soon)
    }

    fn table(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let coming: BTreeMap<_, _> = self.plan.differs().range(Day(self.today)..).collect();
        html! {
            @if coming.is_empty() { p { (fl!(t, "calendar-none")) } } @else {
                table {
                    thead { tr { th scope="col" { (fl!(t, "calendar-day")) } th scope="col" { (fl!(t, "calendar-is")) }
                        th scope="col" { (fl!(t, "field-name")) } } }
                    tbody { @for (day, it) in coming.iter().take(MOST_SHOWN) { tr {
                        td.number { (day) " " (time::weekday(lang, day.0.weekday().to_monday_one_offset())) }
                        td { @match &it.is {
                            DayIs::Holiday => (fl!(t, "calendar-holiday")),
                            DayIs::Working => (fl!(t, "calendar-working")),
                            DayIs::Hours(hours) => (say_hours(hours)),
                        } }
                        td { (it.name) }
                    } } }
                }
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        let today = "2026-11-30".parse().unwrap();
        let file = b"date,to,is,name\n2027-02-05,2027-02-11,holiday,x\n2027-02-14,,working,\n2027-12-31,,09:00-12:00,\n";
        let plan = Plan::default().differing(read(file).unwrap()).unwrap();
        let fault = |line, why| Fault { line, why };
        let faults = vec![
            fault(0, Why::NoColumn("date")),
            fault(2, Why::NoDay("x".into())),
            fault(3, Why::Twice { day: Day(today), first: 2 }),
        ];
        let some = Self::of(Kept { revision: 1, of: plan }, today);
        let none = Self::of(Kept { revision: 0, of: Plan::default() }, today);
        vec![some, Self { wrong: Some(NoPlan::NoHours), faults, ..none.clone() }, none]
    }
}

fn no_plan(lang: Lang, why: NoPlan) -> String {
    let t = lang.words();
    match why {
        NoPlan::NoDay => fl!(t, "calendar-no-day"),
        NoPlan::NoHours | NoPlan::BadHours | NoPlan::TooManySpells => fl!(t, "calendar-no-hours"),
        NoPlan::TooManyDays => fl!(t, "calendar-too-many-days", most = MOST_DIFFERING),
    }
}

fn why(lang: Lang, why: &Why) -> String {
    let t = lang.words();
    match why {
        Why::TooLarge => fl!(t, "csv-too-large", size = 1),
        Why::NotUtf8 => fl!(t, "csv-not-utf8"),
        Why::NoColumn(name) => fl!(t, "csv-no-column", column = name.to_string()),
        Why::Unreadable => fl!(t, "csv-unreadable"),
        Why::NoDay(word) => fl!(t, "csv-no-day", word = word.clone()),
        Why::Backwards => fl!(t, "csv-backwards", column = "to".to_owned()),
        Why::NoKind(word) => fl!(t, "csv-no-day-kind", word = word.clone()),
        Why::BadHours(word) => fl!(t, "csv-bad-hours", word = word.clone()),
        Why::NameTooLong => fl!(t, "csv-too-long", column = "name".to_owned()),
        Why::Twice { day, first } => {
            fl!(t, "csv-day-twice", day = day.to_string(), line = first.to_string())
        }
        Why::TooManyDays => fl!(t, "calendar-too-many-days", most = MOST_DIFFERING),
    }
}

/// The community's.
///
/// # Errors
///
/// When the store cannot be read.
pub async fn kept(web: &Web) -> Result<Calendar, Refusal> {
    let plan = web.store().setting::<Plan>().await?.of;
    Ok(Calendar::new(plan, web.settings().zone.clone()))
}

pub(super) fn pages(web: &Web) -> Router<Web> {
    let edit = |path, page| behind(web, Needs::To(Ability::EditDesk), path, page);
    let file = routing::post(self::file).layer(DefaultBodyLimit::max(MOST_BYTES + (64 << 10)));
    edit("/calendar", routing::get(get).post(post_week))
        .merge(edit("/calendar/file", file))
        .merge(edit("/calendar.csv", routing::get(csv)))
}

async fn page_of(visit: &Visit) -> Result<Page, Refusal> {
    let kept = visit.web.store().setting::<Plan>().await?;
    Ok(Page::of(kept, visit.web.local(visit.web.now()).date()))
}

fn shown(visit: &Visit, page: &Page) -> Response {
    let bad = page.wrong.is_some() || !page.faults.is_empty();
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = fl!(visit.lang.words(), "nav-calendar");
    (status, visit.page(&title, &page.body(visit.lang))).into_response()
}

pub(super) async fn get(visit: Visit) -> Result<Response, Refusal> {
    Ok(shown(&visit, &page_of(&visit).await?))
}

pub(super) async fn post_week(
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut page = page_of(&visit).await?;
    let ticked =
        |n: usize| pairs.iter().any(|(key, it)| key == "day" && *it == (n + 1).to_string());
    let said = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, it)| it.clone());
    page.days = std::array::from_fn(ticked);
    page.hours = said("hours").unwrap_or_default().chars().take(200).collect();
    page.revision = said("revision").and_then(|it| it.parse().ok()).ok_or(Refusal::BadForm)?;
    let hours = read_hours(&page.hours).unwrap_or_default();
    let plan =
        Plan::new(page.days, hours).and_then(|plan| plan.differing(page.plan.differs().clone()));
    match plan {
        Ok(of) => save(&visit, Kept { revision: page.revision, of }).await,
        Err(wrong) => {
            page.wrong = Some(wrong);
            Ok(shown(&visit, &page))
        }
    }
}

async fn save(visit: &Visit, kept: Kept<Plan>) -> Result<Response, Refusal> {
    visit.web.desk()?.save_plan(kept).await?;
    visit.note("calendar", None, "").await?;
    Ok(Redirect::to("/calendar").into_response())
}

/// The days of the file take the place of those that are kept of the years which the file has; other
/// years stay.
pub(super) async fn file(visit: Visit, form: Multipart) -> Result<Response, Refusal> {
    let bytes = super::roster::import::file(form).await?;
    let mut page = page_of(&visit).await?;
    let new = match read(&bytes) {
        Ok(new) => new,
        Err(faults) => {
            page.faults = faults;
            return Ok(shown(&visit, &page));
        }
    };
    let years: std::collections::BTreeSet<i16> = new.keys().map(|day| day.0.year()).collect();
    let mut all = page.plan.differs().clone();
    all.retain(|day, _| !years.contains(&day.0.year()));
    all.extend(new);
    match page.plan.clone().differing(all) {
        Ok(of) => save(&visit, Kept { revision: page.revision, of }).await,
        Err(wrong) => {
            page.wrong = Some(wrong);
            Ok(shown(&visit, &page))
        }
    }
}

pub(super) async fn csv(visit: Visit) -> Result<Response, Refusal> {
    let plan = visit.web.store().setting::<Plan>().await?.of;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"calendar.csv\""),
    ];
    Ok((headers, write(plan.differs())).into_response())
}
