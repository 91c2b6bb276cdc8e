//! What the table tells the page to show for a moment.

/// Something that happened, for a toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened, in one line.
    pub text: String,
    /// More about it, in a second line.
    pub detail: Option<String>,
    /// It did not work: the notice stays until it is dismissed.
    pub failed: bool,
}
