//! The rows of a table, behind signals.

use std::sync::{Arc, Mutex, PoisonError};

use crate::signals::prelude::*;
use send_wrapper::SendWrapper;
use table_engine::{Columns, Engine, Incoming, NewRows, Row};

use crate::{
    Cells,
    grid_texts::GridTexts,
    remote::{DataSource, Remote},
    source::{Source, Typed},
    time_text,
};

/// How the rows are.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// They are being loaded for the first time.
    Loading {
        /// From 0 to 1, where it is known.
        progress: Option<f64>,
    },
    /// They are here.
    Ready,
    /// They could not be loaded, and there are none.
    Failed(Failure),
    /// They are here, but the connection is lost.
    Stale {
        /// Since when, in Unix milliseconds.
        since_ms: i64,
    },
}

/// Why rows could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    /// What happened, as one sentence.
    pub message: String,
    /// What to quote to whoever runs the server.
    pub request_id: Option<String>,
    /// Seconds until it is tried again.
    pub retry_in: Option<u32>,
}

/// What makes a table's source where its rows are not all in memory. Behind a trait, so that a page without such tables has
/// nothing of it.
pub(crate) trait Sources<R: Row>: Send + Sync {
    fn source(
        self: Arc<Self>,
        data: TableData<R>,
        cells: Cells<R>,
        words: &GridTexts,
    ) -> Arc<dyn Source>;
    fn refresh(&self, data: TableData<R>);
}

/// The rows and columns of a table. A cheap handle: copies share the rows.
pub struct TableData<R: Row> {
    pub(crate) engine: StoredValue<Arc<Mutex<Engine<R>>>>,
    pub(crate) revision: PageSignal<u64>,
    /// Counts the answers for filters that pick from a list.
    pub(crate) facets: PageSignal<u64>,
    pub(crate) remote: Option<StoredValue<Arc<dyn Sources<R>>>>,
    /// How the rows are.
    pub status: PageSignal<Status>,
}

impl<R: Row> Clone for TableData<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Row> Copy for TableData<R> {}

impl<R: Row> TableData<R> {
    /// No rows yet, loading.
    pub fn new(columns: Columns<R>) -> Self {
        let mut engine = Engine::new(columns, Vec::new());
        engine.set_time_text(Arc::new(time_text::exact));
        Self {
            engine: StoredValue::new(Arc::new(Mutex::new(engine))),
            revision: PageSignal::new(0),
            facets: PageSignal::new(0),
            remote: None,
            status: PageSignal::new(Status::Loading { progress: None }),
        }
    }

    /// Rows that stay on a server, fetched in blocks as they come into view. Search, filters and sort are the server's.
    pub fn remote(columns: Columns<R>, source: impl DataSource<R>) -> Self {
        let remote = Remote {
            source: SendWrapper::new(Box::new(source)),
            blocks: Arc::default(),
        };
        Self {
            remote: Some(StoredValue::new(Arc::new(remote))),
            ..Self::new(columns)
        }
    }

    /// Whether the rows are here, and not a server's: those are changed there, and fetched by [`Self::refresh`].
    fn is_in_memory(&self) -> bool {
        self.remote.is_none()
    }

    /// Fetches the rows of a server anew, as when they have changed there. Does nothing to rows in memory.
    pub fn refresh(&self) {
        if let Some(remote) = self.remote {
            remote.get_value().refresh(*self);
        }
    }

    /// What the component sees of it.
    pub(crate) fn source(&self, cells: Cells<R>, words: &GridTexts) -> Arc<dyn Source> {
        match self.remote {
            Some(remote) => remote.get_value().source(*self, cells, words),
            None => Arc::new(Typed::new(self.engine.get_value(), cells, words)),
        }
    }

    /// Replaces the rows. Scroll, focus and selection stay with the rows' keys.
    pub fn set_rows(&self, rows: Vec<R>) {
        if self.is_in_memory() {
            self.with_engine(|engine| engine.set_rows(rows));
        }
        self.revision.update(|revision| *revision += 1);
    }

    /// Replaces the rows by those that have come in parts, which takes but a moment.
    pub fn replace(&self, rows: Incoming<R>) {
        if self.is_in_memory() {
            self.with_engine(|engine| engine.replace(rows));
        }
        self.revision.update(|revision| *revision += 1);
    }

    /// Adds rows behind the last, whose keys must be new: many are loaded in parts, with the first shown at once.
    pub fn extend(&self, rows: Vec<R>) {
        if self.is_in_memory() {
            self.with_engine(|engine| engine.extend(rows));
        }
        self.revision.update(|revision| *revision += 1);
    }

    /// Puts rows in place of those with their keys, new ones first, and takes the removed away.
    pub fn patch(&self, upserts: Vec<R>, removed: &[String]) {
        if self.is_in_memory() {
            self.with_engine(|engine| engine.patch(upserts, removed, NewRows::First));
        }
        self.revision.update(|revision| *revision += 1);
    }

    /// Reads or changes the engine. Changes of rows go through [`Self::set_rows`] and [`Self::patch`].
    pub fn with_engine<T>(&self, with: impl FnOnce(&mut Engine<R>) -> T) -> T {
        self.engine
            .with_value(|engine| with(&mut engine.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Follows changes of the rows in the reactive scope around.
    pub fn track(&self) {
        self.revision.track();
    }
}
