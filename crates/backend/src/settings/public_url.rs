//! The public URL.

/// How the outside reaches the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The one of a server that only this machine reaches.
    pub(super) fn of(listen: std::net::SocketAddr) -> Self {
        Self(format!("http://{listen}"))
    }

    /// Parses an origin: `https://host` or `http://host:port`, without a path.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let uri: hyper::Uri = text
            .parse()
            .map_err(|_| "is no URL such as https://clientele.example.com")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("must start with https:// (or http://, for trying it out)");
        }
        let authority = uri.authority().ok_or("names no host")?;
        if authority.as_str().contains('@')
            || !matches!(uri.path(), "" | "/")
            || uri.query().is_some()
        {
            return Err(
                "must be scheme, host and port alone, such as https://clientele.example.com",
            );
        }
        // Browsers leave the scheme's own port out of `Origin`.
        let host = authority.host().to_ascii_lowercase();
        let scheme = uri.scheme_str().unwrap_or_default();
        let port = match (scheme, authority.port_u16()) {
            ("https", Some(443)) | ("http", Some(80)) | (_, None) => String::new(),
            (_, Some(port)) => format!(":{port}"),
        };
        Ok(Self(format!("{scheme}://{host}{port}")))
    }

    /// Scheme, host and port, as in an `Origin` header.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Whether it is HTTPS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_url_is_an_origin() {
        assert_eq!(
            PublicUrl::parse("HTTPS://Example.com:443/")
                .unwrap()
                .origin(),
            "https://example.com"
        );
        assert!(PublicUrl::parse("ftp://x").is_err());
    }
}
