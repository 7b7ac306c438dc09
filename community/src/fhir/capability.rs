//! What can be read at `/fhir`? Said honestly: what was sent, by a few searches, and nothing can be
//! written.

use serde::Serialize;

/// What every resource can be asked for.
pub const SEARCHES: [(&str, &str); 4] =
    [("_id", "token"), ("identifier", "token"), ("patient", "reference"), ("subject", "reference")];

/// The resources that can be read.
pub const KINDS: [&str; 6] = ["Patient", "Device", "Observation", "Communication", "Flag", "Task"];

/// The `CapabilityStatement`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CapabilityStatement {
    resource_type: &'static str,
    status: &'static str,
    date: &'static str,
    kind: &'static str,
    software: Software,
    implementation: Implementation,
    fhir_version: &'static str,
    format: [&'static str; 1],
    rest: [Rest; 1],
}

#[derive(Clone, Debug, Serialize)]
struct Software {
    name: &'static str,
    version: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Implementation {
    description: String,
}

#[derive(Clone, Debug, Serialize)]
struct Rest {
    mode: &'static str,
    documentation: &'static str,
    resource: Vec<Resource>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    #[serde(rename = "type")]
    kind: &'static str,
    interaction: Vec<Interaction>,
    versioning: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    search_param: Vec<Search>,
}

#[derive(Clone, Debug, Serialize)]
struct Interaction {
    code: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Search {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

const ABOUT: &str = "What this station has sent to the clinic of residents who agree to it, as it was \
    sent last. Nothing can be written. A search that is not listed is refused. Whoever asks is a login of \
    the role clinic, or has the token of clinic.read-token-file. Each answer is written down.";

/// What a station of this name can do.
#[must_use]
pub fn statement(name: &str) -> CapabilityStatement {
    let both = || ["read", "search-type"].map(|code| Interaction { code }).into();
    let of = |kind| {
        let kinds = SEARCHES.into_iter().filter(|(name, _)| match *name {
            "patient" | "subject" => kind != "Patient" && kind != "Device",
            _ => true,
        });
        let mut search_param: Vec<Search> =
            kinds.map(|(name, kind)| Search { name, kind }).collect();
        if kind == "Observation" {
            search_param.push(Search { name: "code", kind: "token" });
        }
        Resource { kind, interaction: both(), versioning: "no-version", search_param }
    };
    let mut resource: Vec<Resource> = KINDS.into_iter().map(of).collect();
    resource.extend(["CodeSystem", "ValueSet"].map(|kind| Resource {
        kind,
        interaction: vec![Interaction { code: "read" }, Interaction { code: "search-type" }],
        versioning: "no-version",
        search_param: vec![Search { name: "url", kind: "uri" }],
    }));
    CapabilityStatement {
        resource_type: "CapabilityStatement",
        status: "active",
        date: "2026-11-30",
        kind: "instance",
        software: Software { name: "hearth-community", version: env!("CARGO_PKG_VERSION") },
        implementation: Implementation { description: name.to_owned() },
        fhir_version: "4.0.1",
        format: ["json"],
        rest: [Rest { mode: "server", documentation: ABOUT, resource }],
    }
}
