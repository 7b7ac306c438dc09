//! The same answers as XML, with the protocol's names of elements.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::says::{
    Attribute, Discovery, Endpoint, Fault, Known, Request, Says, Service, Taken, Value,
};

type Out = Writer<Vec<u8>>;

/// The text of an answer.
#[must_use]
pub fn written(says: &Says) -> String {
    document(|out| match says {
        Says::Discovery(it) => within(out, "discovery", |out| discovery(out, it)),
        Says::Services(all) => list(out, "services", all, service),
        Says::Definition(it) => within(out, "service_definition", |out| {
            text(out, "service_code", &it.service_code)?;
            list(out, "attributes", &it.attributes, attribute)
        }),
        Says::Requests(all) => list(out, "service_requests", all, request),
        Says::Taken(all) => list(out, "service_requests", all, taken),
        Says::Known(all) => list(out, "service_requests", all, known),
    })
}

/// The text of an error.
#[must_use]
pub fn fault(it: &Fault) -> String {
    document(|out| {
        list(out, "errors", std::slice::from_ref(it), |out, it| {
            within(out, "error", |out| {
                text(out, "code", &it.code.to_string())?;
                text(out, "description", &it.description)
            })
        })
    })
}

/// Into memory: nothing can fail.
fn document(write: impl FnOnce(&mut Out) -> io::Result<()>) -> String {
    let mut out = Writer::new(Vec::new());
    let head = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    let done = out.write_event(head).and_then(|()| write(&mut out));
    if let Err(error) = done {
        tracing::error!(%error, "an answer could not be written as XML");
    }
    String::from_utf8(out.into_inner()).unwrap_or_default()
}

fn within(
    out: &mut Out,
    name: &str,
    inside: impl FnOnce(&mut Out) -> io::Result<()>,
) -> io::Result<()> {
    out.create_element(name).write_inner_content(inside).map(drop)
}

fn list<T>(
    out: &mut Out,
    name: &str,
    all: &[T],
    one: impl Fn(&mut Out, &T) -> io::Result<()>,
) -> io::Result<()> {
    within(out, name, |out| all.iter().try_for_each(|it| one(out, it)))
}

/// XML 1.0 has no place for most control characters, escaped or not.
fn text(out: &mut Out, name: &str, said: &str) -> io::Result<()> {
    let plain: String = said
        .chars()
        .filter(|it| {
            matches!(it, '\t' | '\n')
                || (!it.is_control() && !matches!(it, '\u{fffe}' | '\u{ffff}'))
        })
        .collect();
    if plain.is_empty() {
        return out.create_element(name).write_empty().map(drop);
    }
    out.create_element(name).write_text_content(BytesText::new(&plain)).map(drop)
}

fn maybe(out: &mut Out, name: &str, said: Option<&String>) -> io::Result<()> {
    text(out, name, said.map_or("", String::as_str))
}

fn yes_or_no(out: &mut Out, name: &str, is: bool) -> io::Result<()> {
    text(out, name, if is { "true" } else { "false" })
}

fn discovery(out: &mut Out, it: &Discovery) -> io::Result<()> {
    text(out, "changeset", &it.changeset)?;
    text(out, "contact", &it.contact)?;
    text(out, "key_service", &it.key_service)?;
    list(out, "endpoints", &it.endpoints, endpoint)
}

fn endpoint(out: &mut Out, it: &Endpoint) -> io::Result<()> {
    within(out, "endpoint", |out| {
        text(out, "specification", it.specification)?;
        text(out, "url", &it.url)?;
        text(out, "changeset", &it.changeset)?;
        text(out, "type", it.kind)?;
        list(out, "formats", &it.formats, |out, it| text(out, "format", it))
    })
}

fn service(out: &mut Out, it: &Service) -> io::Result<()> {
    within(out, "service", |out| {
        text(out, "service_code", &it.service_code)?;
        text(out, "service_name", &it.service_name)?;
        text(out, "description", &it.description)?;
        yes_or_no(out, "metadata", it.metadata)?;
        text(out, "type", it.kind)?;
        text(out, "keywords", &it.keywords)?;
        text(out, "group", &it.group)
    })
}

fn attribute(out: &mut Out, it: &Attribute) -> io::Result<()> {
    within(out, "attribute", |out| {
        yes_or_no(out, "variable", it.variable)?;
        text(out, "code", it.code)?;
        text(out, "datatype", it.datatype)?;
        yes_or_no(out, "required", it.required)?;
        text(out, "datatype_description", &it.datatype_description)?;
        text(out, "order", &it.order.to_string())?;
        text(out, "description", &it.description)?;
        list(out, "values", &it.values, value)
    })
}

fn value(out: &mut Out, it: &Value) -> io::Result<()> {
    within(out, "value", |out| {
        text(out, "key", &it.key)?;
        text(out, "name", &it.name)
    })
}

fn request(out: &mut Out, it: &Request) -> io::Result<()> {
    let degrees = |at: Option<f64>| at.map(|at| at.to_string());
    within(out, "request", |out| {
        text(out, "service_request_id", &it.service_request_id)?;
        text(out, "status", it.status)?;
        maybe(out, "status_notes", it.status_notes.as_ref())?;
        text(out, "service_name", &it.service_name)?;
        text(out, "service_code", &it.service_code)?;
        maybe(out, "description", it.description.as_ref())?;
        maybe(out, "agency_responsible", it.agency_responsible.as_ref())?;
        maybe(out, "service_notice", it.service_notice.as_ref())?;
        text(out, "requested_datetime", &it.requested_datetime)?;
        text(out, "updated_datetime", &it.updated_datetime)?;
        maybe(out, "expected_datetime", it.expected_datetime.as_ref())?;
        maybe(out, "address", it.address.as_ref())?;
        maybe(out, "address_id", it.address_id.as_ref())?;
        maybe(out, "zipcode", it.zipcode.as_ref())?;
        maybe(out, "lat", degrees(it.lat).as_ref())?;
        maybe(out, "long", degrees(it.long).as_ref())?;
        maybe(out, "media_url", it.media_url.as_ref())
    })
}

fn taken(out: &mut Out, it: &Taken) -> io::Result<()> {
    within(out, "request", |out| {
        text(out, "service_request_id", &it.service_request_id)?;
        maybe(out, "service_notice", it.service_notice.as_ref())?;
        maybe(out, "account_id", it.account_id.as_ref())
    })
}

fn known(out: &mut Out, it: &Known) -> io::Result<()> {
    within(out, "request", |out| {
        text(out, "service_request_id", &it.service_request_id)?;
        text(out, "token", &it.token)
    })
}
