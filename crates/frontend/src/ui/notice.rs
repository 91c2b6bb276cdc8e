use leptos::prelude::*;

use super::icon::{Icon, icon, styled_icon};
use crate::api::ApiError;
use crate::texts;

/// What is wrong with a whole form: the server's words, and what to quote.
pub(crate) fn notice(error: &ApiError) -> AnyView {
    notice_of(
        error.message.clone(),
        error.details.clone(),
        error.request_id.as_deref().map(texts::request),
    )
}

/// The same from texts.
pub(crate) fn notice_of(
    message: String,
    details: Option<String>,
    reference: Option<String>,
) -> AnyView {
    view! {
        <div class="notice" role="alert">
            {icon(Icon::Failed)}
            <div>
                <p>{message}</p>
                {details.map(|text| view! { <small>{text}</small> })}
                {reference.map(|text| view! { <small><code>{text}</code></small> })}
            </div>
        </div>
    }
    .into_any()
}

/// What is wrong with one field, to stand beneath it under this id.
pub(crate) fn field_error(id: String, message: String) -> AnyView {
    view! { <p class="error" id=id>{icon(Icon::Failed)}<span>{message}</span></p> }.into_any()
}

/// The middle of a page that has nothing else to show.
pub(crate) fn blank(
    glyph: Icon,
    title: &'static str,
    text: String,
    action: AnyView,
    reference: Option<String>,
) -> AnyView {
    view! {
        <div class="blank">
            {styled_icon(glyph, "i")}
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
            <div class="do">{action}</div>
            {reference.map(|text| view! { <p class="muted"><code>{text}</code></p> })}
        </div>
    }
    .into_any()
}
