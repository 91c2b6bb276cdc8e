//! The description of the API (OpenAPI 3.1.0), generated from the declared endpoints.

use std::collections::BTreeMap;

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use shared::{ErrorBody, ErrorCode, api::tokens::OAuthErrorBody, paths};

use super::{
    Example,
    doc::{Doc, Media, Param, Section, Shape},
};
use crate::http::{
    Access,
    endpoint::{self, Endpoint},
};

const ABOUT: &str = "One API serves the console, scripts and clients. Times are RFC 3339 in UTC. Unknown fields and parameters are ignored. Errors have a stable code in `error`, what is wrong and how to mend it in `message`, and the field at fault in `field`.\n\nAuthenticate with an access token (`Authorization: Bearer …`, from `POST /oauth2/token`), or with the cookie of a session; with a cookie, changes must come from the server's own page.\n\nA token can be bound to a key that only its client holds (DPoP, RFC 9449): send a proof in the `DPoP` header of the token request. Such a token is accepted with `Authorization: DPoP …` and a proof of the same key for each request alone, and never as `Bearer`. Proofs are signed with one of `dpop_signing_alg_values_supported` in the server's metadata; a proof passes once, within a minute of its `iat`, for the method and the address (under the server's public URL) that it names.";

/// The document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let mut all: Map<String, Value> = Map::new();
    let mut endpoints = endpoint::all();
    // Stable: within a section as declared.
    endpoints.sort_by_key(|endpoint| {
        let section = |doc: &Doc| {
            Section::ALL
                .iter()
                .position(|section| *section == doc.section)
        };
        endpoint.doc.as_ref().and_then(section)
    });
    for endpoint in &endpoints {
        let Some(doc) = &endpoint.doc else { continue };
        let at = all.entry(endpoint.path).or_insert_with(|| json!({}));
        at[endpoint.method.as_str().to_ascii_lowercase()] = operation(endpoint, doc, &mut schemas);
    }
    let tags = Section::ALL.map(|section| {
        let (name, description) = section.about();
        json!({"name": name, "description": description})
    });
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Clientele",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This server"}],
        "tags": tags,
        "paths": all,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token."},
                "dpop": {"type": "http", "scheme": "dpop", "bearerFormat": "JWT", "description": "An access token that is bound to a key, beside a `DPoP` header with a proof for this request: a JWT of type `dpop+jwt` with the claims `jti`, `htm`, `htu`, `iat` and `ath` (RFC 9449 section 4.2)."},
                "session": {"type": "apiKey", "in": "cookie", "name": "clientele_session", "description": "A signed-in session; over HTTPS the cookie is called __Host-clientele_session."},
                "client": {"type": "http", "scheme": "basic", "description": "The client ID and the client secret."},
            },
        },
    });
    unlink(&mut document);
    document
}

fn operation(endpoint: &Endpoint, doc: &Doc, schemas: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": endpoint.operation,
        "tags": [doc.section.about().0],
        "summary": doc.summary,
        "description": permission(endpoint.access),
        "responses": responses(endpoint, doc, schemas),
        "security": security(endpoint),
    });
    if let Access::Account(needed) | Access::Scoped(needed) = endpoint.access {
        described["x-permission"] = needed.to_string().into();
    }
    let parameters: Vec<_> = id_parameter(endpoint)
        .into_iter()
        .chain(doc.query.iter().map(|param| parameter(param, "query")))
        .chain(doc.headers.iter().map(|param| parameter(param, "header")))
        .collect();
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    if let Some(body) = doc.body {
        described["requestBody"] = json!({"required": true, "content": content(body, schemas)});
    }
    described
}

fn permission(access: Access) -> String {
    match access {
        Access::Open => "Needs no signing in.".to_owned(),
        Access::SignedIn => "Needs a signed-in user or a token; no permission.".to_owned(),
        Access::Account(needed) => format!("Needs the permission `{needed}` in the account."),
        Access::Scoped(needed) => {
            format!("Needs the permission `{needed}`, in the scope at hand.")
        }
    }
}

fn is_oauth(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/oauth2/") || endpoint.path == paths::TOKEN_V2
}

fn security(endpoint: &Endpoint) -> Value {
    match endpoint.access {
        // The credentials may be in the form as well.
        Access::Open if is_oauth(endpoint) => json!([{"client": []}, {}]),
        Access::Open => json!([]),
        _ => json!([{"bearer": []}, {"dpop": []}, {"session": []}]),
    }
}

fn id_parameter(endpoint: &Endpoint) -> Option<Value> {
    endpoint.path.contains("{id}").then(|| {
        json!({"name": "id", "in": "path", "required": true, "description": "Which one.", "schema": {"type": "string"}})
    })
}

