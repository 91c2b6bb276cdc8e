//! A client that sends exactly what it is told: one connection a request, headers as given, nothing added.

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body, unchunked.
    pub body: Vec<u8>,
    /// What was asked, for messages.
    pub asked: String,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "{}: {} is not JSON ({error}): {}",
                self.asked,
                self.status,
                self.text()
            )
        })
    }

    /// Itself, if it has this status.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "asking is the point")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// Itself, if it is an error of this status in the API's form, with this stable code.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "asking is the point")]
    pub fn error(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        let body = answer.json();
        assert_eq!(body["code"], status, "{}: {body}", answer.asked);
        assert_eq!(body["error"], code, "{}: {body}", answer.asked);
        assert!(
            body["message"]
                .as_str()
                .is_some_and(|message| message.len() > 5),
            "{}: {body}",
            answer.asked
        );
        assert_eq!(
            body["requestId"].as_str(),
            answer.header("x-request-id"),
            "{}: {body}",
            answer.asked
        );
        answer
    }

    /// The error's field.
    #[track_caller]
    pub fn field(&self) -> String {
        self.json()["field"].as_str().unwrap_or_default().to_owned()
    }
}

/// Whoever sends: where to, and as whom.
#[derive(Debug, Clone)]
pub struct Client {
    address: String,
    /// Sent with every request.
    pub headers: Vec<(String, String)>,
}

impl Client {
    /// Nobody. `address`: host and port.
    pub fn anonymous(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            headers: Vec::new(),
        }
    }

    /// With one more header in every request.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// As the bearer of a token.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        self.with("Authorization", &format!("Bearer {token}"))
    }

    /// By Basic.
    #[must_use]
    pub fn basic(&self, user: &str, password: &str) -> Self {
        self.with(
            "Authorization",
            &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))),
        )
    }

    /// In a browser: with a session's cookie, from the server's own page.
    #[must_use]
    pub fn session(&self, cookie: &str) -> Self {
        let origin = format!("http://{}", self.address);
        self.with("Cookie", cookie).with("Origin", &origin)
    }

    /// The same, towards another node.
    #[must_use]
    pub fn at(&self, address: &str) -> Self {
        let (old, new) = (
            format!("http://{}", self.address),
            format!("http://{address}"),
        );
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.replace(&old, &new)));
        Self {
            address: address.to_owned(),
            headers: headers.collect(),
        }
    }

    /// `GET`
    pub fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[], b"")
    }

    /// `DELETE` without a body.
    pub fn delete(&self, path: &str) -> Answer {
        self.raw("DELETE", path, &[], b"")
    }

    /// `POST` with a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body)
    }

    /// `PATCH` with a JSON body.
    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json("PATCH", path, body)
    }

    /// Any method with a JSON body; `null` for none.
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        if body.is_null() {
            return self.raw(method, path, &[], b"");
        }
        self.raw(
            method,
            path,
            &[("Content-Type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// `POST` with a form, encoded.
    pub fn form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = encode_form(form);
        self.raw(
            "POST",
            path,
            &[("Content-Type", "application/x-www-form-urlencoded")],
            body.as_bytes(),
        )
    }

    /// Anything.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_raw(method, path, headers, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Anything, where the server may be gone.
    pub fn try_raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.address
        );
        let own = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !body.is_empty() || method != "GET" {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        let mut answer = send(&self.address, &[head.as_bytes(), body].concat())?;
        answer.asked = format!("{method} {path}");
        Ok(answer)
    }
}

/// `application/x-www-form-urlencoded`
pub(crate) fn encode_form(form: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = form
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect();
    pairs.join("&")
}

/// Percent-encodes all but letters, digits, `-`, `.` and `_`.
pub fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// Sends bytes and reads one answer until the server closes.
fn send(address: &str, request: &[u8]) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_nodelay(true)?;
    // A server may refuse a body before it has read it all, and close.
    let written = stream.write_all(request);
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if bytes.is_empty() => return Err(error),
        _ if bytes.is_empty() => {
            written?;
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        _ => {}
    }
    parse(&bytes).ok_or_else(|| {
        std::io::Error::other(format!(
            "half an answer: {}",
            String::from_utf8_lossy(&bytes)
        ))
    })
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let rest = &bytes[end + 4..];
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let body = if header("transfer-encoding") == Some("chunked") {
        unchunk(rest)?
    } else if let Some(length) = header("content-length").and_then(|length| length.parse().ok()) {
        rest.get(..length)?.to_vec()
    } else {
        rest.to_vec()
    };
    Some(Answer {
        status,
        headers,
        body,
        asked: String::new(),
    })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
