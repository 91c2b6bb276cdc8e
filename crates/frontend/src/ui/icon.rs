use leptos::prelude::*;
use shared::ScopeType;

/// A drawing on a grid of 16 by 16, in strokes of the text's colour. Always beside words, or in a button that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Logo,
    Apps,
    Key,
    Plus,
    Cross,
    Copy,
    Check,
    Down,
    Right,
    Trash,
    Renew,
    Ban,
    Warning,
    Failed,
    Done,
    Download,
    Sun,
    Moon,
    Auto,
    Menu,
    Updown,
    Search,
    Account,
    Cluster,
    Department,
    Project,
    Clock,
    External,
}

impl Icon {
    /// The glyph of a scope's level.
    pub(crate) fn of_level(level: ScopeType) -> Self {
        match level {
            ScopeType::System | ScopeType::Tenant => Self::Account,
            ScopeType::Cluster => Self::Cluster,
            ScopeType::Department => Self::Department,
            ScopeType::Project => Self::Project,
        }
    }

    fn shape(self) -> &'static str {
        match self {
            Self::Logo => r#"<path d="M13 4.2A6 6 0 1 0 13 11.8" stroke-width="2.4"/><circle cx="8" cy="8" r="1.9" fill="currentColor" stroke="none"/><path d="M9 8h5.4" stroke-width="2"/>"#,
            Self::Apps => r#"<rect x="2" y="2" width="4.75" height="4.75" rx="1"/><rect x="2" y="9.25" width="4.75" height="4.75" rx="1"/><rect x="9.25" y="9.25" width="4.75" height="4.75" rx="1"/><circle cx="11.63" cy="4.38" r="2.38"/>"#,
            Self::Key => r#"<circle cx="5.25" cy="10.75" r="2.75"/><path d="m7.25 8.75 6-6M10.5 5.5l2 2"/>"#,
            Self::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
            Self::Cross => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
            Self::Copy => r#"<rect x="5.75" y="5.75" width="8.5" height="8.5" rx="1.5"/><path d="M3.25 10.25h-.5a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1h6.5a1 1 0 0 1 1 1v.5"/>"#,
            Self::Check => r#"<path d="m3 8.5 3.25 3.25L13 4.75"/>"#,
            Self::Down => r#"<path d="m4 6 4 4 4-4"/>"#,
            Self::Right => r#"<path d="m6 4 4 4-4 4"/>"#,
            Self::Trash => r#"<path d="M2.5 4.25h11M6 4.25v-1.5a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M12.25 4.25l-.6 9a1 1 0 0 1-1 .95h-5.3a1 1 0 0 1-1-.95l-.6-9M6.6 7.25v4M9.4 7.25v4"/>"#,
            Self::Renew => r#"<path d="M13.25 2.25v3.5h-3.5M2.75 13.75v-3.5h3.5"/><path d="M13.1 5.75A5.5 5.5 0 0 0 3.2 5M2.9 10.25A5.5 5.5 0 0 0 12.8 11"/>"#,
            Self::Ban => r#"<circle cx="8" cy="8" r="6.25"/><path d="m3.6 3.6 8.8 8.8"/>"#,
            Self::Warning => r#"<path d="M7.1 2.5a1 1 0 0 1 1.8 0l5.2 9.75a1 1 0 0 1-.9 1.5H2.8a1 1 0 0 1-.9-1.5zM8 6v3.25M8 11.5h.01"/>"#,
            Self::Failed => r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.75v3.75M8 11h.01"/>"#,
            Self::Done => r#"<circle cx="8" cy="8" r="6.25"/><path d="m5.25 8.25 2 2 3.5-4"/>"#,
            Self::Download => r#"<path d="M8 2v8M4.75 6.75 8 10l3.25-3.25M2.5 13.5h11"/>"#,
            Self::Sun => r#"<circle cx="8" cy="8" r="2.75"/><path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7"/>"#,
            Self::Moon => r#"<path d="M13.75 9.3A6 6 0 1 1 6.7 2.25a4.75 4.75 0 0 0 7.05 7.05z"/>"#,
            Self::Auto => r#"<rect x="1.75" y="2.5" width="12.5" height="8.75" rx="1.25"/><path d="M5.5 13.75h5"/>"#,
            Self::Menu => r#"<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>"#,
            Self::Updown => r#"<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>"#,
            Self::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.25 3.25"/>"#,
            Self::Account => r#"<circle cx="8" cy="8" r="6.25"/><path d="M1.75 8h12.5M8 1.75c2 1.9 2.75 4 2.75 6.25S10 12.35 8 14.25C6 12.35 5.25 10.25 5.25 8S6 3.65 8 1.75"/>"#,
            Self::Cluster => r#"<rect x="1.75" y="2.25" width="12.5" height="4.75" rx="1.25"/><rect x="1.75" y="9" width="12.5" height="4.75" rx="1.25"/><path d="M4.75 4.63h.01M4.75 11.38h.01M8 4.63h3.25M8 11.38h3.25"/>"#,
            Self::Department => r#"<rect x="5.75" y="1.75" width="4.5" height="3.5" rx="1"/><rect x="1.75" y="10.75" width="4.5" height="3.5" rx="1"/><rect x="9.75" y="10.75" width="4.5" height="3.5" rx="1"/><path d="M8 5.25V8M4 10.75V8h8v2.75"/>"#,
            Self::Project => r#"<path d="M1.75 4.25a1 1 0 0 1 1-1h3.1l1.6 1.75h5.8a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2.75a1 1 0 0 1-1-1z"/>"#,
            Self::Clock => r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.5 1.5"/>"#,
            Self::External => r#"<path d="M6 3.25H3.75a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V10M9.5 2.75h3.75V6.5M13 3 7.5 8.5"/>"#,
        }
    }
}

/// An icon at 16 px.
pub(crate) fn icon(icon: Icon) -> AnyView {
    styled_icon(icon, "i")
}

/// An icon at 12 px.
pub(crate) fn small_icon(icon: Icon) -> AnyView {
    styled_icon(icon, "i i-s")
}

/// An icon with classes of its own.
pub(crate) fn styled_icon(icon: Icon, class: &'static str) -> AnyView {
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=icon.shape()></svg> }.into_any()
}