fn parameter((name, kind, about): &Param, place: &str) -> Value {
    let needed = ["start", "end", "file_type"].contains(name);
    json!({"name": name, "in": place, "required": needed, "description": about, "schema": {"type": kind}})
}

fn content(shape: Shape, schemas: &mut SchemaGenerator) -> Value {
    let media = match shape.media {
        Media::Json => "application/json",
        Media::Form => "application/x-www-form-urlencoded",
    };
    let schema = (shape.schema)(schemas);
    json!({ media: {"schema": schema, "example": (shape.example)()} })
}

fn responses(endpoint: &Endpoint, doc: &Doc, schemas: &mut SchemaGenerator) -> Value {
    let mut good = json!({"description": "Done."});
    if let Some(answer) = doc.answer {
        good["content"] = content(answer, schemas);
    } else if let Some(media) = doc.text {
        good["content"] = json!({ media: {"schema": {"type": "string"}} });
    }
    let mut all = Map::from_iter([(doc.status.to_string(), good)]);
    if endpoint.is_cached() {
        all.insert(
            "304".to_owned(),
            json!({"description": "As it was: `If-None-Match` names it."}),
        );
    }
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in errors(endpoint, doc) {
        let codes = by_status.entry(code.status()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let error = schemas.subschema_for::<ErrorBody>();
    for (status, codes) in by_status {
        let said: Vec<_> = codes
            .iter()
            .map(|code| format!("`{code}`: {}", code.meaning().trim()))
            .collect();
        let names: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
        let body = json!({"schema": error, "example": example(codes[0])});
        all.insert(
            status.to_string(),
            json!({"description": said.join(" "), "x-error-codes": names, "content": {"application/json": body}}),
        );
    }
    if is_oauth(endpoint) {
        let schema = schemas.subschema_for::<OAuthErrorBody>();
        let body = json!({"schema": schema, "example": OAuthErrorBody::example()});
        for status in ["400", "401"] {
            all.insert(
                status.to_owned(),
                json!({"description": "Refused as RFC 6749 section 5.2 says; a `DPoP` proof as RFC 9449 section 5 does.", "content": {"application/json": body}}),
            );
        }
    }
    Value::Object(all)
}

/// What the endpoint says, and what every one of its kind may answer.
fn errors(endpoint: &Endpoint, doc: &Doc) -> Vec<ErrorCode> {
    let mut codes = doc.errors.to_vec();
    if doc.body.is_some() {
        codes.extend([
            ErrorCode::MalformedBody,
            ErrorCode::InvalidValue,
            ErrorCode::TooLarge,
            ErrorCode::UnsupportedMediaType,
        ]);
    } else if !doc.query.is_empty() {
        codes.push(ErrorCode::InvalidValue);
    }
    if endpoint.access != Access::Open {
        codes.extend([
            ErrorCode::Unauthenticated,
            ErrorCode::InvalidToken,
            ErrorCode::InvalidDpopProof,
            ErrorCode::PasswordChangeRequired,
        ]);
        if endpoint.method != axum::http::Method::GET {
            codes.push(ErrorCode::ForeignOrigin);
        }
    }
    if matches!(endpoint.access, Access::Account(_) | Access::Scoped(_)) {
        codes.push(ErrorCode::PermissionDenied);
    }
    if endpoint.path.contains("{id}") {
        codes.push(ErrorCode::NotFound);
    }
    codes.push(ErrorCode::Unavailable);
    codes
}

fn example(code: ErrorCode) -> Value {
    json!({"code": code.status(), "message": code.meaning().trim(), "error": code, "requestId": "01981f6c93a07c55b1b06d6f3c1f2a10"})
}

/// Links between the program's types mean nothing here.
fn unlink(value: &mut Value) {
    match value {
        Value::String(text) if text.contains("[`") => {
            *text = text.replace("[`", "`").replace("`]", "`");
        }
        Value::Array(items) => items.iter_mut().for_each(unlink),
        Value::Object(members) => members.values_mut().for_each(unlink),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_is_described() {
        for endpoint in endpoint::all() {
            assert!(
                endpoint.doc.is_some(),
                "{} says nothing of itself",
                endpoint.operation
            );
        }
    }

    /// A change of the contract shows as a change of this file. `CLIENTELE_UPDATE=1` writes it anew.
    #[test]
    fn the_contract_is_as_written_down() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let now = format!("{}\n", serde_json::to_string_pretty(&document()).unwrap());
        if std::env::var_os("CLIENTELE_UPDATE").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        let changed = now
            .lines()
            .zip(written.lines())
            .find(|(now, then)| now != then);
        assert!(
            now == written,
            "the contract changed: {changed:?}. Look at the difference; if it is meant, run this test with CLIENTELE_UPDATE=1."
        );
    }
}
