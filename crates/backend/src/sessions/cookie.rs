//! The session's cookie.

use axum::http::{HeaderMap, HeaderName, header};

/// Over HTTPS the prefix makes browsers hold it to this host, `Secure` and `/` (RFC 6265bis section 4.1.3).
const fn name(https: bool) -> &'static str {
    if https {
        "__Host-clientele_session"
    } else {
        "clientele_session"
    }
}

/// The token in the request's cookie.
pub fn read(headers: &HeaderMap, https: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(https))
        .map(|(_, value)| value.to_owned())
}

/// Sets the cookie for so many seconds.
pub fn set(token: &str, https: bool, seconds: u32) -> (HeaderName, String) {
    let secure = if https { "; Secure" } else { "" };
    (
        header::SET_COOKIE,
        format!(
            "{}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}",
            name(https)
        ),
    )
}

/// Takes the cookie away.
pub fn gone(https: bool) -> (HeaderName, String) {
    set("", https, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_comes_back_as_it_was_set() {
        for https in [false, true] {
            let (_, line) = set("abc", https, 60);
            let pair = line.split(';').next().unwrap();
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("other=1; {pair}").parse().unwrap());
            assert_eq!(read(&headers, https).as_deref(), Some("abc"));
            assert_eq!(read(&headers, !https), None);
            assert_eq!(line.contains("Secure"), https);
            assert!(line.contains("HttpOnly; SameSite=Strict; Path=/"));
        }
    }
}
