//! `clientele audit verify` and `clientele audit prune`.

use std::{
    fs,
    io::{self, BufWriter, Write},
};

use clap::{Arg, Command};
use shared::Timestamp;

use super::{
    Failure,
    commands::{database, group},
    print_line,
};
use crate::{
    Core,
    audit::{Actor, PruneError, Verdict},
};

const AUDIT_VERIFY: &str = "\
Every record's code covers the record before it, under a key that is not in the database: one that was changed, taken
out or added breaks the chain. Works while servers write. Every server logs the log's head hourly; compare it to see
whether the end was cut off together with the ledger.";

const AUDIT_PRUNE: &str = "\
Forgets the beginning of the log up to the first record that is not older, and keeps the number, the time and the code of
the last that is gone under a seal: audit verify goes on from there, and finds a beginning that was cut otherwise. The
records are verified first; a broken log is not pruned. That it was pruned is a record of its own. Works while servers
write, which prune by themselves what is older than --audit-retention-days.

Example:
  clientele audit prune --before 2026-01-01 --export audit-2025.jsonl";

/// What the command line knows of the audit log.
pub(super) fn command() -> Command {
    group("audit", "The audit log")
        .subcommand(
            database(Command::new("verify").about("Check that the audit log is what was written"))
                .after_help(AUDIT_VERIFY),
        )
        .subcommand(
            database(Command::new("prune").about("Forget the audit log's oldest records"))
                .arg(
                    Arg::new("before")
                        .long("before")
                        .value_name("DATE")
                        .required(true)
                        .help("What is older goes: a date (UTC), or a time in RFC 3339"),
                )
                .arg(
                    Arg::new("export")
                        .long("export")
                        .value_name("FILE")
                        .help("Write the records to this new file first, a line of JSON each"),
                )
                .after_help(AUDIT_PRUNE),
        )
}

/// A file that is on the disk once it is flushed.
struct Durable(BufWriter<fs::File>);

impl Write for Durable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

/// Says whether the audit log is whole, and where not.
pub(super) async fn verify(core: &Core) -> Result<(), Failure> {
    match core.store.verify_audit().await? {
        Verdict::Whole {
            records,
            pruned: None,
            head,
        } => print_line(&format!(
            "The audit log is whole: {records} records; its head is {head}."
        )),
        Verdict::Whole {
            records,
            pruned: Some(last),
            head,
        } => print_line(&format!(
            "The audit log is whole since it was pruned up to record {} ({}): {records} records; its head is {head}.",
            last.number, last.at
        )),
        Verdict::Broken { number, why } => Err(Failure::Refused(format!(
            "the audit log is broken at record {number}: {why}. Compare with a backup, and find out who can write to the database."
        ))),
    }
}

/// Forgets the records of before a time, after writing them to a file where one is named.
pub(super) async fn prune(core: &Core, before: &str, export: Option<&str>) -> Result<(), Failure> {
    let before = Timestamp::parse(before)
        .or_else(|| Timestamp::parse(&format!("{before}T00:00:00Z")))
        .ok_or_else(|| {
            Failure::Usage(format!(
                "--before: {before} is neither a date such as 2026-03-29 nor a time such as 2026-03-29T00:30:00Z"
            ))
        })?;
    if before > core.env.now() {
        return Err(Failure::Usage(
            "--before: that time has not come".to_owned(),
        ));
    }
    let records = match export {
        None => {
            let pruned = core.store.prune_audit(before, Actor::command_line(), None);
            pruned.await?
        }
        Some(file) => exported(core, before, file).await?,
    };
    print_line(&match (records, export) {
        (0, _) => format!("No record of the audit log is older than {before}."),
        (_, None) => format!("{records} records of before {before} are pruned."),
        (_, Some(file)) => {
            format!("{records} records of before {before} are in {file}, and pruned.")
        }
    })
}

/// Prunes what is in the file by then. The file goes again where certainly nothing was pruned.
async fn exported(core: &Core, before: Timestamp, file: &str) -> Result<i64, Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let out = options
        .open(file)
        .map_err(|error| Failure::Refused(format!("{file}: {error}")))?;
    let mut lines = Durable(BufWriter::new(out));
    let pruned = core
        .store
        .prune_audit(before, Actor::command_line(), Some(&mut lines))
        .await;
    if !matches!(pruned, Ok(1..) | Err(PruneError::Store(_))) {
        // Empty, or half of it.
        let _ = fs::remove_file(file);
    }
    Ok(pruned?)
}
