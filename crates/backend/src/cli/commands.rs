//! The commands and their options, with help that teaches. Settings' options come from the table of settings.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use shared::ScopeType;

use crate::settings::{FILE, SETTINGS, Setting};

const ABOUT: &str = "A self-hosted console for an organisation's applications: machine clients with a client ID and a \
                     client secret, the access rules that say what they may do, and the tokens that they obtain.";

const OVERVIEW: &str = "\
To begin:
  clientele serve                      prints the address where the first administrator is made
  clientele app create --name ci       makes an application and prints its credentials, once

Every option is also an environment variable (CLIENTELE_LISTEN for --listen) and a key in
clientele.toml (listen = \"…\"). An option wins over the environment, and the environment over
the file. `clientele config` shows what is in force and where it comes from.";

const SERVE: &str = "\
Until an administrator exists, every start prints the address where the first one is made; only the newest holds.
Logs go to standard error. SIGTERM and Ctrl+C stop accepting, finish what runs (at most 10 seconds) and end.

Examples:
  clientele serve
  clientele serve --listen 0.0.0.0:8080 --public-url https://clientele.example.com
  CLIENTELE_DATABASE_URL=postgres://clientele@db/clientele \\
  CLIENTELE_MASTER_KEY_FILE=/run/secrets/master.key clientele serve";

const MIGRATE: &str = "\
`clientele serve` does this at its start as well, so this is for those who want it done at another time, or by somebody
else. Nodes that start at once wait for one another.";

const CONFIG: &str = "\
Prints every setting, its value and where it comes from; secrets are masked. A setting that is unknown or malformed
stops with a message that names it, as it would stop the server.";

const USER_CREATE: &str = "\
The role is given in the account, unless a scope is named. Acts on the database, whether a server runs or not: a running
server knows the user in the very next request.

Examples:
  openssl rand -base64 18 | tee password.txt | clientele user create --email ada@example.com --role \"System administrator\" --password-stdin
  clientele user create --email bob@example.com --role Viewer --scope-type cluster --scope-id ID --password-stdin < password.txt";

const USER_RESET: &str = "\
A way in for whoever may use the machine: it needs no sign-in. Ends the user's sessions at once.

Example:
  clientele user reset-password --email ada@example.com --password-stdin < password.txt";

const APP_CREATE: &str = "\
Prints JSON with the client ID and the client secret. The secret is not kept and can't be shown again; it can be
regenerated in the console.

Each --role is given in the account, or in the scope that follows it as --scope-type and --scope-id. The ids of clusters,
departments and projects are in the console's addresses and in the API.

Examples:
  clientele app create --name ci-pipeline-prod
  clientele app create --name reports --role Viewer --scope-type tenant
  clientele app create --name trainer --role Researcher --scope-type cluster --scope-id ID --role Viewer --scope-type tenant

Next, obtain a token:
  curl -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials http://127.0.0.1:8080/oauth2/token";

const BACKUP: &str = "\
Works while servers run: the file holds one state. It never holds the master key, without which it is of no use: keep
that elsewhere. The same file can be restored into SQLite and into PostgreSQL.";

const RESTORE: &str = "\
Refuses while a server uses the database. Changes everything or, where anything is wrong with the file, nothing.";

const DOCTOR: &str = "\
Looks at the address, the permissions of files, the database, the master key, the signing keys, the clock and the audit
log. Give it the settings that the server has.";

const KEYS_ROTATE: &str = "\
The new key is published at once and signs after ten minutes, so that verifiers that keep the key set see it in time.
The key so far is published until the last token that it signed has expired. Servers need no restart.";

const SEED: &str = "\
Invents clusters, departments and projects, and applications with creators, dates, logins and access rules spread as in
real life. The same --random-seed invents the same again; what is there already stays. All seeded applications share one
client secret, which is printed as JSON: for demonstrations and measurements, never beside real data.

Example:
  clientele seed --applications 10000 --database-url sqlite://data/demo/clientele.db";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Task {
    Serve,
    Migrate,
    Config,
    UserCreate {
        email: String,
        grants: Vec<GrantArgs>,
    },
    UserResetPassword {
        email: String,
    },
    AuditVerify,
    AuditPrune {
        before: String,
        export: Option<String>,
    },
    KeysRotate,
    Backup {
        file: String,
    },
    Restore {
        file: String,
    },
    Doctor,
    AppCreate {
        name: String,
        grants: Vec<GrantArgs>,
    },
    Seed {
        applications: usize,
        rules: usize,
        random_seed: u64,
    },
}

