//! The server under test: where its endpoints are, with which client, and requests to them.

use std::fmt::Write as _;

use std::cell::RefCell;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::http::{self, Answer};

/// The media type of requests.
const FORM: &str = "application/x-www-form-urlencoded";
/// The grant.
pub(crate) const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A client's credentials.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
}

/// The server's addresses; those that it lacks are `None`, and their cases don't apply.
pub(crate) struct Target {
    pub(crate) token: String,
    pub(crate) introspection: Option<String>,
    pub(crate) revocation: Option<String>,
    pub(crate) metadata: Option<String>,
    pub(crate) jwks: Option<String>,
    /// What a token of the client's reads.
    pub(crate) resource: Option<String>,
    pub(crate) client: Client,
    /// For what one client may do to another's tokens.
    pub(crate) second: Option<Client>,
    /// What this server wants in every token request, such as a scope.
    pub(crate) parameters: Vec<(String, String)>,
    /// Status and description of each answer of 500 and above.
    pub(crate) failures: RefCell<Vec<String>>,
}

/// A request and what came back.
pub(crate) struct Exchange {
    /// As a person reads it, secrets masked.
    pub(crate) sent: String,
    answer: Result<Answer, String>,
}

impl Exchange {
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref().ok()
    }

    /// 0: no answer.
    pub(crate) fn status(&self) -> u16 {
        self.answer().map_or(0, |answer| answer.status)
    }

    /// The body, if it is JSON; else null.
    pub(crate) fn json(&self) -> Value {
        self.answer()
            .and_then(|answer| serde_json::from_slice(&answer.body).ok())
            .unwrap_or_default()
    }

    /// `error` of RFC 6749 section 5.2.
    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it is refused with this status and error.
    pub(crate) fn refused(&self, statuses: &[u16], errors: &[&str]) -> bool {
        statuses.contains(&self.status()) && errors.contains(&&*self.error())
    }

    /// The answer in one line: status, error, else the names in it. No token is ever printed.
    pub(crate) fn got(&self) -> String {
        let answer = match &self.answer {
            Ok(answer) => answer,
            Err(why) => return format!("no answer: {why}"),
        };
        let mut text = answer.status.to_string();
        match self.json() {
            Value::Object(object) => {
                if let Some(error) = object.get("error") {
                    let _ = write!(text, " {}", error.as_str().unwrap_or("error"));
                } else if let Some(active) = object.get("active") {
                    let _ = write!(text, " active {active}");
                } else {
                    let names: Vec<&str> = object.keys().map(String::as_str).take(8).collect();
                    let _ = write!(text, " {{{}}}", names.join(", "));
                }
            }
            _ if answer.body.is_empty() => text.push_str(", no body"),
            _ => {
                let _ = write!(text, ", {} without JSON", answer.media_type());
            }
        }
        for challenge in answer.headers("www-authenticate") {
            let scheme = challenge.split(' ').next().unwrap_or_default();
            let _ = write!(text, ", WWW-Authenticate: {scheme}");
        }
        text
    }
}

/// A request being written.
pub(crate) struct Request<'a> {
    target: &'a Target,
    method: &'a str,
    url: String,
    authorization: Option<String>,
    proofs: Vec<String>,
    content_type: Option<String>,
    body: Vec<u8>,
    shown: Vec<String>,
}

