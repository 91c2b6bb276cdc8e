//! The built binary: servers, and commands beside them.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use crate::{Client, Database, Engine};

/// How long a start or an end may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// The master key of every PostgreSQL test.
const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A running `clientele serve`, killed when dropped.
pub struct Server {
    /// Host and port.
    pub address: String,
    child: Child,
    printed: Arc<Mutex<String>>,
}

/// What a command did.
#[derive(Debug)]
pub struct Commanded {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Commanded {
    /// Its standard output, if it succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert!(self.status.success(), "{}{}", self.out, self.err);
        self.out
    }

    /// Its standard error, if it failed as a command should: with a message and no panic.
    #[track_caller]
    pub fn failed(self) -> String {
        assert!(!self.status.success(), "succeeded: {}", self.out);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert!(self.err.len() > 10, "says nothing: {self:?}");
        self.err
    }
}

/// The binary under test.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("CLIENTELE_BIN") {
        return named.into();
    }
    // target/debug/deps/suite-… → target/debug/clientele
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().and_then(|deps| deps.parent()).unwrap();
    let built = folder.join("clientele");
    assert!(
        built.is_file(),
        "{} is not there: `cargo build -p clientele`, or set CLIENTELE_BIN",
        built.display()
    );
    built
}

/// A command on this database, in its folder, with no setting from the tests' own environment.
pub(crate) fn command(database: &Database, args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(&database.folder).args(args);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CLIENTELE_") {
            command.env_remove(name);
        }
    }
    command.env("CLIENTELE_DATABASE_URL", &database.url);
    if database.engine == Engine::Postgres {
        command.env("CLIENTELE_MASTER_KEY", MASTER_KEY);
    }
    command
}

impl Database {
    /// Runs a command to its end.
    pub fn command(&self, args: &[&str], stdin: &str) -> Commanded {
        self.command_with(args, stdin, &[])
    }

    /// Runs a command to its end in an environment with these variables too; an empty value removes one.
    pub fn command_with(
        &self,
        args: &[&str],
        stdin: &str,
        environment: &[(&str, &str)],
    ) -> Commanded {
        let mut command = command(self, args);
        for (name, value) in environment {
            if value.is_empty() {
                command.env_remove(name);
            } else {
                command.env(name, value);
            }
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that doesn't read its input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Commanded {
            status: output.status,
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts a server and waits until it is ready.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Starts a server with more options.
    pub fn serve_with(&self, options: &[&str]) -> Server {
        // The port is free when asked for; whoever takes it meanwhile makes the start fail, and another is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            if let Some(server) = Server::start(self, &format!("127.0.0.1:{port}"), options) {
                return server;
            }
        }
        panic!("no server starts");
    }
}

impl Server {
    fn start(database: &Database, address: &str, options: &[&str]) -> Option<Self> {
        let mut command = command(database, &["serve", "--listen", address]);
        let mut child = command
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = Arc::new(Mutex::new(String::new()));
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        for stream in [
            Box::new(out) as Box<dyn std::io::Read + Send>,
            Box::new(err),
        ] {
            let printed = Arc::clone(&printed);
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut printed = printed.lock().unwrap();
                    printed.push_str(&line);
                    printed.push('\n');
                }
            });
        }
        let mut server = Self {
            address: address.to_owned(),
            child,
            printed,
        };
        let client = server.client();
        let since = Instant::now();
        loop {
            if client
                .try_raw("GET", "/readyz", &[], b"")
                .is_ok_and(|answer| answer.status == 200)
            {
                return Some(server);
            }
            if server.child.try_wait().unwrap().is_some() {
                let printed = server.printed();
                assert!(
                    printed.contains("in use"),
                    "the server does not start:\n{printed}"
                );
                return None;
            }
            assert!(
                since.elapsed() < PATIENCE,
                "the server does not get ready:\n{}",
                server.printed()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Nobody, towards this server.
    pub fn client(&self) -> Client {
        Client::anonymous(&self.address)
    }

    /// What it has printed so far, on both streams.
    pub fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// The token of the set-up address that it printed.
    pub fn setup_token(&self) -> Option<String> {
        let since = Instant::now();
        // Its output may be read a little later than its readiness.
        while since.elapsed() < Duration::from_secs(2) {
            if let Some((_, rest)) = self.printed().split_once("/setup#") {
                let token: String = rest
                    .chars()
                    .take_while(|c| !c.is_whitespace() && *c != '"')
                    .collect();
                return Some(token.trim_start_matches("token=").to_owned());
            }
            thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// The memory that it holds, in MiB; nothing where the system doesn't say.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace()
            .nth(1)?
            .parse::<u64>()
            .ok()
            .map(|kib| kib / 1024)
    }

    /// Kills it as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM and gives how it ended.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.printed());
            }
            assert!(
                since.elapsed() < PATIENCE,
                "SIGTERM does not end the server"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
