//! A report comes in from elsewhere: with a key, a kind, a place and words. What else is sent of a
//! person is not kept, and the address of a picture is not followed.

use axum::extract::{Path, rejection::FormRejection};
use axum::response::Response;
use i18n_embed_fl::fl;

use super::says::{Says, Taken, answer};
use super::{Asked, Form, NO_PAGE, Visit, Wrong, jurisdiction, key, services, split};
use crate::core::activity::is_phone;
use crate::core::report::{Draft, MOST_TEXT, Place};
use crate::web::{report, secret};

pub(super) async fn post(
    visit: Visit,
    Path(file): Path<String>,
    form: Result<axum::Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Some(("requests", wanted)) = split(&file) else { return answer(Form::Json, Err(NO_PAGE)) };
    let said = match form {
        Ok(axum::Form(pairs)) => take(&visit, &pairs.into_iter().collect()).await,
        Err(_) => Err(Wrong::Asked(
            "the form cannot be read: send application/x-www-form-urlencoded in UTF-8".to_owned(),
        )),
    };
    answer(wanted, said)
}

async fn take(visit: &Visit, asked: &Asked) -> Result<Says, Wrong> {
    visit.web.limits().report(visit.peer)?;
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    let keys = visit.web.settings().open311.keys_file.as_deref();
    if !key::is_known(keys, said("api_key")).await {
        return Err(Wrong::Key);
    }
    jurisdiction(visit, asked)?;
    let draft = draft(visit, asked)?;
    let receipt = report::receipt_of(&secret::word()?);
    let desk = visit.web.desk()?;
    let id = desk.file(report::receipt_hash(&receipt), draft).await?;
    visit.web.note("open311", "report", None, id.to_string()).await?;
    let notice = fl!(visit.lang.words(), "open311-notice", receipt = receipt.clone());
    Ok(Says::Taken(vec![Taken {
        service_request_id: id.0.to_string(),
        token: Some(receipt),
        service_notice: Some(notice),
        account_id: None,
    }]))
}

fn draft(visit: &Visit, asked: &Asked) -> Result<Draft, Wrong> {
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    let missing = |what: &str| Wrong::Asked(format!("{what} is missing"));
    if said("service_code").is_empty() {
        return Err(missing("service_code"));
    }
    let kind = services::kind(said("service_code"))?;
    let text: String =
        said("description").chars().filter(|it| *it == '\n' || !it.is_control()).collect();
    if text.is_empty() {
        return Err(missing("description"));
    }
    if text.chars().count() > MOST_TEXT {
        return Err(Wrong::Asked(format!("description has more than {MOST_TEXT} characters")));
    }
    let phone = Some(said("phone")).filter(|it| !it.is_empty());
    if phone.is_some_and(|it| !is_phone(it)) {
        return Err(Wrong::Asked("phone is no telephone number".to_owned()));
    }
    Ok(Draft {
        kind,
        private: false,
        place: place(visit, asked)?,
        text,
        phone: phone.map(str::to_owned),
        worker: None,
    })
}

/// A building of the list, by whichever field; or a point, where the map lies on earth.
fn place(visit: &Visit, asked: &Asked) -> Result<Place, Wrong> {
    let said = |name: &str| asked.get(name).map_or("", |it| it.trim());
    let named = ["attribute[building]", "address_id", "address_string"].map(said);
    let buildings = visit.web.desk()?.neighbourhood().buildings;
    let known = named.iter().find_map(|it| buildings.iter().find(|known| known == it));
    if let Some(building) = known {
        return Ok(Place { building: building.clone(), at: None });
    }
    let degrees = |name: &str| said(name).parse::<f64>().ok();
    if let (Some(lat), Some(long)) = (degrees("lat"), degrees("long")) {
        let area = visit.web.settings().open311.area.ok_or_else(|| {
            Wrong::Asked(
                "lat and long: this community's map has no coordinates; send address_id".to_owned(),
            )
        })?;
        let at = area.point(lat, long);
        let at = at
            .ok_or_else(|| Wrong::Asked("lat and long lie outside of this community".to_owned()))?;
        return Ok(Place { building: String::new(), at: Some(at) });
    }
    if named.iter().any(|it| !it.is_empty()) {
        return Err(Wrong::Asked(
            "there is no such building: services/{service_code}.json has the list".to_owned(),
        ));
    }
    Err(Wrong::Asked("a place is missing: lat and long, address_id or address_string".to_owned()))
}
