//! Rows that stay on a server: fetched in blocks as they come into view.
//!
//! The state is the same as for rows in memory; the server is asked for what it means. Rows that are not here yet show as
//! bones, those that could not be fetched say so with a button, and what has scrolled away before it came is given up.

mod blocks;
mod source;

use std::{future::Future, ops::Range, pin::Pin, sync::Arc};

use crate::signals::prelude::*;
use send_wrapper::SendWrapper;
use table_engine::{FacetCount, Row, State};
use web_sys::AbortSignal;

use crate::{Cells, Failure, data::Sources, grid_texts::GridTexts, source::Source};

pub(crate) use blocks::Blocks;
use source::RemoteSource;

/// What a server answers, later.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// Where rows are that stay on a server.
///
/// ```
/// use clientele_table::{Answer, Block, DataSource, Request};
/// # struct Event; impl table_engine::Row for Event { fn key(&self) -> &str { "" } }
/// # async fn get(_: String) -> Result<(Vec<Event>, usize), clientele_table::Failure> { Ok((vec![], 0)) }
///
/// struct History;
///
/// impl DataSource<Event> for History {
///     fn fetch(&self, request: Request) -> Answer<Block<Event>> {
///         Box::pin(async move {
///             let (skip, take) = (request.rows.start, request.rows.len());
///             let url = format!("/events?search={}&skip={skip}&take={take}", request.state.search);
///             let (rows, matched) = get(url).await?;
///             Ok(Block { rows, matched, total: None })
///         })
///     }
/// }
/// ```
pub trait DataSource<R>: 'static {
    /// Fetches some of the rows that match a state, in its order.
    fn fetch(&self, request: Request) -> Answer<Block<R>>;

    /// Fetches the values of a facet and how many rows have each, for a filter that picks from a list. Without it, such a
    /// filter has no values to pick.
    fn facet(&self, request: FacetRequest) -> Answer<Vec<FacetCount>> {
        drop(request);
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}

/// What is asked of a [`DataSource`].
#[derive(Debug, Clone)]
pub struct Request {
    /// Search, filters and sort. The selection and the widths are of no meaning to a server.
    pub state: State,
    /// The positions among the rows that match. There may be fewer.
    pub rows: Range<usize>,
    /// Aborted once nobody needs the rows any more.
    pub signal: AbortSignal,
}

/// What is asked of a [`DataSource`] for a filter that picks from a list.
#[derive(Debug, Clone)]
pub struct FacetRequest {
    /// The facet's id.
    pub facet: String,
    /// The search and the filters that the counts heed.
    pub state: State,
}

/// Rows that were fetched.
#[derive(Debug, Clone)]
pub struct Block<R> {
    /// The rows asked for, in their order. Their keys differ.
    pub rows: Vec<R>,
    /// How many rows match the state in all.
    pub matched: usize,
    /// How many rows there are, whatever the state; where that is known.
    pub total: Option<usize>,
}

/// A source of the table's, with what it fetched.
pub(crate) struct Remote<R> {
    pub(crate) source: SendWrapper<Box<dyn DataSource<R>>>,
    pub(crate) blocks: Arc<Blocks>,
}

impl<R: Row> Sources<R> for Remote<R> {
    fn source(
        self: Arc<Self>,
        data: crate::TableData<R>,
        cells: Cells<R>,
        words: &GridTexts,
    ) -> Arc<dyn Source> {
        Arc::new(RemoteSource::new(self, data, cells, words))
    }

    fn refresh(&self, data: crate::TableData<R>) {
        self.blocks.forget();
        data.revision.update(|revision| *revision += 1);
    }
}