/// `--role R [--scope-type T [--scope-id S]]`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GrantArgs {
    pub(super) role: String,
    pub(super) scope_type: ScopeType,
    pub(super) scope_id: Option<String>,
}

/// The whole command line.
pub(super) fn command() -> Command {
    Command::new("clientele")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT)
        .after_help(OVERVIEW)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            settings(
                Command::new("serve").about("Serve the console, the API and the tokens"),
                |_| true,
            )
            .after_help(format!("{}\n{SERVE}", secrets())),
        )
        .subcommand(
            database(Command::new("migrate").about("Bring the database's schema up to date"))
                .after_help(MIGRATE),
        )
        .subcommand(
            settings(
                Command::new("config").about("Show the settings in force"),
                |_| true,
            )
            .after_help(format!("{}\n{CONFIG}", secrets())),
        )
        .subcommand(
            group("user", "Users, who sign in to the console")
                .subcommand(
                    database(Command::new("create").about("Make a user with a role"))
                        .arg(email())
                        .args(grant_args(true))
                        .arg(password_stdin())
                        .after_help(USER_CREATE),
                )
                .subcommand(
                    database(Command::new("reset-password").about("Give a user another password"))
                        .arg(email())
                        .arg(password_stdin())
                        .after_help(USER_RESET),
                ),
        )
        .subcommand(
            group("app", "Applications, which obtain tokens").subcommand(
                database(
                    Command::new("create").about("Make an application and print its credentials"),
                )
                .arg(
                    Arg::new("name")
                        .long("name")
                        .value_name("NAME")
                        .required(true)
                        .help("Its name, 1 to 256 characters"),
                )
                .args(grant_args(false))
                .after_help(APP_CREATE),
            ),
        )
        .subcommand(
            database(Command::new("backup").about("Write the whole database to a file"))
                .arg(file("The file to write, which must not be there yet"))
                .after_help(BACKUP),
        )
        .subcommand(
            database(Command::new("restore").about("Put a backup in the place of everything"))
                .arg(file("A file that clientele backup wrote"))
                .after_help(RESTORE),
        )
        .subcommand(
            settings(
                Command::new("doctor").about("Check the installation and say what to do"),
                |_| true,
            )
            .after_help(DOCTOR),
        )
        .subcommand(
            group("keys", "The keys that sign tokens").subcommand(
                settings(
                    Command::new("rotate").about("Make the next key that signs tokens"),
                    |setting| ["database-url", "token-algorithm"].contains(&setting.name),
                )
                .after_help(KEYS_ROTATE),
            ),
        )
        .subcommand(super::audit::command())
        .subcommand(
            database(Command::new("seed").about("Fill the database with demonstration data"))
                .arg(
                    number("applications", "How many applications")
                        .required(true)
                        .value_parser(value_parser!(u32).range(1..=1_000_000)),
                )
                .arg(
                    number(
                        "rules-per-application",
                        "How many access rules each has, on average",
                    )
                    .default_value("3")
                    .value_parser(value_parser!(u32).range(0..=50)),
                )
                .arg(
                    number("random-seed", "What the invention starts from")
                        .default_value("42")
                        .value_parser(value_parser!(u64)),
                )
                .after_help(SEED),
        )
}

