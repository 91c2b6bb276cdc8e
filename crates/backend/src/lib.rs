//! Clientele's server: applications and their credentials, access rules, and the tokens they obtain.
//!
//! One door: [`build`] makes an [`App`] of settings and an environment; the binary and the tests use it alike. A slice a
//! capability, each with its model, its SQL and its endpoints.

pub mod access_rules;
pub mod applications;
pub mod audit;
pub mod authz;
pub mod caller;
pub mod cli;
mod core;
pub mod env;
mod health;
pub mod http;
pub mod metrics;
pub mod names;
pub mod oauth;
pub mod openapi;
pub mod org_units;
pub mod possession;
pub mod roles;
pub mod secrets;
pub mod serve;
pub mod sessions;
pub mod settings;
pub mod snapshot;
pub mod store;
pub mod telemetry;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod users;

use std::sync::Arc;

pub use crate::{
    core::{Core, OpenError},
    env::Env,
    serve::{ServeError, signal},
    settings::Settings,
};

/// A server, ready to serve.
pub struct App {
    core: Arc<Core>,
    router: axum::Router,
    background: Background,
}

/// The tasks beside the requests. They end when this is dropped.
struct Background(Vec<tokio::task::JoinHandle<()>>);

impl Drop for Background {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// Opens the database (after migrating it), starts the upkeep, and routes the endpoints.
pub async fn build(settings: Settings, env: Env) -> Result<App, OpenError> {
    let core = Arc::new(Core::open(settings, env).await?);
    core.ensure_signing_key().await?;
    let background = Background(vec![
        tokio::spawn(upkeep(Arc::clone(&core))),
        tokio::spawn(audits(Arc::clone(&core))),
        tokio::spawn(prunes(Arc::clone(&core))),
    ]);
    let router = http::router(&core);
    Ok(App {
        core,
        router,
        background,
    })
}

impl App {
    /// What handlers work with.
    pub const fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Everything that the server answers, as a service.
    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }
}

/// Whoever keeps the server's log can tell from it whether the audit log was cut.
async fn log_audit_head(core: &Core) {
    match core.store.audit_head().await {
        Ok((number, head)) => tracing::info!(number, head, "the audit log's head"),
        Err(error) => tracing::warn!(%error, "the audit log's head can't be read"),
    }
}

/// So that nobody restores a backup under it.
async fn say_that_it_runs(core: &Core) {
    let (id, address) = (core.server_id(), core.settings.listen.to_string());
    let db = core.store.db();
    if let Err(error) = db.server_runs(&id, &address, core.env.now()).await {
        tracing::warn!(%error, "it can't be said that this server runs");
    }
}

/// Every hour the audit log's head is logged; every second: last logins, tokens and refusals are written down.
async fn upkeep(core: Arc<Core>) {
    let mut every_second = tokio::time::interval(std::time::Duration::from_secs(1));
    every_second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut ticks = 0_u64;
    loop {
        every_second.tick().await;
        if ticks.is_multiple_of(3600) {
            log_audit_head(&core).await;
        }
        if ticks.is_multiple_of(store::servers::SAYS_SO_EVERY) {
            say_that_it_runs(&core).await;
        }
        ticks += 1;
        if let Err(error) = core.store.live().logins().flush(core.store.db()).await {
            tracing::warn!(%error, "last logins can't be written; they are kept for the next try");
        }
        if let Err(error) = core.tally.flush(core.store.db(), core.env.now()).await {
            tracing::warn!(%error, "tokens and refusals can't be written; they are kept for the next try");
        }
    }
}

/// Every minute tokens and refusals are audited. Apart from the upkeep, because many take a while.
async fn audits(core: Arc<Core>) {
    let mut every_second = tokio::time::interval(std::time::Duration::from_secs(1));
    every_second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut audited = None;
    loop {
        every_second.tick().await;
        let open = oauth::tally::open_minute(core.env.now());
        if audited != Some(open) {
            match core.audit_tally(open).await {
                Ok(()) => audited = Some(open),
                Err(error) => tracing::warn!(%error, "tokens and refusals can't be audited yet"),
            }
        }
    }
}

/// Every hour the audit log is pruned of what is older than the operator keeps; whichever node comes first does it.
async fn prunes(core: Arc<Core>) {
    let mut every_hour = tokio::time::interval(std::time::Duration::from_hours(1));
    every_hour.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every_hour.tick().await;
        match core.prune_old_audit().await {
            Ok(0) | Err(audit::PruneError::Overtaken) => {}
            Ok(records) => tracing::info!(records, "the audit log's oldest records are pruned"),
            Err(error @ audit::PruneError::Broken { .. }) => {
                tracing::error!(%error, "the audit log is not pruned: run clientele audit verify");
            }
            Err(error) => tracing::warn!(%error, "the audit log can't be pruned yet"),
        }
    }
}
