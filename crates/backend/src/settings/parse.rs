//! From texts to values.

use std::{fmt, net::SocketAddr};

use ipnet::IpNet;
use zeroize::Zeroizing;

use super::{InForce, LogFormat, PublicUrl, Setting, Settings, SettingsError, Source};
use crate::{
    secrets::hash::Cost,
    store::{Location, LocationError},
    tokens::{keys::Algorithm, request::Scopes},
};

/// A setting with its text.
pub(super) struct Value {
    setting: &'static Setting,
    text: Option<Zeroizing<String>>,
    source: Source,
}

impl Value {
    pub(super) fn new(setting: &'static Setting, text: Option<&str>, source: Source) -> Self {
        Self {
            setting,
            text: text.map(|text| Zeroizing::new(text.to_owned())),
            source,
        }
    }
}

/// All settings, each with its text.
pub(super) struct Found {
    pub(super) values: Vec<Value>,
}

impl Found {
    fn optional<T, E: fmt::Display>(
        &self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(value) = self.values.iter().find(|value| value.setting.name == name) else {
            return Ok(None);
        };
        let Some(text) = &value.text else {
            return Ok(None);
        };
        parse(text)
            .map(Some)
            .map_err(|problem| SettingsError::Invalid {
                name,
                origin: value.source.to_string(),
                problem: problem.to_string(),
            })
    }

    fn required<T, E: fmt::Display>(
        &self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, SettingsError> {
        self.optional(name, parse)?.ok_or(SettingsError::Invalid {
            name,
            origin: Source::Default.to_string(),
            problem: "has no value".to_owned(),
        })
    }

    fn number(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, SettingsError> {
        self.required(name, |text| {
            text.parse()
                .ok()
                .filter(|number| range.contains(number))
                .ok_or_else(|| {
                    format!(
                        "must be a whole number from {} to {}",
                        range.start(),
                        range.end()
                    )
                })
        })
    }

    /// Parses them all.
    pub(super) fn settings(self) -> Result<Settings, SettingsError> {
        let listen: SocketAddr = self.required("listen", |text| {
            text.parse()
                .map_err(|_| "must be an address and a port, such as 127.0.0.1:8080")
        })?;
        let public_url = self
            .optional("public-url", PublicUrl::parse)?
            .unwrap_or_else(|| PublicUrl::of(listen));
        let log_format = self.required("log-format", |text| match text {
            "auto" => Ok(LogFormat::Auto),
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("must be auto, text or json"),
        })?;
        Ok(Settings {
            listen,
            metrics_listen: self.optional("metrics-listen", |text| {
                text.parse()
                    .map_err(|_| "must be an address and a port, such as 127.0.0.1:9090")
            })?,
            database: self.required("database-url", |text| {
                Location::parse(text).map_err(|error: LocationError| error.to_string())
            })?,
            public_url,
            trusted_proxies: self.required("trusted-proxies", parse_networks)?,
            master_key: self.optional("master-key", |text| {
                Ok::<_, &str>(Zeroizing::new(text.to_owned()))
            })?,
            token_algorithm: self.required("token-algorithm", |text| {
                Algorithm::parse(text).ok_or("must be ES256, EdDSA or RS256")
            })?,
            token_lifetime: self.number("token-lifetime", 300..=86_400)?,
            token_audience: self.optional("token-audience", |text| {
                (!text.is_empty() && text.is_ascii())
                    .then(|| text.to_owned())
                    .ok_or("must be ASCII, and not empty")
            })?,
            token_scope: self.required("token-scope", |text| {
                Scopes::parse(text).ok_or("must be ignore or refuse")
            })?,
            client_secret_cost: Cost {
                memory_kib: self.number("client-secret-memory", 8..=262_144)?,
                passes: self.number("client-secret-passes", 1..=16)?,
                lanes: 1,
            },
            session_idle: self.number("session-idle", 60..=604_800)?,
            session_lifetime: self.number("session-lifetime", 300..=2_592_000)?,
            audit_retention_days: self.number("audit-retention-days", 0..=36_500)?,
            log_format,
            log_filter: self.required("log-filter", str::parse)?,
            in_force: self
                .values
                .into_iter()
                .map(|value| InForce {
                    value: value.text.map(|text| {
                        if value.setting.secret {
                            "********".to_owned()
                        } else {
                            masked_password(&text)
                        }
                    }),
                    setting: value.setting,
                    source: value.source,
                })
                .collect(),
        })
    }
}

fn parse_networks(text: &str) -> Result<Vec<IpNet>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from))
                .map_err(|_| format!("{part} is no address or network such as 10.0.0.0/8"))
        })
        .collect()
}

/// A URL without the password in it.
fn masked_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let Some((user, host)) = rest[..end].rsplit_once('@') else {
        return text.to_owned();
    };
    let user = user
        .split_once(':')
        .map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:********"));
    format!("{scheme}://{user}@{host}{}", &rest[end..])
}
