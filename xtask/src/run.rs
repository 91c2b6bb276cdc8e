//! `run` and `dev`: the product on this machine.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::server::Profile;
use crate::{Result, no_more, page, process, repo, report, server};

const ADDRESS: &str = "127.0.0.1:8080";
const DATABASE: &str = "sqlite://data/clientele.db";
const DEMO_DATABASE: &str = "sqlite://data/demo/clientele.db";
const DEMO_ADMINISTRATOR: &str = "demo@clientele.example";
const DEMO_APPLICATIONS: &str = "1000";
/// Where `dev` serves the page; API requests go on to [`ADDRESS`] (see Trunk.toml).
const DEV_ADDRESS: &str = "http://127.0.0.1:8081";

/// `cargo xtask run [--demo] [-- ARGS]`
pub(crate) fn run(args: &[String]) -> Result {
    let start = Instant::now();
    let (ours, theirs) = match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, &[][..]),
    };
    let demo = ours.first().is_some_and(|arg| arg == "--demo");
    no_more(&ours[usize::from(demo)..])?;

    let binary = server::build_with_page(Profile::Release)?;
    let mut serve = server::command(&binary);
    serve.arg("serve").args(theirs);
    let greeting = if demo {
        let chosen = value_of(theirs, "--database-url");
        fs::create_dir_all(repo::root().join("data/demo"))
            .map_err(|error| format!("data/demo: {error}"))?;
        let password = prepare_demo(&binary, chosen.as_deref().unwrap_or(DEMO_DATABASE))?;
        if chosen.is_none() {
            serve.args(["--database-url", DEMO_DATABASE]);
        }
        format!(
            "Demo data, apart from yours. Sign in as {DEMO_ADMINISTRATOR} with the password {password}"
        )
    } else {
        // The server's own defaults, its settings file and the environment decide the rest.
        fs::create_dir_all(repo::root().join("data")).map_err(|error| format!("data: {error}"))?;
        "On a first start the server prints the address where the first administrator is made."
            .to_owned()
    };
    let listen = value_of(theirs, "--listen").or_else(|| std::env::var("CLIENTELE_LISTEN").ok());
    report::line(&format!(
        "\nReady after {}. Clientele is on http://{} (Ctrl+C stops it).\n{greeting}\n",
        report::seconds(start.elapsed()),
        listen.as_deref().unwrap_or(ADDRESS),
    ));
    become_program(serve)
}

/// The value of an option among the arguments.
fn value_of(args: &[String], option: &str) -> Option<String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == option {
            return args.next().cloned();
        }
        if let Some(value) = arg
            .strip_prefix(option)
            .and_then(|rest| rest.strip_prefix('='))
        {
            return Some(value.to_owned());
        }
    }
    None
}

/// Seeds the demo database once, and gives its administrator a new password at every start: none is kept.
fn prepare_demo(binary: &Path, database: &str) -> Result<String> {
    let clientele = |args: &[&str]| {
        let mut command = server::command(binary);
        command.args(args).args(["--database-url", database]);
        command
    };
    let password = random_password()?;
    let reset = [
        "user",
        "reset-password",
        "--email",
        DEMO_ADMINISTRATOR,
        "--password-stdin",
    ];
    if process::feed(&mut clientele(&reset), &password).is_ok() {
        report::already(
            "demo data",
            "there from an earlier start (remove data/demo to begin anew)",
        );
        return Ok(password);
    }
    report::step(
        "demo data",
        &format!("{DEMO_APPLICATIONS} applications"),
        || {
            process::capture(&mut clientele(&[
                "seed",
                "--applications",
                DEMO_APPLICATIONS,
            ]))?;
            let role = ["--role", "System administrator", "--password-stdin"];
            process::feed(
                clientele(&["user", "create", "--email", DEMO_ADMINISTRATOR]).args(role),
                &password,
            )
        },
    )?;
    Ok(password)
}

/// 20 characters of the operating system's randomness; 5 bits each.
fn random_password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| format!("/dev/urandom: {error}"))?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect())
}

/// Makes way for the program: its signals, its terminal and its exit code are its own.
fn become_program(mut command: Command) -> Result {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().to_string())
}

/// `cargo xtask dev`
pub(crate) fn dev(args: &[String]) -> Result {
    no_more(args)?;
    let binary = server::build(Profile::Debug)?;
    fs::create_dir_all(repo::root().join("data")).map_err(|error| format!("data: {error}"))?;
    let mut serve = server::command(&binary);
    serve.args([
        "serve",
        "--listen",
        ADDRESS,
        "--public-url",
        DEV_ADDRESS,
        "--database-url",
        DATABASE,
    ]);
    let mut trunk = page::trunk_command("serve")?;
    // A folder of its own: the page in release mode stays as it is.
    let dist: OsString = repo::root().join("target/page-dev").into();
    trunk.arg("--dist").arg(dist);
    let server = serve
        .spawn()
        .map_err(|error| format!("the server: {error}"))?;
    let _server = process::Running(server);
    report::line(&format!(
        "The page is on {DEV_ADDRESS} and reloads as it changes; the server on http://{ADDRESS} does not."
    ));
    process::run(&mut trunk)
}
