//! The page's own files, which the program brings, and `index.html` for every other path that a browser may open.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{ApiError, middleware::unknown_path};
use crate::Core;

const INDEX: &str = "index.html";
/// Where the table's documentation is, whose pages stand for themselves.
const DOCS: &str = "docs";

/// A file of the page.
pub struct File {
    /// Its bytes.
    pub data: Cow<'static, [u8]>,
    /// Their hash.
    pub sha256: [u8; 32],
}

/// The page that browsers open, as files by path from its root. Beside each may lie a compressed twin, `.br` and `.gz`.
pub struct Page {
    file: fn(&str) -> Option<File>,
    /// The policy of `index.html`, with the hashes of its inline scripts.
    policy: String,
}

impl Page {
    /// The page of these files. Without an `index.html` it says how to build one.
    pub fn new(file: fn(&str) -> Option<File>) -> Self {
        let index = file(INDEX).map(|index| index.data);
        let html = String::from_utf8_lossy(index.as_deref().unwrap_or_default());
        let hashes: Vec<_> = inline_scripts(&html)
            .iter()
            .map(|script| {
                let hash = ring::digest::digest(&ring::digest::SHA256, script.as_bytes());
                format!(" 'sha256-{}'", STANDARD.encode(hash))
            })
            .collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            hashes.concat()
        );
        Self { file, policy }
    }

    /// No page: a server of the API alone.
    pub fn none() -> Self {
        Self::new(|_| None)
    }
}

/// The contents of `<script>` elements that have no `src`, exactly as the browser will hash them.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let tag = &rest[start..];
        let Some(open) = tag.find('>') else { break };
        let Some(close) = tag.find("</script>") else {
            break;
        };
        let attributes = &tag["<script".len()..open];
        if !attributes.contains("src=") && open < close {
            scripts.push(&tag[open + 1..close]);
        }
        rest = &tag[close + "</script>".len()..];
    }
    scripts
}

/// What clients accept, best first, with the suffix of the file that holds it.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Serves a file of the page, `index.html`, or a 404 for what is no page.
pub(super) async fn serve(State(core): State<Arc<Core>>, request: Request) -> Response {
    let page = core.env.page();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return unknown_path().await.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let is_api =
        path.starts_with("api/") || path.starts_with("oauth2/") || path.starts_with(".well-known/");
    let docs = format!("{DOCS}/{INDEX}");
    if path == DOCS && (page.file)(&docs).is_some() {
        // Its links are relative to the folder.
        return Redirect::permanent(&format!("/{DOCS}/")).into_response();
    }
    let file = match path {
        "" => INDEX,
        _ if path.trim_end_matches('/') == DOCS => &docs,
        _ => path,
    };
    // Compressed twins are picked by `Accept-Encoding`, not asked for by name.
    let is_twin = ENCODINGS.iter().any(|(_, suffix)| file.ends_with(suffix));
    if !is_twin && let Some(found) = (page.file)(file) {
        return respond(page, file, found, request.headers());
    }
    let looks_like_file = file
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    if is_api || looks_like_file {
        return unknown_path().await.into_response();
    }
    match (page.file)(INDEX) {
        Some(index) => respond(page, INDEX, index, request.headers()),
        None => ApiError::new(
            shared::ErrorCode::NotFound,
            "This build of the server holds no page: build it with cargo xtask run.",
        )
        .into_response(),
    }
}

fn respond(page: &Page, path: &str, file: File, asked: &HeaderMap) -> Response {
    let accepted = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let twin = ENCODINGS
        .iter()
        .filter(|(name, _)| accepts(accepted, name))
        .find_map(|(name, suffix)| Some((*name, (page.file)(&format!("{path}{suffix}"))?)));
    let etag = format!(
        "\"{}{}\"",
        crate::store::hex(&file.sha256[..12]),
        twin.as_ref().map_or("", |(name, _)| name)
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, value);
    }
    let caching = if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if content_type(path).starts_with("text/html")
        && let Ok(policy) = HeaderValue::from_str(&page.policy)
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag));
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if let Ok(value) = HeaderValue::from_str(content_type(path)) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let data = match twin {
        Some((name, twin)) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            twin.data
        }
        None => file.data,
    };
    let body = match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    (headers, body).into_response()
}

/// Whether `Accept-Encoding` takes this coding (RFC 9110 section 12.5.3).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let mut parts = part.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|parameter| {
            parameter
                .strip_prefix("q=")
                .is_some_and(|q| q.trim_matches(['0', '.']).is_empty())
        });
        (name.eq_ignore_ascii_case(coding) || name == "*") && !refused
    })
}

/// Whether the name holds a hash of the contents, as Trunk makes them: `-` and up to 16 hexadecimal digits.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '_', '.']).any(|part| {
        // 64 bits in hexadecimal, of which leading zeros may be missing.
        (12..=16).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    })
}

fn content_type(path: &str) -> &'static str {
    static TYPES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        HashMap::from([
            ("html", "text/html; charset=utf-8"),
            ("css", "text/css; charset=utf-8"),
            ("js", "text/javascript; charset=utf-8"),
            ("wasm", "application/wasm"),
            ("svg", "image/svg+xml"),
            ("png", "image/png"),
            ("ico", "image/x-icon"),
            ("woff2", "font/woff2"),
            ("json", "application/json"),
            ("md", "text/markdown; charset=utf-8"),
            ("webmanifest", "application/manifest+json"),
            ("txt", "text/plain; charset=utf-8"),
        ])
    });
    let extension = path.rsplit('.').next().unwrap_or_default();
    TYPES
        .get(extension)
        .copied()
        .unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_and_others_not() {
        let html = "<script src=\"a.js\"></script><script type=\"module\">\nimport x;\n</script><script>1</script>";
        assert_eq!(inline_scripts(html), ["\nimport x;\n", "1"]);
    }

    #[test]
    fn hashed_names_are_told_apart() {
        assert!(is_hashed("clientele-frontend-0123456789abcdef_bg.wasm"));
        assert!(is_hashed("base-0123456789abcdef.css"));
        assert!(is_hashed("grid-a9f156da896332.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("theme.js"));
    }

    #[test]
    fn encodings_are_negotiated() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "br"));
        assert!(accepts("*", "gzip"));
    }
}
