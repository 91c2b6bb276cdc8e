//! The table of settings.

/// One setting: the option `--name`, the variable `CLIENTELE_NAME` and the key `name` in `clientele.toml`.
#[derive(Debug)]
pub struct Setting {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What stands for its value in help texts.
    pub value: &'static str,
    /// What it is where nobody says anything.
    pub default: Option<&'static str>,
    /// Whether it is never shown, and no option (which others on the machine could read).
    pub secret: bool,
    /// Whether it is or holds a secret, so that `CLIENTELE_NAME_FILE` may name a file that holds it.
    pub file: bool,
    /// What it is for.
    pub help: &'static str,
}

impl Setting {
    /// Its environment variable.
    pub fn variable(&self) -> String {
        format!(
            "CLIENTELE_{}",
            self.name.to_ascii_uppercase().replace('-', "_")
        )
    }
}

const fn setting(
    name: &'static str,
    value: &'static str,
    default: Option<&'static str>,
    help: &'static str,
) -> Setting {
    Setting {
        name,
        value,
        default,
        secret: false,
        file: false,
        help,
    }
}

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    setting(
        "listen",
        "ADDRESS:PORT",
        Some("127.0.0.1:8080"),
        "The address to serve on",
    ),
    setting(
        "metrics-listen",
        "ADDRESS:PORT",
        None,
        "An address of its own on which measurements are served openly, at /metrics (default: none)",
    ),
    Setting {
        name: "database-url",
        value: "URL",
        default: Some("sqlite://data/clientele.db"),
        secret: false,
        file: true,
        help: "The database: sqlite://PATH, or postgres://USER:PASSWORD@HOST/DATABASE",
    },
    setting(
        "public-url",
        "URL",
        None,
        "How browsers and clients reach the server, also the issuer of its tokens (default: http:// and the address)",
    ),
    setting(
        "trusted-proxies",
        "CIDR,…",
        Some(""),
        "The proxies whose X-Forwarded-For counts",
    ),
    Setting {
        name: "master-key",
        value: "BASE64",
        default: None,
        secret: true,
        file: true,
        help: "At least 32 random bytes in base64 (default with SQLite: master.key beside the database, made at the first start)",
    },
    setting(
        "token-algorithm",
        "NAME",
        Some("ES256"),
        "How tokens are signed: ES256, EdDSA or RS256",
    ),
    setting(
        "token-lifetime",
        "SECONDS",
        Some("3600"),
        "How long tokens live, from 300 seconds",
    ),
    setting(
        "token-audience",
        "TEXT",
        None,
        "The tokens' aud (default: the public URL)",
    ),
    setting(
        "token-scope",
        "ignore|refuse",
        Some("ignore"),
        "What comes of a scope in a token request, since none is granted: ignore it, or refuse with invalid_scope",
    ),
    setting(
        "client-secret-memory",
        "KIB",
        Some("1024"),
        "Argon2id's memory for client secrets",
    ),
    setting(
        "client-secret-passes",
        "COUNT",
        Some("1"),
        "Argon2id's passes for client secrets",
    ),
    setting(
        "session-idle",
        "SECONDS",
        Some("28800"),
        "After how long without a request a session ends",
    ),
    setting(
        "session-lifetime",
        "SECONDS",
        Some("86400"),
        "After how long a session ends in any case",
    ),
    setting(
        "audit-retention-days",
        "DAYS",
        Some("90"),
        "How many whole days the audit log's records are kept; 0 keeps all of them",
    ),
    setting(
        "log-format",
        "FORMAT",
        Some("auto"),
        "auto (text on a terminal, JSON otherwise), text or json",
    ),
    setting(
        "log-filter",
        "FILTER",
        Some("info"),
        "What is logged, such as info or warn,clientele_backend=debug",
    ),
];
