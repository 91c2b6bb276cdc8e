//! Where a request comes from.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::http::{HeaderMap, Method};
use ipnet::IpNet;

/// The client's address and program, and the request's id. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    /// The address: the connection's, or the one that a trusted proxy names.
    pub ip: IpAddr,
    /// The `User-Agent`, cut to 256 bytes.
    pub user_agent: Option<Arc<str>>,
    /// As in the log and in the answer.
    pub request_id: Arc<str>,
    /// The method.
    pub method: Method,
    /// The path, without its query.
    pub path: Arc<str>,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: None,
            request_id: Arc::default(),
            method: Method::default(),
            path: Arc::default(),
        }
    }
}

/// The client's address. `X-Forwarded-For` is read from its end, and only as far as trusted proxies wrote it.
pub(super) fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return peer;
    }
    let mut named = peer;
    let lines: Vec<_> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    for part in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = part.trim().parse::<IpAddr>() else {
            break;
        };
        named = address.to_canonical();
        if !is_trusted(named) {
            break;
        }
    }
    named
}

/// The `User-Agent`, as far as it is text, cut to 256 bytes.
pub(super) fn user_agent(headers: &HeaderMap) -> Option<Arc<str>> {
    let text = headers.get(axum::http::header::USER_AGENT)?.to_str().ok()?;
    // All of it is visible ASCII.
    Some(text[..text.len().min(256)].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarding_counts_only_from_trusted_proxies() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            "6.6.6.6, 1.2.3.4, 10.0.0.2".parse().unwrap(),
        );
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(address(ip("10.0.0.1"), &headers, &trusted), ip("1.2.3.4"));
        assert_eq!(address(ip("9.9.9.9"), &headers, &trusted), ip("9.9.9.9"));
        assert_eq!(
            address(ip("10.0.0.1"), &HeaderMap::new(), &trusted),
            ip("10.0.0.1")
        );
        headers.insert("x-forwarded-for", "nonsense".parse().unwrap());
        assert_eq!(address(ip("10.0.0.1"), &headers, &trusted), ip("10.0.0.1"));
    }
}
