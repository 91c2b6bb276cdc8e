//! A data table for Leptos: virtual rows, filters, search, sort, columns, selection, CSV.
//!
//! The engine (`table-engine`) derives a view from rows and a state; this crate shows the view and
//! edits the state. It keeps neither: the page gives both, and persists what it likes.
//!
//! ```
//! use clientele_table::{Display, Noun, Status, Table, TableData};
//! use leptos::prelude::*;
//! use table_engine::{Column, Columns, Row, State};
//!
//! struct App { id: String, name: String, calls: f64 }
//!
//! impl Row for App {
//!     fn key(&self) -> &str { &self.id }
//! }
//!
//! #[component]
//! fn Apps(apps: Vec<App>) -> impl IntoView {
//!     let columns = Columns::new(vec![
//!         Column::text("name", "Application", |app: &App| app.name.as_str()).always_shown(),
//!         Column::number("calls", "Calls", |app: &App| Some(app.calls)),
//!     ])
//!     .expect("ids that differ");
//!     let state = RwSignal::new(State::new(&columns));
//!     let display = RwSignal::new(Display::default());
//!     let data = TableData::new(columns);
//!     data.set_rows(apps);
//!     data.status.set(Status::Ready);
//!     view! {
//!         <Table data state display label="Applications" noun=Noun::new("application", "applications") file_stem="applications"/>
//!     }
//! }
//! ```
//!
//! The page brings the style sheets: [`STYLE`], or the files of the crate's `style/`. Rows that stay on a server come from a
//! [`DataSource`].
//!
//! How it is built:
//! - [`Table`] has the rows' type as its one type parameter and is thin. It puts the engine behind
//!   the trait `Source` (values by row index and column id), and everything below it is compiled
//!   once, whatever the rows are.
//! - Parts are handed the context `Cx`: the source, the state, the view, the texts,
//!   and `announce`, which has a screen reader say what changed. There is one live region; the
//!   status line is not another.
//! - The toolbar, header, messages and menus are plain values that functions return (`markup`); one effect for each
//!   part makes the document follow. Leptos's views would be several times the code to download. The body is patched by hand: one
//!   effect compares what each of its few rows shows with what it should show. A scroll step then
//!   touches only recycled rows, and no reactive graph is built or dropped.
//! - Rows in the DOM stand in view order, for readers that follow the DOM, and a row with the
//!   focus is neither moved nor recycled.
//! - Widths are computed here and set on the custom property `--ct-cols`; no style attributes are
//!   written, so a strict Content Security Policy holds.
//! - Class names start with `ct-`; colours and sizes come from the custom properties of the page's
//!   tokens. `style/controls.css` has buttons (`ct-btn` with `ct-plain`, `ct-ghost`, `ct-primary`,
//!   `ct-tiny`, `ct-icon`), checkboxes (`ct-check`) and `ct-sr`; `style/grid.css` the grid;
//!   `style/toolbar.css` the toolbar, its popovers and the status line. All in `@layer table`.

#![warn(missing_docs)]
#![expect(
    unreachable_pub,
    reason = "what the component macro generates is public"
)]

/// The style sheets: tokens, controls, grid, toolbar. For a `<style>` element or a file of the page's own, behind what sets its
/// fonts and box sizes (`examples/gallery/gallery.css` has that).
pub const STYLE: &str = concat!(
    include_str!("../style/tokens.css"),
    include_str!("../style/controls.css"),
    include_str!("../style/grid.css"),
    include_str!("../style/toolbar.css"),
);

mod actions;
mod active;
mod body;
mod cell;
mod cells;
mod clipboard;
mod controller;
mod cx;
mod data;
mod dom;
mod download;
mod draft;
mod filter_words;
mod grid;
mod grid_texts;
mod header;
mod icons;
mod keyboard;
mod layout;
pub mod lazy;
mod markup;
mod measure;
mod menus;
mod message;
mod notice;
mod parts;
mod popover;
mod remote;
mod signals;
mod source;
mod table;
mod texts;
mod time_text;
mod toolbar_texts;
mod tracks;
mod viewport;
mod views;

pub use cells::{Cells, Chip, Content, Own};
pub(crate) use cx::Cx;
pub use cx::{Density, Display, Narrow, Selects};
pub use data::{Failure, Status, TableData};
pub use grid_texts::{GridTexts, Noun, Text};
pub use icons::Icon;
pub use menus::Menus;
pub use notice::Notice;
pub use remote::{Answer, Block, DataSource, FacetRequest, Request};
pub use table::Table;
pub use texts::{Texts, count, fill};
pub use time_text::{Civil, TimeTexts, Zone, rfc3339, utc};
pub use toolbar_texts::ToolbarTexts;
pub use views::{SavedView, Views};
