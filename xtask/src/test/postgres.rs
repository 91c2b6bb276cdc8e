//! A PostgreSQL cluster that lives as long as the tests.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Result, process};

/// A running cluster of its own on a free port of 127.0.0.1; stopped and removed when dropped.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// `postgres://…` of a superuser and the database `postgres`.
    pub(crate) url: String,
}

const PREFIX: &str = "clientele-postgres-";

impl Cluster {
    /// Durability is the fault tests' matter, which stop the server's process and not the machine: tests do without.
    pub(super) fn start() -> Result<Self> {
        Self::with("-c fsync=off -c max_connections=300")
    }

    /// As PostgreSQL is by itself: what it has answered is on the disk.
    pub(crate) fn durable() -> Result<Self> {
        Self::with("-c max_connections=300")
    }

    fn with(settings: &str) -> Result<Self> {
        remove_leftovers();
        let programs = find_or_install()?;
        let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        if process::is_root() {
            process::capture(Command::new("chown").arg("postgres:").arg(&folder))?;
        }
        let port = free_port()?;
        let cluster = Self {
            programs,
            folder,
            url: format!("postgres://clientele@127.0.0.1:{port}/postgres"),
        };
        let data = cluster.folder.join("data");
        let mut initdb = cluster.program("initdb");
        initdb
            .args([
                "-U",
                "clientele",
                "--auth=trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
                "-D",
            ])
            .arg(&data);
        process::capture(&mut initdb)?;
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {settings}"
        );
        let mut start = cluster.program("pg_ctl");
        start
            .args(["start", "-w", "-t", "60", "-s", "-o", &settings, "-l"])
            .arg(cluster.folder.join("log"))
            .arg("-D")
            .arg(&data);
        // Not captured: the server would hold the pipe open.
        process::run(start.stdout(Stdio::null()).stderr(Stdio::null())).map_err(|why| {
            let log = fs::read_to_string(cluster.folder.join("log")).unwrap_or_default();
            format!("{why}\n{log}")
        })?;
        Ok(cluster)
    }

    /// One of PostgreSQL's programs, which refuse to run as the superuser.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if process::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "-w", "-m", "immediate", "-s", "-D"])
            .arg(self.folder.join("data"));
        let _ = process::capture(&mut stop);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of PostgreSQL's programs: Debian keeps them off `PATH`.
fn find() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path().join("bin"))
                .collect()
        })
        .unwrap_or_default();
    versions.sort();
    versions.reverse();
    versions
        .extend(process::on_path("initdb").and_then(|file| file.parent().map(Path::to_path_buf)));
    versions
        .into_iter()
        .find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    process::apt_install(&["postgresql"])?;
    find().ok_or_else(|| {
        "PostgreSQL was installed, but initdb and pg_ctl are not under /usr/lib/postgresql"
            .to_owned()
    })
}

fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no free port: {error}"))?;
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}

/// Stops and removes what a run that was killed left behind.
fn remove_leftovers() {
    for entry in fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let Some(owner) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        if Path::new("/proc").is_dir() && !Path::new("/proc").join(owner).exists() {
            let pid =
                fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
            if let Some(pid) = pid.lines().next() {
                let _ = process::capture(Command::new("kill").args(["-QUIT", pid]));
            }
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::{Cluster, find};

    #[test]
    fn a_cluster_lives_as_long_as_it_is_held() {
        if find().is_none() {
            return; // `cargo xtask test` installs it when it comes to the database tests
        }
        let cluster = Cluster::start().unwrap();
        let address = cluster.url.split(['@', '/']).nth(3).unwrap().to_owned();
        let folder = cluster.folder.clone();
        assert!(TcpStream::connect(&address).is_ok(), "{address}");
        drop(cluster);
        assert!(TcpStream::connect(&address).is_err());
        assert!(!folder.exists());
    }
}
