//! The icons: line drawings on a 16 px square, drawn in the colour of the text around them.

use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by what it shows")]
pub enum Icon {
    Logo,
    Apps,
    Key,
    Role,
    Users,
    Department,
    Clock,
    Code,
    Account,
    Cluster,
    Project,
    Plus,
    Cross,
    Filter,
    Search,
    Columns,
    More,
    Copy,
    Check,
    Minus,
    Down,
    Right,
    Left,
    Asc,
    Desc,
    Trash,
    Renew,
    Ban,
    Warning,
    Info,
    Failed,
    Done,
    Download,
    Sun,
    Moon,
    Auto,
    Grip,
    Pin,
    Text,
    User,
    Updown,
    Menu,
    Sort,
    External,
}

impl Icon {
    /// The shapes, as SVG.
    pub const fn shapes(self) -> &'static str {
        match self {
            Self::Logo => {
                r#"<path d="M13 4.2A6 6 0 1 0 13 11.8" stroke-width="2.4"/><circle cx="8" cy="8" r="1.9" fill="currentColor" stroke="none"/><path d="M9 8h5.4" stroke-width="2"/>"#
            }
            Self::Apps => {
                r#"<rect x="2" y="2" width="4.75" height="4.75" rx="1"/><rect x="2" y="9.25" width="4.75" height="4.75" rx="1"/><rect x="9.25" y="9.25" width="4.75" height="4.75" rx="1"/><circle cx="11.63" cy="4.38" r="2.38"/>"#
            }
            Self::Key => {
                r#"<circle cx="5.25" cy="10.75" r="2.75"/><path d="m7.25 8.75 6-6M10.5 5.5l2 2"/>"#
            }
            Self::Role => {
                r#"<path d="M8 1.75 13 3.5v4.2c0 3-2 5.3-5 6.55-3-1.25-5-3.55-5-6.55V3.5z"/><path d="m5.9 7.9 1.5 1.5 2.7-3"/>"#
            }
            Self::Users => {
                r#"<circle cx="6" cy="5" r="2.5"/><path d="M1.75 13.25c.35-2.5 2-3.75 4.25-3.75s3.9 1.25 4.25 3.75M10.75 2.75a2.5 2.5 0 0 1 0 4.5M12 9.9c1.3.5 2 1.7 2.25 3.35"/>"#
            }
            Self::Department => {
                r#"<rect x="5.75" y="1.75" width="4.5" height="3.5" rx="1"/><rect x="1.75" y="10.75" width="4.5" height="3.5" rx="1"/><rect x="9.75" y="10.75" width="4.5" height="3.5" rx="1"/><path d="M8 5.25V8M4 10.75V8h8v2.75"/>"#
            }
            Self::Clock => r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.5 1.5"/>"#,
            Self::Code => r#"<path d="M5.25 4.5 1.75 8l3.5 3.5M10.75 4.5l3.5 3.5-3.5 3.5"/>"#,
            Self::Account => {
                r#"<circle cx="8" cy="8" r="6.25"/><path d="M1.75 8h12.5M8 1.75c2 1.9 2.75 4 2.75 6.25S10 12.35 8 14.25C6 12.35 5.25 10.25 5.25 8S6 3.65 8 1.75"/>"#
            }
            Self::Cluster => {
                r#"<rect x="1.75" y="2.25" width="12.5" height="4.75" rx="1.25"/><rect x="1.75" y="9" width="12.5" height="4.75" rx="1.25"/><path d="M4.75 4.63h.01M4.75 11.38h.01M8 4.63h3.25M8 11.38h3.25"/>"#
            }
            Self::Project => {
                r#"<path d="M1.75 4.25a1 1 0 0 1 1-1h3.1l1.6 1.75h5.8a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2.75a1 1 0 0 1-1-1z"/>"#
            }
            Self::Plus => r#"<path d="M8 3v10M3 8h10"/>"#,
            Self::Cross => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
            Self::Filter => r#"<path d="M2 4h12M4.5 8h7M7 12h2"/>"#,
            Self::Search => r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.25 3.25"/>"#,
            Self::Columns => {
                r#"<rect x="1.75" y="2.75" width="12.5" height="10.5" rx="1.5"/><path d="M6 2.75v10.5M10 2.75v10.5"/>"#
            }
            Self::More => r#"<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>"#,
            Self::Copy => {
                r#"<rect x="5.75" y="5.75" width="8.5" height="8.5" rx="1.5"/><path d="M3.25 10.25h-.5a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1h6.5a1 1 0 0 1 1 1v.5"/>"#
            }
            Self::Check => r#"<path d="m3 8.5 3.25 3.25L13 4.75"/>"#,
            Self::Minus => r#"<path d="M3 8h10"/>"#,
            Self::Down => r#"<path d="m4 6 4 4 4-4"/>"#,
            Self::Right => r#"<path d="m6 4 4 4-4 4"/>"#,
            Self::Left => r#"<path d="m10 4-4 4 4 4"/>"#,
            Self::Asc => r#"<path d="M8 13V3M4 7l4-4 4 4"/>"#,
            Self::Desc => r#"<path d="M8 3v10M4 9l4 4 4-4"/>"#,
            Self::Trash => {
                r#"<path d="M2.5 4.25h11M6 4.25v-1.5a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M12.25 4.25l-.6 9a1 1 0 0 1-1 .95h-5.3a1 1 0 0 1-1-.95l-.6-9M6.6 7.25v4M9.4 7.25v4"/>"#
            }
            Self::Renew => {
                r#"<path d="M13.25 2.25v3.5h-3.5M2.75 13.75v-3.5h3.5"/><path d="M13.1 5.75A5.5 5.5 0 0 0 3.2 5M2.9 10.25A5.5 5.5 0 0 0 12.8 11"/>"#
            }
            Self::Ban => r#"<circle cx="8" cy="8" r="6.25"/><path d="m3.6 3.6 8.8 8.8"/>"#,
            Self::Warning => {
                r#"<path d="M7.1 2.5a1 1 0 0 1 1.8 0l5.2 9.75a1 1 0 0 1-.9 1.5H2.8a1 1 0 0 1-.9-1.5zM8 6v3.25M8 11.5h.01"/>"#
            }
            Self::Info => r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 7.25v3.5M8 5h.01"/>"#,
            Self::Failed => r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.75v3.75M8 11h.01"/>"#,
            Self::Done => r#"<circle cx="8" cy="8" r="6.25"/><path d="m5.25 8.25 2 2 3.5-4"/>"#,
            Self::Download => r#"<path d="M8 2v8M4.75 6.75 8 10l3.25-3.25M2.5 13.5h11"/>"#,
            Self::Sun => {
                r#"<circle cx="8" cy="8" r="2.75"/><path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7"/>"#
            }
            Self::Moon => r#"<path d="M13.75 9.3A6 6 0 1 1 6.7 2.25a4.75 4.75 0 0 0 7.05 7.05z"/>"#,
            Self::Auto => {
                r#"<rect x="1.75" y="2.5" width="12.5" height="8.75" rx="1.25"/><path d="M5.5 13.75h5"/>"#
            }
            Self::Grip => {
                r#"<path d="M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01" stroke-width="2"/>"#
            }
            Self::Pin => r#"<path d="M5.5 1.75h5M6.25 1.75v4.5L4 9.25h8l-2.25-3v-4.5M8 9.25v5"/>"#,
            Self::Text => r#"<path d="M3 4.25V3h10v1.25M8 3v10M6 13h4"/>"#,
            Self::User => {
                r#"<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 13.75c.5-2.75 2.4-4.25 5.25-4.25s4.75 1.5 5.25 4.25"/>"#
            }
            Self::Updown => r#"<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>"#,
            Self::Menu => r#"<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>"#,
            Self::Sort => {
                r#"<path d="M4.75 13V3M2 5.75 4.75 3 7.5 5.75M11.25 3v10M8.5 10.25 11.25 13 14 10.25"/>"#
            }
            Self::External => {
                r#"<path d="M6 3.25H3.75a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V10M9.5 2.75h3.75V6.5M13 3 7.5 8.5"/>"#
            }
        }
    }
}

/// An icon beside a word, or alone in a control that has a name: it is hidden from assistive
/// technology. `small` is 12 px instead of 16.
#[component]
pub fn Icon(
    /// Which one.
    icon: Icon,
    /// 12 px instead of 16.
    #[prop(optional)]
    small: bool,
    /// A further class.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = format!("i{} {class}", if small { " i-s" } else { "" });
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=icon.shapes()></svg> }
}
