//! Where is what, for a program that knows only the community's name? Service discovery, which GeoReport
//! wants of whoever speaks it.

use i18n_embed_fl::fl;

use super::requests::moment;
use super::says::{Discovery, Endpoint, Says};
use super::{Visit, Wrong};

/// The specification that is kept to.
const GEOREPORT: &str = "http://wiki.open311.org/GeoReport_v2";

/// How answers are written.
const FORMATS: [&str; 2] = ["text/xml", "application/json"];

/// Where it is spoken, and whom one asks for a key.
pub(super) fn discovery(visit: &Visit) -> Result<Says, Wrong> {
    let (t, settings) = (visit.lang.words(), visit.web.settings());
    let Some(url) = settings.url.as_deref() else {
        return Err(Wrong::NotHere(
            "this station does not know its own address: web.url of its configuration says it",
        ));
    };
    let changed = visit.web.desk()?.neighbourhood().since.unwrap_or_else(|| visit.web.now());
    let changeset = moment(changed, &settings.zone);
    let contact = settings.open311.contact.clone().unwrap_or_else(|| settings.name.clone());
    Ok(Says::Discovery(Discovery {
        changeset: changeset.clone(),
        key_service: fl!(t, "open311-key-service", contact = contact.as_str()),
        contact,
        endpoints: vec![Endpoint {
            specification: GEOREPORT,
            url: format!("{}/open311/v2", url.trim_end_matches('/')),
            changeset,
            kind: "production",
            formats: FORMATS,
        }],
    }))
}
