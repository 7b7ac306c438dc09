//! What is answered, in fields of the protocol? Typed once; written as JSON or XML at the edge.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Form, Wrong, xml};

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// Where what is found.
    Discovery(Discovery),
    /// What may be reported.
    Services(Vec<Service>),
    /// What is asked of one kind.
    Definition(Definition),
    /// Reports.
    Requests(Vec<Request>),
    /// A report was taken.
    Taken(Vec<Taken>),
    /// A token was known.
    Known(Vec<Known>),
}

/// Where the protocol is spoken here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discovery {
    /// When the services, or what is asked of them, changed last, RFC 3339.
    pub changeset: String,
    /// Whom one asks.
    pub contact: String,
    /// How one comes by a key.
    pub key_service: String,
    /// Each address.
    pub endpoints: Vec<Endpoint>,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Endpoint {
    /// What is spoken there: the address of its specification.
    pub specification: &'static str,
    /// The address, without a `/` at the end.
    pub url: String,
    /// As of the whole.
    pub changeset: String,
    /// `production`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// How answers are written there.
    pub formats: [&'static str; 2],
}

/// A kind of report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Service {
    /// Its word.
    pub service_code: String,
    /// What people call it.
    pub service_name: String,
    /// More about it.
    pub description: String,
    /// There is a definition.
    pub metadata: bool,
    /// The number of the report is known at once.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Words by which it is found, with commas between.
    pub keywords: String,
    /// To what it belongs.
    pub group: String,
}

/// What is asked of a kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Definition {
    /// Which.
    pub service_code: String,
    /// What.
    pub attributes: Vec<Attribute>,
}

/// A field of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribute {
    /// It is to be filled in.
    pub variable: bool,
    /// Its name in the form.
    pub code: &'static str,
    /// What it takes.
    pub datatype: &'static str,
    /// Whether it must be.
    pub required: bool,
    /// How it is written.
    pub datatype_description: String,
    /// Its place.
    pub order: u32,
    /// What is asked.
    pub description: String,
    /// What may be chosen.
    pub values: Vec<Value>,
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// What is sent.
    pub key: String,
    /// What is shown.
    pub name: String,
}

/// A report. What is not known is null, and empty in XML.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// Its number.
    pub service_request_id: String,
    /// `open` or `closed`.
    pub status: &'static str,
    /// How far it is, in words.
    pub status_notes: Option<String>,
    /// What people call its kind.
    pub service_name: String,
    /// Its kind.
    pub service_code: String,
    /// What the public may read of it.
    pub description: Option<String>,
    /// Who does it.
    pub agency_responsible: Option<String>,
    /// What is asked of whoever reported.
    pub service_notice: Option<String>,
    /// When it came, RFC 3339.
    pub requested_datetime: String,
    /// When something last happened.
    pub updated_datetime: String,
    /// Until when it is to be done.
    pub expected_datetime: Option<String>,
    /// The building.
    pub address: Option<String>,
    /// The same, to be sent back.
    pub address_id: Option<String>,
    /// Not known here.
    pub zipcode: Option<String>,
    /// Degrees north, where the map lies on earth.
    pub lat: Option<f64>,
    /// Degrees east.
    pub long: Option<f64>,
    /// A picture.
    pub media_url: Option<String>,
}

/// A report that was taken. It has its number at once, and so no token: the protocol has one or the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Taken {
    /// Its number.
    pub service_request_id: String,
    /// What whoever reported should know: their receipt.
    pub service_notice: Option<String>,
    /// Accounts are not kept: always null.
    pub account_id: Option<String>,
}

/// The number of a report whose token somebody has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    /// Its number.
    pub service_request_id: String,
    /// The word by which it was asked for.
    pub token: String,
}

/// An error, as the protocol has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    /// The status.
    pub code: u16,
    /// A sentence.
    pub description: String,
}

/// In the form that was asked for.
#[must_use]
pub(super) fn answer(form: Form, said: Result<Says, Wrong>) -> Response {
    if let Err(Wrong::Unavailable(cause)) = &said {
        tracing::error!(cause, "an Open311 request could not be answered");
    }
    let (status, body) = match &said {
        Ok(says) => (StatusCode::OK, written(form, says)),
        Err(wrong) => {
            let (code, description) = wrong.says();
            let fault = Fault { code: code.as_u16(), description };
            let body = match form {
                Form::Json => serde_json::to_string(&[fault]).unwrap_or_default(),
                Form::Xml => xml::fault(&fault),
            };
            (wrong.status(), body)
        }
    };
    let kind = match form {
        Form::Json => "application/json; charset=utf-8",
        Form::Xml => "text/xml; charset=utf-8",
    };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    // Everybody may read it anyway, also the page of another site.
    let everybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    if let Some(wait) = said.as_ref().err().and_then(Wrong::again) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// The text of an answer.
#[must_use]
pub fn written(form: Form, says: &Says) -> String {
    let json = |text: serde_json::Result<String>| text.unwrap_or_default();
    match (form, says) {
        (Form::Xml, says) => xml::written(says),
        (Form::Json, Says::Discovery(it)) => json(serde_json::to_string(it)),
        (Form::Json, Says::Services(it)) => json(serde_json::to_string(it)),
        (Form::Json, Says::Definition(it)) => json(serde_json::to_string(it)),
        (Form::Json, Says::Requests(it)) => json(serde_json::to_string(it)),
        (Form::Json, Says::Taken(it)) => json(serde_json::to_string(it)),
        (Form::Json, Says::Known(it)) => json(serde_json::to_string(it)),
    }
}
