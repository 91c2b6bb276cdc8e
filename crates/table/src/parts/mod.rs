//! The parts around the grid.

mod columns_menu;
mod filter_editor;
mod filter_menu;
mod filters;
mod headers;
mod menu_keys;
mod more_menu;
mod search;
mod sort_menu;
mod status;
mod toolbar;
mod value_list;
mod views;

pub(crate) use columns_menu::panel as columns_panel;
pub(crate) use filters::{FilterMenu, panel as filters_panel};
pub(crate) use headers::pointer;
pub(crate) use more_menu::panel as more_panel;
pub(crate) use sort_menu::panel as sort_panel;
pub(crate) use status::status_line;
pub(crate) use toolbar::toolbar;
