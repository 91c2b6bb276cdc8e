//! Pages of a list, and its order.

use super::{ApiError, Query};

/// The most rows of a page, and how many one has where nobody says.
const LIMIT: std::ops::RangeInclusive<usize> = 1..=500;
const LIMIT_DEFAULT: usize = 50;

/// `limit` and `offset`.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    limit: usize,
    offset: usize,
}

impl Page {
    /// Of a query.
    pub fn parse(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.number("limit", LIMIT, LIMIT_DEFAULT)?,
            offset: query.number("offset", 0..=usize::MAX, 0)?,
        })
    }

    /// The page's rows of all, and the next page's offset where there is one.
    pub fn of<'a, T>(&self, all: &'a [T]) -> (&'a [T], Option<usize>) {
        let start = self.offset.min(all.len());
        let end = start.saturating_add(self.limit).min(all.len());
        (&all[start..end], (end < all.len()).then_some(end))
    }
}

/// Whether `sortOrder` asks for the last first.
pub fn descending(query: &Query) -> Result<bool, ApiError> {
    match query.get("sortOrder") {
        None | Some("asc") => Ok(false),
        Some("desc") => Ok(true),
        Some(_) => Err(ApiError::invalid("sortOrder", "The order is asc or desc.")),
    }
}

/// The `sortBy` of a query, one of these.
pub fn sort_by<T: Copy>(
    query: &Query,
    fields: &[(&'static str, T)],
    default: T,
) -> Result<T, ApiError> {
    let Some(asked) = query.get("sortBy") else {
        return Ok(default);
    };
    fields
        .iter()
        .find(|(name, _)| *name == asked)
        .map(|(_, field)| *field)
        .ok_or_else(|| {
            let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            ApiError::invalid("sortBy", format!("Sort by one of {}.", names.join(", ")))
        })
}
