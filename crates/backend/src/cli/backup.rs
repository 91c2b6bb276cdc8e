//! `clientele backup FILE` and `clientele restore FILE`.

use std::{
    fs,
    io::{BufReader, BufWriter},
    path::Path,
};

use super::{Failure, print_line};
use crate::{
    Env, Settings,
    store::{self, Db, backup},
};

/// Writes a backup, also while servers run. The file appears whole or not at all.
pub(super) async fn backup(settings: Settings, file: &str) -> Result<(), Failure> {
    let path = Path::new(file);
    if path.exists() {
        return Err(Failure::Refused(format!(
            "{file} is there already: name a new file, or move that one away"
        )));
    }
    let db = Db::open(&settings.database).await?;
    store::migrate(&db).await?;
    let half = path.with_extension("half");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let out = options.open(&half)?;
    let written = backup::write(&db, BufWriter::new(&out)).await;
    db.close().await;
    let rows = match written {
        Ok(rows) => rows,
        Err(error) => {
            // Half a backup is none.
            let _ = fs::remove_file(&half);
            return Err(error.into());
        }
    };
    out.sync_all()?;
    fs::rename(&half, path)?;
    print_line(&format!(
        "{file} holds {rows} rows. It does not hold the master key: keep master.key, or CLIENTELE_MASTER_KEY, elsewhere; without it a backup is of no use."
    ))
}

/// Puts a backup in the place of everything, while no server runs.
pub(super) async fn restore(settings: Settings, env: &Env, file: &str) -> Result<(), Failure> {
    let input =
        fs::File::open(file).map_err(|error| Failure::Refused(format!("{file}: {error}")))?;
    let db = Db::open(&settings.database).await?;
    store::migrate(&db).await?;
    let running = db.running_servers(env.now()).await?;
    if !running.is_empty() {
        return Err(Failure::Refused(format!(
            "servers use this database: {}. Stop them first; one that was killed is taken to be gone after 20 seconds",
            running.join(", ")
        )));
    }
    let rows = backup::restore(&db, BufReader::new(input)).await?;
    db.close().await;
    print_line(&format!(
        "{rows} rows are restored. The server needs the master key that they were made under."
    ))
}
