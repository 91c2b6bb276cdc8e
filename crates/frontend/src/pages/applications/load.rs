//! Loading the applications, and keeping them true.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::Timestamp;
use shared::api::applications::Application;
use table::{Failure, Status};
use table_engine::Engine;

use super::Page;
use super::columns::Row;
use crate::api::{ApiError, Changes};
use crate::platform::{connection, time};

/// Logins reach a server from the others a moment late: those of a minute before the last that is known are asked for too.
const LOGINS_LATE_MS: i64 = 60_000;

/// How many applications show while the others are still arriving.
const FIRST: usize = 100;

/// The server's answer.
enum News {
    /// All applications, which were handed on as they arrived, and where changes are to be asked from.
    All(Option<i64>),
    Since(Changes),
}

/// How long to wait before trying again after so many failures in a row, in seconds.
fn patience(failures: u32) -> u32 {
    2_u32.saturating_pow(failures.min(5)).min(30)
}

/// How long to wait before asking again: 10 s, or longer where an answer takes long, so that asking stays cheap.
fn interval(took_ms: i64) -> Duration {
    Duration::from_millis(
        u64::try_from(took_ms.saturating_mul(30))
            .unwrap_or_default()
            .max(10_000),
    )
}

/// How the loading goes. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Loading {
    /// Where changes are to be asked from. `None`: everything is to be loaded.
    seq: StoredValue<Option<i64>>,
    /// Goes up with each change that this page makes itself: an answer that was asked for before may not know it yet.
    generation: StoredValue<u32>,
    running: StoredValue<bool>,
    failures: StoredValue<u32>,
    /// When the rows were last known to be true.
    true_at: StoredValue<i64>,
    took: StoredValue<i64>,
    /// The last login that is known, in milliseconds; 0 if none is.
    last_login: StoredValue<i64>,
    /// Tells an expected try from one that another has made needless.
    turn: StoredValue<u32>,
}

impl Loading {
    pub(super) fn new() -> Self {
        Self {
            seq: StoredValue::new(None),
            generation: StoredValue::new(0),
            running: StoredValue::new(false),
            failures: StoredValue::new(0),
            true_at: StoredValue::new(0),
            took: StoredValue::new(0),
            last_login: StoredValue::new(0),
            turn: StoredValue::new(0),
        }
    }

    /// The page was left.
    pub(super) fn is_gone(self) -> bool {
        self.turn.try_get_value().is_none()
    }

    /// Remembers the last login.
    fn learn_logins(self, logins: impl Iterator<Item = Timestamp>) {
        if let Some(last) = logins.map(Timestamp::millis).max() {
            self.last_login
                .update_value(|known| *known = last.max(*known));
        }
    }

    /// This page has changed a row itself.
    pub(super) fn changed_here(self) {
        self.generation
            .try_update_value(|generation| *generation += 1);
    }
}

impl Page {
    /// Loads the applications, and from then on asks again from time to time, when the tab comes back on screen and when the
    /// connection does.
    pub(super) fn start_loading(self) {
        self.refresh();
        connection::on_return(move || {
            if self.is_undisturbed() {
                self.refresh();
            } else {
                self.again(interval(0));
            }
        });
    }

