//! Running other programs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{Result, repo, report};

/// A command in the repository's root.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repo::root());
    command
}

/// The cargo that runs us, in the repository's root.
pub(crate) fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Set by cargo for us; a nested cargo takes them for settings of the whole build.
    for name in [
        "CARGO_PKG_NAME",
        "CARGO_PKG_VERSION",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
    ] {
        cargo.env_remove(name);
    }
    cargo
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    if let Some(name) = Path::new(&words[0]).file_name() {
        words[0] = name.to_string_lossy().into_owned();
    }
    words.extend(command.get_args().map(|arg| {
        let arg = arg.to_string_lossy();
        if arg.contains(' ') || arg.is_empty() {
            format!("'{arg}'")
        } else {
            arg.into_owned()
        }
    }));
    words.join(" ")
}

/// Runs to the end, its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", shown(command)))
    }
}

/// Runs to the end and gives what it printed. What it said on standard error is part of the failure.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "`{}` failed ({})\n{}",
            shown(command),
            output.status,
            said.trim_end()
        ))
    }
}

/// Runs to the end with a text on its standard input, and gives what it printed.
pub(crate) fn feed(command: &mut Command, input: &str) -> Result<String> {
    use std::io::Write as _;
    let problem = |error: std::io::Error, command: &Command| format!("{}: {error}", shown(command));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| problem(error, command))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that stops without reading has said why on standard error.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| problem(error, command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "`{}` failed ({})\n{}",
            shown(command),
            output.status,
            said.trim_end()
        ))
    }
}

/// Where `PATH` has a program.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// `PATH` with folders in front.
pub(crate) fn path_with(front: &[PathBuf]) -> Result<std::ffi::OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(front.iter().cloned().chain(std::env::split_paths(&rest)))
        .map_err(|error| error.to_string())
}

/// A program that runs beside us and ends with us.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether we are the superuser, who may install packages and must not run a database server.
pub(crate) fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

/// Makes sure of programs, each named with the Debian package that has it: what `PATH` lacks is installed.
pub(crate) fn need_programs(step: &str, programs: &[(&str, &str)]) -> Result {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| on_path(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    report::step(step, "apt-get install", || apt_install(&missing))
}

/// Installs Debian packages; fails where that can't be done.
pub(crate) fn apt_install(packages: &[&str]) -> Result {
    if on_path("apt-get").is_none() {
        return Err(format!(
            "there is no apt-get here to install {}",
            packages.join(" ")
        ));
    }
    let apt = |args: &[&str]| {
        let mut command = if is_root() {
            Command::new("apt-get")
        } else {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "apt-get"]);
            sudo
        };
        capture(
            command
                .env("DEBIAN_FRONTEND", "noninteractive")
                // What is installed is not to be started as a service.
                .env("RUNLEVEL", "1")
                .stdin(Stdio::null())
                .args(args),
        )
    };
    // A list that can't be renewed may still know the package.
    let renewed = apt(&["update", "-q"]);
    let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
    install.extend(packages);
    match (apt(&install), renewed) {
        (Ok(_), _) => Ok(()),
        (Err(why), Ok(_)) => Err(why),
        (Err(why), Err(before)) => Err(format!("{before}\n{why}")),
    }
}
