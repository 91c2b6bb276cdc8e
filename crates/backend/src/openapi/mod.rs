//! The description of the API, and the reference page that people read it on. Both come from the declared endpoints.

mod calls;
pub mod doc;
mod document;
mod examples;
pub mod forms;
mod reference;

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::paths;

pub use document::document;
pub use examples::Example;

use crate::http::{Access, Endpoint, conditional};
use doc::{Doc, Section};

/// The endpoints of this slice.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let doc = |summary| Doc::new(Section::Server, summary);
    vec![
        Endpoint::get(paths::OPENAPI, "get_openapi", Access::Open, openapi)
            .doc(doc("This description (OpenAPI 3.1)").answers::<forms::AnyObject>(200)),
        Endpoint::get(paths::DOCS, "get_reference", Access::Open, reference::page)
            .doc(doc("The reference, for people").answers_text("text/html")),
        Endpoint::get(
            reference::STYLE,
            "get_reference_style",
            Access::Open,
            reference::style,
        )
        .doc(doc("The reference's style").answers_text("text/css")),
        Endpoint::get(
            reference::SCRIPT,
            "get_reference_script",
            Access::Open,
            reference::script,
        )
        .doc(doc("The reference's script").answers_text("text/javascript")),
    ]
}

/// A file that is the same as long as the process runs, with its tag.
struct Fixed {
    body: Bytes,
    tag: String,
    kind: &'static str,
}

impl Fixed {
    fn new(body: String, kind: &'static str) -> Self {
        let hash = ring::digest::digest(&ring::digest::SHA256, body.as_bytes());
        Self {
            tag: format!("W/\"{}\"", crate::store::hex(&hash.as_ref()[..12])),
            body: body.into(),
            kind,
        }
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if conditional::is_known(asked, &self.tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        (headers, self.body.clone()).into_response()
    }
}

async fn openapi(headers: HeaderMap) -> Response {
    static DOCUMENT: LazyLock<Fixed> =
        LazyLock::new(|| Fixed::new(document().to_string(), "application/json"));
    DOCUMENT.answer(&headers)
}
