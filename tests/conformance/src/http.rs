//! HTTP/1.1 as bytes: requests go out exactly as they are written, malformed ones too.

use std::fmt::Write as _;

use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs as _},
    sync::Arc,
    time::Duration,
};

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::ServerName};

/// How long a connection, and each read and write on it, may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// No answer to these requests is nearly as long.
const LONGEST: u64 = 1 << 20;

/// An answer: status, headers in lower case, body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Every value of a header.
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a header has a comma-separated part, without regard to case.
    pub(crate) fn has(&self, name: &str, part: &str) -> bool {
        self.headers(name)
            .flat_map(|value| value.split(','))
            .any(|each| each.trim().eq_ignore_ascii_case(part))
    }

    /// The media type, without parameters, in lower case.
    pub(crate) fn media_type(&self) -> String {
        let value = self.headers("content-type").next().unwrap_or_default();
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }
}

/// An address: `http` or `https`, host, port, and what comes after.
struct Address<'a> {
    secure: bool,
    host: &'a str,
    port: u16,
    authority: &'a str,
    path: String,
}

fn parse(url: &str) -> io::Result<Address<'_>> {
    let wrong = || io::Error::other(format!("{url} is no http:// or https:// address"));
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let secure = match scheme {
        "http" => false,
        "https" => true,
        _ => return Err(wrong()),
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let default = if secure { 443 } else { 80 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong())?),
        _ => (authority, default),
    };
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    Ok(Address {
        secure,
        host: host.trim_start_matches('[').trim_end_matches(']'),
        port,
        authority,
        path,
    })
}

/// Sends a request and reads the whole answer. Only `Host`, `Content-Length` and `Connection` are added.
pub(crate) fn send(
    method: &str,
    url: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> io::Result<Answer> {
    let address = parse(url)?;
    let mut request = format!(
        "{method} {} HTTP/1.1\r\nHost: {}\r\n",
        address.path, address.authority
    );
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    if method != "GET" {
        let _ = write!(request, "Content-Length: {}\r\n", body.len());
    }
    request.push_str("Connection: close\r\n\r\n");
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);

    let target = (address.host, address.port)
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| io::Error::other(format!("{} has no address", address.host)))?;
    let stream = TcpStream::connect_timeout(&target, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let answer = if address.secure {
        exchange(secured(stream, address.host)?, &bytes)
    } else {
        exchange(stream, &bytes)
    }?;
    read(&answer).ok_or_else(|| io::Error::other("the answer is not HTTP/1.1"))
}

fn secured(stream: TcpStream, host: &str) -> io::Result<impl Read + Write + use<>> {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

/// A server may answer and close before it has read everything: then what it said counts.
fn exchange(mut stream: impl Read + Write, request: &[u8]) -> io::Result<Vec<u8>> {
    let written = stream.write_all(request).and_then(|()| stream.flush());
    let mut answer = Vec::new();
    let done = stream.take(LONGEST).read_to_end(&mut answer);
    if answer.is_empty() {
        written?;
        done?;
    }
    Ok(answer)
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    let rest = &bytes[end + 4..];
    if (100..200).contains(&status) {
        return read(rest);
    }
    answer.body = if answer.has("transfer-encoding", "chunked") {
        unchunk(rest)
    } else {
        let length = answer.headers("content-length").next();
        let length = length
            .and_then(|text| text.parse().ok())
            .unwrap_or(rest.len());
        rest[..length.min(rest.len())].to_vec()
    };
    Some(answer)
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..at]);
        let size = size.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            break;
        };
        let start = at + 2;
        if size == 0 || start + size > rest.len() {
            break;
        }
        body.extend_from_slice(&rest[start..start + size]);
        rest = rest.get(start + size + 2..).unwrap_or_default();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::{parse, read};

    #[test]
    fn answers_are_read() {
        let answer = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: Application/JSON; x=y\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n");
        let answer = answer.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (200, &b"abcde"[..]));
        assert_eq!(answer.media_type(), "application/json");
        let answer =
            read(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nabc")
                .unwrap();
        assert_eq!((answer.status, &answer.body[..]), (401, &b"ab"[..]));
        assert!(read(b"SSH-2.0\r\n").is_none());
    }

    #[test]
    fn addresses_are_read() {
        let address = parse("http://[::1]:81/a?b").unwrap();
        assert_eq!(
            (address.host, address.port, &*address.path),
            ("::1", 81, "/a?b")
        );
        let address = parse("https://example.com?x").unwrap();
        assert_eq!(
            (address.host, address.port, &*address.path),
            ("example.com", 443, "/?x")
        );
        assert!(parse("ftp://example.com").is_err());
    }
}