    /// Asks for what changed, or for all applications where that is not known, unless it is being asked for already.
    pub(super) fn refresh(self) {
        let loading = self.loading;
        // The page may be gone by now.
        if loading.running.try_get_value() != Some(false) {
            return;
        }
        loading.running.set_value(true);
        loading.turn.update_value(|turn| *turn += 1);
        spawn_local(async move {
            let generation = loading.generation.get_value();
            let started = time::now();
            let first_time = loading.true_at.get_value() == 0;
            let (mut rows, mut shows) = (Vec::new(), false);
            let take = |some: Vec<Application>| {
                if self.is_gone() || loading.generation.get_value() != generation {
                    return; // what arrives is of no use any more
                }
                self.learn_from(&some);
                rows.extend(some.into_iter().map(Row::new));
                // A first load fills the table behind what shows of it; shown all at once, many take a while.
                if shows {
                    self.data
                        .with_engine(|engine| engine.extend(std::mem::take(&mut rows)));
                } else if first_time && rows.len() >= FIRST {
                    shows = true;
                    self.data.set_rows(std::mem::take(&mut rows));
                }
            };
            let answer = self.ask(take).await;
            if loading.running.try_set_value(false).is_some() {
                return;
            }
            match answer {
                // It may not know yet what this page did meanwhile.
                Ok(_) if loading.generation.get_value() != generation => self.refresh(),
                Ok(news) => {
                    match news {
                        // Scroll, focus and selection stay with the rows' keys.
                        News::All(seq) => {
                            if shows {
                                self.data.extend(rows);
                            } else {
                                self.data.set_rows(rows);
                            }
                            loading.seq.set_value(seq);
                        }
                        News::Since(changes) => {
                            loading.seq.set_value(Some(changes.seq));
                            self.take_changes(changes);
                        }
                    }
                    loading.took.set_value(time::now() - started);
                    loading.failures.set_value(0);
                    loading.true_at.set_value(time::now());
                    self.say(Status::Ready);
                    self.again(interval(loading.took.get_value()));
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    async fn ask(self, take: impl FnMut(Vec<Application>)) -> Result<News, ApiError> {
        if let Some(seq) = self.loading.seq.get_value() {
            let last = self.loading.last_login.get_value() - LOGINS_LATE_MS;
            let since = Timestamp::from_millis(last.max(0));
            let changes = self.api.changes(seq, since).await?;
            if !changes.reload {
                return Ok(News::Since(changes));
            }
        }
        self.api.applications(take).await.map(News::All)
    }

    /// Remembers what applications tell beside themselves.
    fn learn_from(self, applications: &[Application]) {
        self.scopes
            .with_value(|scopes| scopes.learn_from(applications));
        self.loading
            .learn_logins(applications.iter().filter_map(|one| one.last_login));
    }

    /// Shows what changed. Rows that are as they were stay untouched.
    fn take_changes(self, changes: Changes) {
        self.learn_from(&changes.applications);
        let logins = changes.logins.unwrap_or_default();
        self.loading
            .learn_logins(logins.iter().map(|login| login.last_login));
        let mut upserts = changes.applications;
        let removed: Vec<String> = self.data.with_engine(|engine| {
            let of = |engine: &mut Engine<Row>, id: &str| {
                let at = engine.index_of(id);
                at.and_then(|at| engine.row(at))
                    .map(|row| row.application.clone())
            };
            upserts.retain(|now| of(engine, &now.id).as_ref() != Some(now));
            for login in logins {
                let is_there = upserts.iter().any(|now| now.id == login.id);
                if let Some(mut known) = of(engine, &login.id).filter(|_| !is_there)
                    && known.last_login < Some(login.last_login)
                {
                    known.last_login = Some(login.last_login);
                    upserts.push(known);
                }
            }
            let known = |id: &String| engine.index_of(id).is_some();
            changes.removed.into_iter().filter(known).collect()
        });
        if !(upserts.is_empty() && removed.is_empty()) {
            self.data
                .patch(upserts.into_iter().map(Row::new).collect(), &removed);
        }
    }

    /// Says how the rows are, if that is news.
    fn say(self, status: Status) {
        if self.data.status.with_untracked(|now| *now != status) {
            self.data.status.set(status);
        }
    }

    /// Asks again after a time, if the page is on screen then; coming back on screen asks too.
    fn again(self, after: Duration) {
        let turn = self.loading.turn.get_value();
        set_timeout(
            move || {
                if self.loading.turn.try_get_value() != Some(turn) || !connection::is_visible() {
                    return;
                }
                if self.is_undisturbed() {
                    self.refresh();
                } else {
                    self.again(after);
                }
            },
            after,
        );
    }

    /// No dialog is open. While one is, nothing is asked in the background: an answer that the session has ended would
    /// take the dialog away, and with it a secret that is shown once.
    fn is_undisturbed(self) -> bool {
        self.open.with_untracked(Option::is_none)
    }

    fn failed(self, error: &ApiError) {
        let loading = self.loading;
        if error.status() == Some(401) {
            return;
        }
        loading.failures.update_value(|failures| *failures += 1);
        let wait = error
            .retry_after
            .unwrap_or_else(|| patience(loading.failures.get_value()))
            .min(300);
        let since_ms = loading.true_at.get_value();
        if since_ms == 0 {
            // The first of them may show already: part of the truth is none.
            self.data.set_rows(Vec::new());
        }
        if since_ms != 0 {
            self.say(Status::Stale { since_ms });
            self.again(Duration::from_secs(u64::from(wait)));
        } else if error.is_passing() {
            self.count_down(error.message.clone(), error.request_id.clone(), wait);
        } else {
            let failure = Failure {
                message: error.message.clone(),
                request_id: error.request_id.clone(),
                retry_in: None,
            };
            self.say(Status::Failed(failure));
        }
    }

    /// Says each second when it tries again, and then does.
    fn count_down(self, message: String, request_id: Option<String>, seconds: u32) {
        if seconds == 0 {
            return self.refresh();
        }
        let failure = Failure {
            message: message.clone(),
            request_id: request_id.clone(),
            retry_in: Some(seconds),
        };
        self.say(Status::Failed(failure));
        let turn = self.loading.turn.get_value();
        set_timeout(
            move || {
                if self.loading.turn.try_get_value() == Some(turn) {
                    self.count_down(message, request_id, seconds - 1);
                }
            },
            Duration::from_secs(1),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_grows_to_half_a_minute() {
        assert_eq!([1, 2, 3, 4, 5, 9].map(patience), [2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn asking_stays_cheap() {
        assert_eq!(interval(10), Duration::from_secs(10));
        assert_eq!(interval(2000), Duration::from_mins(1));
    }
}