/// What parsed arguments ask for, or why they ask for nothing.
pub(super) fn task(matches: &ArgMatches) -> Result<(Task, &ArgMatches), String> {
    let text = |m: &ArgMatches, name: &str| m.get_one::<String>(name).cloned().unwrap_or_default();
    let (name, m) = matches.subcommand().ok_or("no command")?;
    Ok(match (name, m.subcommand()) {
        ("serve", _) => (Task::Serve, m),
        ("migrate", _) => (Task::Migrate, m),
        ("config", _) => (Task::Config, m),
        ("user", Some(("create", m))) => (
            Task::UserCreate {
                email: text(m, "email"),
                grants: grants(m)?,
            },
            m,
        ),
        ("user", Some(("reset-password", m))) => (
            Task::UserResetPassword {
                email: text(m, "email"),
            },
            m,
        ),
        ("app", Some(("create", m))) => (
            Task::AppCreate {
                name: text(m, "name"),
                grants: grants(m)?,
            },
            m,
        ),
        ("audit", Some(("verify", m))) => (Task::AuditVerify, m),
        ("audit", Some(("prune", m))) => (
            Task::AuditPrune {
                before: text(m, "before"),
                export: m.get_one("export").cloned(),
            },
            m,
        ),
        ("keys", Some(("rotate", m))) => (Task::KeysRotate, m),
        ("backup", _) => (
            Task::Backup {
                file: text(m, "file"),
            },
            m,
        ),
        ("restore", _) => (
            Task::Restore {
                file: text(m, "file"),
            },
            m,
        ),
        ("doctor", _) => (Task::Doctor, m),
        ("seed", _) => {
            let number = |name| m.get_one::<u32>(name).map_or(0, |n| *n as usize);
            let task = Task::Seed {
                applications: number("applications"),
                rules: number("rules-per-application"),
                random_seed: m.get_one("random-seed").copied().unwrap_or_default(),
            };
            (task, m)
        }
        _ => return Err(format!("unknown command {name}")),
    })
}

/// Each `--role` with the `--scope-type` and `--scope-id` between it and the next.
fn grants(m: &ArgMatches) -> Result<Vec<GrantArgs>, String> {
    let placed = |name: &str| -> Vec<(usize, String)> {
        let values = m.get_many::<String>(name).into_iter().flatten().cloned();
        m.indices_of(name)
            .into_iter()
            .flatten()
            .zip(values)
            .collect()
    };
    let roles = placed("role");
    let mut grants: Vec<GrantArgs> = roles
        .iter()
        .map(|(_, role)| GrantArgs {
            role: role.clone(),
            scope_type: ScopeType::Tenant,
            scope_id: None,
        })
        .collect();
    let owner = |at: usize, option: &str| {
        roles
            .iter()
            .rposition(|(role, _)| *role < at)
            .ok_or_else(|| format!("{option} comes before any --role"))
    };
    let mut typed = vec![false; roles.len()];
    for (at, text) in placed("scope-type") {
        let i = owner(at, "--scope-type")?;
        if std::mem::replace(&mut typed[i], true) {
            return Err(format!(
                "--role {} has two --scope-type: repeat --role for each scope",
                roles[i].1
            ));
        }
        grants[i].scope_type = text.parse().map_err(|()| {
            format!("--scope-type {text} is none of tenant, cluster, department and project")
        })?;
    }
    for (at, text) in placed("scope-id") {
        let i = owner(at, "--scope-id")?;
        if !typed[i] {
            return Err(format!("--scope-id {text} needs a --scope-type"));
        }
        if grants[i].scope_id.replace(text).is_some() {
            return Err(format!(
                "--role {} has two --scope-id: repeat --role for each scope",
                roles[i].1
            ));
        }
    }
    for grant in &grants {
        let account = matches!(grant.scope_type, ScopeType::Tenant | ScopeType::System);
        if !account && grant.scope_id.is_none() {
            return Err(format!(
                "--scope-type {} needs a --scope-id",
                grant.scope_type
            ));
        }
    }
    Ok(grants)
}

pub(super) fn group(name: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
}

/// With the options of these settings, and the file's.
fn settings(command: Command, which: impl Fn(&Setting) -> bool) -> Command {
    let options = SETTINGS
        .iter()
        .filter(|setting| !setting.secret && which(setting))
        .map(|setting| {
            let default = setting.default.filter(|default| !default.is_empty());
            let default = default.map(|default| format!(" [default: {default}]"));
            let help = format!(
                "{}{} [env: {}]",
                setting.help,
                default.unwrap_or_default(),
                variables(setting)
            );
            Arg::new(setting.name)
                .long(setting.name)
                .value_name(setting.value)
                .help(help)
                .help_heading("Settings")
        });
    let help =
        format!("The settings file [default: {FILE}, where there is one] [env: CLIENTELE_CONFIG]");
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help(help)
        .help_heading("Settings");
    command.args(options).arg(config)
}

