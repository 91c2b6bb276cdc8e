//! What the operator decides. One table declares every setting; the command line's options, the environment's variables,
//! `clientele.toml`'s keys and `clientele config` all come from it.

mod parse;
mod public_url;
mod table;

use std::{collections::BTreeMap, fmt, fs, net::SocketAddr, path::Path};

use ipnet::IpNet;
use zeroize::Zeroizing;

use parse::{Found, Value};
pub use public_url::PublicUrl;
pub use table::{SETTINGS, Setting};

use crate::{
    secrets::hash::Cost,
    store::Location,
    tokens::{keys::Algorithm, request::Scopes},
};

/// The file that is read where none is named.
pub const FILE: &str = "clientele.toml";

/// All settings, parsed and in force.
pub struct Settings {
    /// The address to serve on.
    pub listen: SocketAddr,
    /// Where measurements are served openly, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// The database.
    pub database: Location,
    /// How the outside reaches the server; also the tokens' issuer. Without a slash at its end.
    pub public_url: PublicUrl,
    /// The proxies whose forwarding headers count.
    pub trusted_proxies: Vec<IpNet>,
    /// The master key's text, where it does not come from the file beside the database.
    pub master_key: Option<Zeroizing<String>>,
    /// How tokens are signed.
    pub token_algorithm: Algorithm,
    /// How long tokens live, in seconds.
    pub token_lifetime: u32,
    /// The tokens' `aud`, where it is not the public URL.
    pub token_audience: Option<String>,
    /// What comes of a scope in a token request.
    pub token_scope: Scopes,
    /// The cost of new hashes of client secrets.
    pub client_secret_cost: Cost,
    /// After how many seconds without a request a session ends.
    pub session_idle: u32,
    /// After how many seconds a session ends in any case.
    pub session_lifetime: u32,
    /// How many whole days the audit log's records are kept; 0: for ever.
    pub audit_retention_days: u32,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged.
    pub log_filter: tracing_subscriber::filter::Targets,
    in_force: Vec<InForce>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Option,
    /// An environment variable of this name.
    Environment(String),
    /// The settings file.
    File,
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option => f.write_str("option"),
            Self::Environment(name) => f.write_str(name),
            Self::File => f.write_str("file"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting as it is in force.
pub struct InForce {
    /// Which.
    pub setting: &'static Setting,
    /// Its value, masked where it is secret; `None` for one that is not set.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// What stops the start. Names the setting and where it was read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A value that can't be.
    #[error("{name} (from {origin}): {problem}")]
    Invalid {
        /// The setting.
        name: &'static str,
        /// Where the value comes from.
        origin: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A key, variable or option that is none.
    #[error("{origin} sets {name}, which is no setting{hint}")]
    Unknown {
        /// The name.
        name: String,
        /// Where it was read.
        origin: String,
        /// Which one may be meant.
        hint: String,
    },
    /// A file that can't be read.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// Why.
        problem: String,
    },
}

/// Where values are looked for, in the order of precedence: options, environment, file, defaults.
#[derive(Default)]
pub struct Sources {
    /// Options given, by setting name.
    pub options: BTreeMap<String, String>,
    /// All environment variables.
    pub environment: BTreeMap<String, String>,
    /// The settings file: the one that was named, which must be there, or `clientele.toml`, which may be.
    pub file: Option<String>,
}

impl Sources {
    /// Reads, checks and parses all settings.
    pub fn load(&self) -> Result<Settings, SettingsError> {
        let file = self.read_file()?;
        self.refuse_unknown(&file)?;
        let mut found = Found {
            values: Vec::with_capacity(SETTINGS.len()),
        };
        for setting in SETTINGS {
            found.values.push(self.find(setting, &file)?);
        }
        found.settings()
    }

    fn find(&self, setting: &'static Setting, file: &toml::Table) -> Result<Value, SettingsError> {
        if let Some(text) = self.options.get(setting.name) {
            return Ok(Value::new(setting, Some(text), Source::Option));
        }
        let variable = setting.variable();
        let from_file = format!("{variable}_FILE");
        let named = self.environment.get(&from_file).filter(|_| setting.file);
        if named.is_some() && self.environment.contains_key(&variable) {
            return Err(SettingsError::Invalid {
                name: setting.name,
                origin: format!("{variable} and {from_file}"),
                problem: "is set by both: unset one of them".to_owned(),
            });
        }
        if let Some(text) = self.environment.get(&variable) {
            return Ok(Value::new(
                setting,
                Some(text),
                Source::Environment(variable),
            ));
        }
        if let Some(path) = named {
            let text = fs::read_to_string(path).map_err(|error| SettingsError::File {
                path: path.clone(),
                problem: format!("{error} (named by {from_file})"),
            })?;
            let text = without_line_end(&text);
            return Ok(Value::new(
                setting,
                Some(text),
                Source::Environment(from_file),
            ));
        }
        if let Some(value) = file.get(setting.name) {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Array(items) if items.iter().all(toml::Value::is_str) => items
                    .iter()
                    .filter_map(toml::Value::as_str)
                    .collect::<Vec<_>>()
                    .join(","),
                _ => {
                    return Err(SettingsError::Invalid {
                        name: setting.name,
                        origin: Source::File.to_string(),
                        problem: "must be a text, a whole number or a list of texts".to_owned(),
                    });
                }
            };
            return Ok(Value::new(setting, Some(&text), Source::File));
        }
        Ok(Value::new(setting, setting.default, Source::Default))
    }

    fn read_file(&self) -> Result<toml::Table, SettingsError> {
        let (path, must_be) = self
            .file
            .as_deref()
            .map_or((FILE, false), |path| (path, true));
        let text = match fs::read_to_string(Path::new(path)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_be => {
                return Ok(toml::Table::new());
            }
            Err(error) => {
                return Err(SettingsError::File {
                    path: path.to_owned(),
                    problem: error.to_string(),
                });
            }
        };
        text.trim_start_matches('\u{feff}')
            .parse()
            .map_err(|error: toml::de::Error| SettingsError::File {
                path: path.to_owned(),
                problem: error.to_string(),
            })
    }

    fn refuse_unknown(&self, file: &toml::Table) -> Result<(), SettingsError> {
        let file_name = self.file.as_deref().unwrap_or(FILE);
        for name in file.keys() {
            if !SETTINGS.iter().any(|setting| setting.name == name) {
                return Err(SettingsError::Unknown {
                    name: name.clone(),
                    origin: file_name.to_owned(),
                    hint: hint(name),
                });
            }
        }
        for name in self.environment.keys() {
            let Some(rest) = name.strip_prefix("CLIENTELE_") else {
                continue;
            };
            let known = SETTINGS.iter().any(|setting| {
                let variable = setting.variable();
                *name == variable || (setting.file && *name == format!("{variable}_FILE"))
            });
            if !known && !is_none_of_ours(name) {
                return Err(SettingsError::Unknown {
                    name: name.clone(),
                    origin: "the environment".to_owned(),
                    hint: hint(&rest.to_ascii_lowercase().replace('_', "-")),
                });
            }
        }
        Ok(())
    }
}

/// Variables that begin like settings and are none: the tests' own switches, and what Kubernetes tells every container
/// about a service named `clientele`.
fn is_none_of_ours(name: &str) -> bool {
    matches!(
        name,
        "CLIENTELE_CONFIG" | "CLIENTELE_BIN" | "CLIENTELE_PORT"
    ) || ["CLIENTELE_TEST_", "CLIENTELE_SERVICE_", "CLIENTELE_PORT_"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// One line end is dropped, nothing else.
pub fn without_line_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn hint(name: &str) -> String {
    let near = SETTINGS
        .iter()
        .map(|setting| (distance(name, setting.name), setting.name))
        .min();
    match near {
        Some((0..=3, near)) => format!(" (is {near} meant?)"),
        _ => String::new(),
    }
}

/// Levenshtein's edit distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

impl Settings {
    /// What is in force, for people to read: secrets are masked.
    pub fn in_force(&self) -> &[InForce] {
        &self.in_force
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Sources {
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Sources::default()
        }
        .load()
    }

    #[test]
    fn the_defaults_are_valid() {
        let settings = load(&[]).unwrap();
        assert_eq!(settings.public_url.origin(), "http://127.0.0.1:8080");
        assert_eq!(settings.token_lifetime, 3600);
    }

    #[test]
    fn options_win_over_the_environment() {
        let sources = Sources {
            options: BTreeMap::from([("listen".to_owned(), "0.0.0.0:1".to_owned())]),
            environment: BTreeMap::from([("CLIENTELE_LISTEN".to_owned(), "0.0.0.0:2".to_owned())]),
            file: None,
        };
        assert_eq!(sources.load().unwrap().listen.port(), 1);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (name, value, part) in [
            (
                "CLIENTELE_LISTEN",
                "8080",
                "listen (from CLIENTELE_LISTEN): must be an address",
            ),
            ("CLIENTELE_TOKEN_LIFETIME", "10", "from 300 to 86400"),
            (
                "CLIENTELE_PUBLIC_URL",
                "https://x/y",
                "scheme, host and port alone",
            ),
            (
                "CLIENTELE_TRUSTED_PROXIES",
                "10.0.0.0/8,foo",
                "foo is no address",
            ),
            ("CLIENTELE_LITSEN", "x", "is listen meant?"),
            (
                "CLIENTELE_DATABASE_URL",
                "mysql://x",
                "must be sqlite://PATH or postgres://",
            ),
        ] {
            let error = load(&[(name, value)]).err().unwrap().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_service_of_our_name_in_kubernetes_is_no_setting() {
        let environment = [
            ("CLIENTELE_SERVICE_HOST", "10.0.0.1"),
            ("CLIENTELE_SERVICE_PORT_HTTP", "80"),
            ("CLIENTELE_PORT", "tcp://10.0.0.1:80"),
            ("CLIENTELE_PORT_80_TCP_ADDR", "10.0.0.1"),
        ];
        assert!(load(&environment).is_ok());
    }

    #[test]
    fn a_secret_is_given_once() {
        let both = [
            ("CLIENTELE_MASTER_KEY", "x"),
            ("CLIENTELE_MASTER_KEY_FILE", "/x"),
        ];
        let error = load(&both).err().unwrap().to_string();
        assert!(
            error.contains("CLIENTELE_MASTER_KEY and CLIENTELE_MASTER_KEY_FILE"),
            "{error}"
        );
    }

    #[test]
    fn secrets_are_masked() {
        let settings = load(&[
            ("CLIENTELE_MASTER_KEY", "hunter2hunter2"),
            ("CLIENTELE_DATABASE_URL", "postgres://u:hunter2@h/d"),
        ])
        .unwrap();
        let shown: String = settings
            .in_force()
            .iter()
            .filter_map(|one| one.value.clone())
            .collect();
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("postgres://u:********@h/d"));
    }

    #[test]
    fn one_line_end_is_dropped_and_nothing_else() {
        for (text, kept) in [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a", "a"),
            ("a b \n", "a b "),
            ("a\n\n", "a\n"),
        ] {
            assert_eq!(without_line_end(text), kept);
        }
    }
}
