pub(crate) mod applications;
pub(crate) mod not_found;
pub(crate) mod set_up;
pub(crate) mod sign_in;

use leptos::prelude::*;

use crate::platform::history;
use crate::ui::icon::{Icon, styled_icon};

/// The page of a door: mark, heading, what it is for, the form, and a line at the foot.
fn door(title: &'static str, lede: &'static str, content: AnyView) -> AnyView {
    view! {
        <div class="door">
            <main id="main">
                <div>
                    {styled_icon(Icon::Logo, "logo i")}
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lede">{lede}</p>
                </div>
                {content}
            </main>
            <footer>
                <span>{history::host()}</span>
                <span aria-hidden="true">"·"</span>
                <span>{concat!("Clientele ", env!("CARGO_PKG_VERSION"))}</span>
            </footer>
        </div>
    }
    .into_any()
}