/// The environment variables that set it.
fn variables(setting: &Setting) -> String {
    let name = setting.variable();
    if setting.file {
        format!("{name}, or the file that {name}_FILE names")
    } else {
        name
    }
}

/// The settings that are no options, because others on the machine could read them.
fn secrets() -> String {
    let lines = SETTINGS
        .iter()
        .filter(|setting| setting.secret)
        .map(|setting| format!("  {}\n      {}\n", variables(setting), setting.help));
    format!("Secrets, and so no options:\n{}", lines.collect::<String>())
}

/// A command on the database.
pub(super) fn database(command: Command) -> Command {
    settings(command, |setting| setting.name == "database-url")
}

fn file(help: &'static str) -> Arg {
    Arg::new("file")
        .value_name("FILE")
        .required(true)
        .help(help)
}

fn email() -> Arg {
    Arg::new("email")
        .long("email")
        .value_name("EMAIL")
        .required(true)
        .help("The user's email")
}

fn password_stdin() -> Arg {
    Arg::new("password-stdin")
        .long("password-stdin")
        .action(ArgAction::SetTrue)
        .required(true)
        .help("Read the password from standard input; one line end is dropped, nothing else")
}

fn number(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("N").help(help)
}

fn grant_args(role_required: bool) -> [Arg; 3] {
    let repeated = |name, value, help| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .action(ArgAction::Append)
            .help(help)
    };
    [
        repeated(
            "role",
            "ROLE",
            "A role by its name, as the console lists them; may be repeated",
        )
        .required(role_required),
        repeated(
            "scope-type",
            "LEVEL",
            "Where the role before it holds: tenant (the account), cluster, department or project",
        ),
        repeated("scope-id", "ID", "Which cluster, department or project"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, String> {
        let words = std::iter::once("clientele").chain(line.split_whitespace());
        let matches = command()
            .try_get_matches_from(words)
            .map_err(|error| error.to_string())?;
        task(&matches).map(|(task, _)| task)
    }

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn commands_parse() {
        assert_eq!(parse("serve --listen 127.0.0.1:0").unwrap(), Task::Serve);
        assert_eq!(
            parse("seed --applications 10").unwrap(),
            Task::Seed {
                applications: 10,
                rules: 3,
                random_seed: 42
            }
        );
        assert_eq!(
            parse("user reset-password --email a@b --password-stdin").unwrap(),
            Task::UserResetPassword {
                email: "a@b".to_owned()
            }
        );
    }

    #[test]
    fn each_scope_belongs_to_the_role_before_it() {
        let Ok(Task::AppCreate { grants, .. }) = parse(
            "app create --name x --role R --role S --scope-type cluster --scope-id c --role T --scope-type tenant",
        ) else {
            panic!("does not parse");
        };
        let texts: Vec<_> = grants
            .iter()
            .map(|g| {
                format!(
                    "{} {} {}",
                    g.role,
                    g.scope_type,
                    g.scope_id.as_deref().unwrap_or("-")
                )
            })
            .collect();
        assert_eq!(texts, ["R tenant -", "S cluster c", "T tenant -"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, message) in [
            ("app create", "--name <NAME>"),
            (
                "app create --name x --scope-type tenant",
                "--scope-type comes before any --role",
            ),
            (
                "app create --name x --role R --scope-id c",
                "--scope-id c needs a --scope-type",
            ),
            (
                "app create --name x --role R --scope-type cluster",
                "--scope-type cluster needs a --scope-id",
            ),
            (
                "app create --name x --role R --scope-type moon",
                "--scope-type moon is none of",
            ),
            (
                "app create --name x --role R --scope-type tenant --scope-type tenant",
                "has two --scope-type",
            ),
            ("user create --email a@b --password-stdin", "--role <ROLE>"),
            ("user create --email a@b --role R", "--password-stdin"),
            ("seed --applications 0", "0 is not in 1..=1000000"),
            ("serve --litsen x", "a similar argument exists: '--listen'"),
            ("serve --master-key x", "unexpected argument '--master-key'"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(message), "{line}: {error}");
        }
    }
}
