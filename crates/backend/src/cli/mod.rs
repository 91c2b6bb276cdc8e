//! The command line: one file a command.
//!
//! Commands other than `serve` act on the database itself, whether servers use it or not. They go through the same store
//! as requests do, so their changes are audited, and every server knows of them in its very next request.

mod app;
mod audit;
mod backup;
mod commands;
mod config;
mod doctor;
mod grants;
mod keys;
mod seed;
mod user;

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Read as _, Write as _},
    process::ExitCode,
};

use clap::{ArgMatches, parser::ValueSource};
use zeroize::Zeroizing;

use crate::{
    Core, Env, OpenError, ServeError,
    env::NoRandomness,
    http::{ApiError, page::Page},
    secrets::{password::PasswordError, pool::PoolError},
    settings::{SETTINGS, Settings, SettingsError, Sources, without_line_end},
    store::StoreError,
};
use commands::Task;

/// The longest standard input that can hold a password, in bytes.
const LONGEST_INPUT: u64 = 8 * 1024;

/// Why a command failed. Each message says what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The arguments don't fit together.
    #[error("{0}")]
    Usage(String),
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server can't serve.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The password won't do.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Argon2 failed.
    #[error(transparent)]
    Hashing(#[from] PoolError),
    /// Nothing secret can be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The backup can't be written or restored.
    #[error(transparent)]
    Backup(#[from] crate::store::backup::BackupError),
    /// The audit log can't be pruned.
    #[error(transparent)]
    Prune(#[from] crate::audit::PruneError),
    /// What was asked for can't be done.
    #[error("{0}")]
    Refused(String),
    /// A slice refuses it, as it would refuse a request.
    #[error("{}{}", .0.message, cause(.0))]
    Slice(ApiError),
    /// Standard input or output.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Slice(error)
    }
}

/// Whoever runs the program may know what only the log says elsewhere.
fn cause(error: &ApiError) -> String {
    error
        .cause
        .as_ref()
        .map_or_else(String::new, |cause| format!(" ({cause})"))
}

impl Failure {
    /// 2 for what the caller wrote wrongly, as clap exits; 1 otherwise.
    const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Settings(_) => 2,
            _ => 1,
        }
    }
}

/// The program, which serves this page.
pub fn main(page: Page) -> ExitCode {
    let matches = commands::command().get_matches();
    match run(&matches, page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "clientele: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(matches: &ArgMatches, page: Page) -> Result<(), Failure> {
    let (task, matches) = commands::task(matches).map_err(Failure::Usage)?;
    let settings = sources(matches)?.load()?;
    let env = Env::system(page);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match task {
            Task::Serve => Ok(crate::serve::serve(settings, env).await?),
            Task::Config => config::show(&settings),
            Task::Migrate => {
                with_core(settings, env, async |_| {
                    print_line("The database's schema is up to date.")
                })
                .await
            }
            Task::UserCreate { email, grants } => {
                let password = password_from_stdin()?;
                with_core(settings, env, async |core| {
                    user::create(core, &email, &password, &grants).await
                })
                .await
            }
            Task::UserResetPassword { email } => {
                let password = password_from_stdin()?;
                with_core(settings, env, async |core| {
                    user::reset_password(core, &email, &password).await
                })
                .await
            }
            Task::Backup { file } => backup::backup(settings, &file).await,
            Task::Restore { file } => backup::restore(settings, &env, &file).await,
            Task::Doctor => doctor::run(settings, env).await,
            Task::KeysRotate => with_core(settings, env, keys::rotate).await,
            Task::AuditVerify => with_core(settings, env, audit::verify).await,
            Task::AuditPrune { before, export } => {
                with_core(settings, env, async |core| {
                    audit::prune(core, &before, export.as_deref()).await
                })
                .await
            }
            Task::AppCreate { name, grants } => {
                with_core(settings, env, async |core| {
                    app::create(core, &name, &grants).await
                })
                .await
            }
            Task::Seed {
                applications,
                rules,
                random_seed,
            } => {
                with_core(settings, env, async |core| {
                    seed::run(core, applications, rules, random_seed).await
                })
                .await
            }
        }
    })
}

async fn with_core(
    settings: Settings,
    env: Env,
    command: impl AsyncFnOnce(&Core) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let core = Core::open(settings, env).await?;
    let done = command(&core).await;
    core.close().await;
    done
}

/// Options given on the command line, and the environment.
fn sources(matches: &ArgMatches) -> Result<Sources, Failure> {
    let given = |name: &str| -> Option<String> {
        let typed = matches.try_contains_id(name).unwrap_or(false)
            && matches.value_source(name) == Some(ValueSource::CommandLine);
        typed
            .then(|| matches.get_one::<String>(name).cloned())
            .flatten()
    };
    let mut environment = BTreeMap::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        if name.starts_with("CLIENTELE_") {
            let value = value
                .into_string()
                .map_err(|_| Failure::Usage(format!("{name} is not UTF-8")))?;
            environment.insert(name, value);
        }
    }
    let options = SETTINGS
        .iter()
        .filter_map(|setting| Some((setting.name.to_owned(), given(setting.name)?)))
        .collect();
    let file = given("config").or_else(|| environment.get("CLIENTELE_CONFIG").cloned());
    Ok(Sources {
        options,
        environment,
        file,
    })
}

/// Standard input to its end, without one line end.
fn password_from_stdin() -> Result<Zeroizing<String>, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        writeln!(
            io::stderr(),
            "Type the password, Enter, then Ctrl+D. It shows as you type: better pipe it, or read it from a file."
        )?;
    }
    let mut text = Zeroizing::new(String::new());
    stdin
        .lock()
        .take(LONGEST_INPUT)
        .read_to_string(&mut text)
        .map_err(|error| Failure::Usage(format!("--password-stdin: {error}")))?;
    Ok(Zeroizing::new(without_line_end(&text).to_owned()))
}

fn print_line(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
