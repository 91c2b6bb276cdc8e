use std::fmt;

use serde::{Deserialize, Serialize};

/// A user's email, which is also the name they sign in with. Lower case, so that it is compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

/// The text is not an email such as `name@example.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailError;

impl Email {
    /// The longest email, in bytes (RFC 5321 section 4.5.3.1.3, less the angle brackets).
    pub const MAX: usize = 254;

    /// Trims, checks and lower-cases a text: one `@`, something on both sides, no white space or control characters.
    /// Only the mail server knows more.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::MAX;
        let (local, domain) = text.split_once('@').ok_or(EmailError)?;
        let allowed = |c: char| {
            !c.is_whitespace() && !c.is_control() && !matches!(c, ',' | ';' | '<' | '>' | '"' | '@')
        };
        if fits
            && !local.is_empty()
            && !domain.is_empty()
            && local.chars().chain(domain.chars()).all(allowed)
        {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(EmailError)
        }
    }

    /// The email, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for EmailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enter an email such as name@example.com.")
    }
}

impl std::error::Error for EmailError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_compared_without_regard_to_case() {
        assert_eq!(
            Email::parse(" Ada@Example.com "),
            Email::parse("ada@example.com")
        );
    }

    #[test]
    fn refuses_what_is_no_email() {
        for text in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a da@example.com",
            "a@b@c",
            "<a@b>",
        ] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text}");
        }
    }
}
