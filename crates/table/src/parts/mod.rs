//! The parts around the grid.

mod status;
mod toolbar;

pub(crate) use status::StatusLine;
pub(crate) use toolbar::Toolbar;