impl Request<'_> {
    /// The `Authorization` header as it is.
    pub(crate) fn authorization(mut self, value: String) -> Self {
        self.shown.push(format!("Authorization: {value}"));
        self.authorization = Some(value);
        self
    }

    /// An access token, which is not shown.
    pub(crate) fn token(mut self, scheme: &str, token: &str) -> Self {
        self.authorization = Some(format!("{scheme} {token}"));
        self.shown
            .push(format!("Authorization: {scheme} (a bound token)"));
        self
    }

    /// `DPoP` headers. `what`: what is particular about them.
    pub(crate) fn proofs(mut self, what: &str, proofs: &[String]) -> Self {
        if !proofs.is_empty() {
            self.shown.push(format!("DPoP ({what})"));
        }
        proofs.clone_into(&mut self.proofs);
        self
    }

    /// Basic with this text under base64.
    pub(crate) fn basic_text(mut self, scheme: &str, text: &str) -> Self {
        self.authorization = Some(format!("{scheme} {}", STANDARD.encode(text)));
        self.shown
            .push(format!("Authorization: {scheme} base64({text})"));
        self
    }

    /// Basic as RFC 6749 section 2.3.1 has it.
    pub(crate) fn basic(self, client: &Client) -> Self {
        let text = format!(
            "{}:{}",
            form_encode(&client.id),
            form_encode(&client.secret)
        );
        self.basic_text("Basic", &text)
    }

    pub(crate) fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        let text: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", form_encode(name), form_encode(value)))
            .collect();
        self.content_type = Some(FORM.to_owned());
        self.body = text.join("&").into_bytes();
        self
    }

    pub(crate) fn body(mut self, content_type: Option<&str>, body: &[u8]) -> Self {
        self.content_type = content_type.map(str::to_owned);
        body.clone_into(&mut self.body);
        self
    }

    pub(crate) fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = Some(content_type.to_owned());
        self
    }

    pub(crate) fn send(self) -> Exchange {
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        headers.extend(
            self.authorization
                .map(|value| ("Authorization".to_owned(), value)),
        );
        let proofs = self.proofs.into_iter();
        headers.extend(proofs.map(|proof| ("DPoP".to_owned(), proof)));
        headers.extend(
            self.content_type
                .clone()
                .map(|value| ("Content-Type".to_owned(), value)),
        );
        let answer = http::send(self.method, &self.url, &headers, &self.body);
        let path = self
            .url
            .split("://")
            .nth(1)
            .and_then(|rest| rest.find('/').map(|at| &rest[at..]));
        let mut sent = format!("{} {}", self.method, path.unwrap_or("/"));
        for part in &self.shown {
            let _ = write!(sent, "; {part}");
        }
        if let Some(content_type) = self.content_type.filter(|it| it != FORM) {
            let _ = write!(sent, "; {content_type}");
        }
        if !self.body.is_empty() {
            let body = String::from_utf8_lossy(&self.body);
            let _ = write!(sent, "; {}", body.chars().take(200).collect::<String>());
        }
        let sent = self.target.masked(&sent);
        if let Some(status) = answer
            .as_ref()
            .ok()
            .map(|it| it.status)
            .filter(|it| *it >= 500)
        {
            self.target
                .failures
                .borrow_mut()
                .push(format!("{status} to {sent}"));
        }
        Exchange {
            sent,
            answer: answer.map_err(|error| error.to_string()),
        }
    }
}

impl Target {
    pub(crate) fn request<'a>(&'a self, method: &'a str, url: &str) -> Request<'a> {
        Request {
            target: self,
            method,
            url: url.to_owned(),
            authorization: None,
            proofs: Vec::new(),
            content_type: None,
            body: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// A POST to the token endpoint.
    pub(crate) fn ask(&self) -> Request<'_> {
        self.request("POST", &self.token)
    }

    /// The pairs, and what this server wants in every token request.
    pub(crate) fn with_parameters<'a>(
        &'a self,
        pairs: &[(&'a str, &'a str)],
    ) -> Vec<(&'a str, &'a str)> {
        let mut all = pairs.to_vec();
        for (name, value) in &self.parameters {
            if all.iter().all(|(key, _)| key != name) {
                all.push((name, value));
            }
        }
        all
    }

    /// A token request that should succeed.
    pub(crate) fn good(&self, client: &Client) -> Exchange {
        self.ask()
            .basic(client)
            .form(&self.with_parameters(&[GRANT]))
            .send()
    }

    /// A fresh token of a client.
    pub(crate) fn fresh_token(&self, client: &Client) -> Option<String> {
        Some(
            self.good(client).json()["access_token"]
                .as_str()?
                .to_owned(),
        )
    }

    /// What introspection says about a token to the client.
    pub(crate) fn introspected(&self, url: &str, token: &str) -> Exchange {
        self.request("POST", url)
            .basic(&self.client)
            .form(&[("token", token)])
            .send()
    }

    /// Without secrets and tokens.
    fn masked(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for client in std::iter::once(&self.client).chain(&self.second) {
            for secret in [client.secret.clone(), form_encode(&client.secret)] {
                text = text.replace(&secret, "{secret}");
            }
            // Of a wrong secret the last character is another.
            if let Some((last, _)) = client.secret.char_indices().next_back() {
                text = text.replace(
                    &client.secret[..last],
                    "{secret but for its last character}",
                );
            }
            text = text
                .replace(&percent(&client.secret), "{secret as %XX}")
                .replace(&percent(&client.id), "{id as %XX}")
                .replace(&client.id, "{id}");
        }
        let mut shown = String::new();
        for (index, part) in text.split("token=").enumerate() {
            let end = part.find(['&', ';']).unwrap_or(part.len());
            // A long value is a real token; a short one was made up by the case.
            if index > 0 {
                shown.push_str("token=");
            }
            if index > 0 && end > 24 {
                shown.push_str("{token}");
                shown.push_str(&part[end..]);
            } else {
                shown.push_str(part);
            }
        }
        shown
    }
}

/// `application/x-www-form-urlencoded`.
pub(crate) fn form_encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            encoded.push(char::from(byte));
        } else if byte == b' ' {
            encoded.push('+');
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Every byte as `%XX`.
pub(crate) fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let _ = write!(encoded, "%{byte:02X}");
    }
    encoded
}
