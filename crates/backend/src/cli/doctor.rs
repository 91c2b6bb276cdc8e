//! `clientele doctor`: what may be wrong with an installation, and what to do about it.

use super::{Failure, print_line};
use crate::{
    Core, Env, Settings,
    audit::Verdict,
    store::{Db, Location},
};

/// How far the clock may be behind the last change, in milliseconds.
const BEHIND: i64 = 5_000;

struct Findings {
    bad: usize,
}

impl Findings {
    fn good(what: &str) -> Result<(), Failure> {
        print_line(&format!("good  {what}"))
    }

    fn bad(&mut self, what: &str) -> Result<(), Failure> {
        self.bad += 1;
        print_line(&format!("BAD   {what}"))
    }
}

/// Looks at address, files, database, keys, clock and audit log. Fails if anything is wrong.
pub(super) async fn run(settings: Settings, env: Env) -> Result<(), Failure> {
    let mut findings = Findings { bad: 0 };
    address(&settings, &mut findings)?;
    files(&settings, &mut findings)?;
    let db = match Db::open(&settings.database).await {
        Ok(db) => db,
        Err(error) => {
            findings.bad(&format!(
                "database: {error}. Check --database-url, and whether the database runs."
            ))?;
            return finish(&findings);
        }
    };
    db.close().await;
    match Core::open(settings, env).await {
        Ok(core) => {
            let checked = inside(&core, &mut findings).await;
            core.close().await;
            checked?;
        }
        Err(error) => findings.bad(&format!("start: {error}"))?,
    }
    finish(&findings)
}

fn finish(findings: &Findings) -> Result<(), Failure> {
    match findings.bad {
        0 => print_line("All is well."),
        bad => Err(Failure::Refused(format!(
            "{bad} things need your attention"
        ))),
    }
}

fn address(settings: &Settings, findings: &mut Findings) -> Result<(), Failure> {
    let url = settings.public_url.origin();
    if settings.public_url.is_https() || settings.listen.ip().is_loopback() {
        Findings::good(&format!("address: {url}"))
    } else {
        findings.bad(&format!(
            "address: {url} is plain HTTP, and the server listens on {} for others too. Put a proxy with TLS before it, and set --public-url https://…",
            settings.listen
        ))
    }
}

fn files(settings: &Settings, findings: &mut Findings) -> Result<(), Failure> {
    let Location::Sqlite(database) = &settings.database else {
        return Ok(());
    };
    let mut files = vec![database.clone()];
    if settings.master_key.is_none()
        && let Some(folder) = settings.database.folder()
    {
        files.push(folder.join("master.key"));
    }
    for file in files {
        let name = file.display();
        match std::fs::metadata(&file) {
            #[cfg(unix)]
            Ok(found)
                if std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0 =>
            {
                findings.bad(&format!(
                    "file: {name} can be read by others. chmod 600 {name}"
                ))?;
            }
            Ok(_) => Findings::good(&format!("file: {name}"))?,
            Err(_) => Findings::good(&format!("file: {name} is made at the first start"))?,
        }
    }
    Ok(())
}

async fn inside(core: &Core, findings: &mut Findings) -> Result<(), Failure> {
    Findings::good("database: it answers, and its schema is up to date")?;
    Findings::good("master key: it is the one that the database was made under")?;
    let now = core.env.now();
    let snapshot = core.store.live().current();
    match snapshot.keys().signer(now.millis()) {
        Ok(key) => Findings::good(&format!("signing key: {}", key.record().kid))?,
        Err(_) => Findings::good("signing key: the first start makes one")?,
    }
    let newest = snapshot
        .applications()
        .map(|application| application.updated_at)
        .max();
    match newest {
        Some(newest) if newest.millis() > now.millis() + BEHIND => findings.bad(&format!(
            "clock: it says {now}, and something was changed at {newest}. Set the clock, and keep it set (NTP)."
        ))?,
        _ => Findings::good(&format!("clock: {now}"))?,
    }
    if snapshot.has_administrator() {
        Findings::good("administrator: there is one")?;
    } else {
        Findings::good("administrator: none yet; clientele serve prints where to make the first")?;
    }
    match core.store.verify_audit().await? {
        Verdict::Whole { records, pruned: None, .. } => Findings::good(&format!("audit log: {records} records, whole")),
        Verdict::Whole { records, pruned: Some(last), .. } => Findings::good(&format!(
            "audit log: {records} records, whole since record {} ({}), up to which it was pruned", last.number, last.at
        )),
        Verdict::Broken { number, why } => findings.bad(&format!(
            "audit log: broken at record {number}: {why}. Compare with a backup, and find out who can write to the database."
        )),
    }
}
