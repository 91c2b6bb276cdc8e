/// A view by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SavedView {
    /// What the user calls it.
    pub name: String,
    /// The view, as `State::to_query` writes it.
    pub query: String,
}

/// Where views by name come from and go to. Functions, since a page may load them later than the table.
#[derive(Debug, Clone, Copy)]
pub struct Views {
    /// The page's own.
    pub ready_made: fn() -> Vec<SavedView>,
    /// Those that the user keeps.
    pub read: fn() -> Vec<SavedView>,
    /// Keeps these instead.
    pub write: fn(&[SavedView]),
}
