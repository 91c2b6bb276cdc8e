use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Icon, icon};
use super::unique;
use crate::platform::clipboard;
use crate::texts;

/// Lends a text for the time of a call, so that a secret is never copied around.
pub(crate) type Lend = Arc<dyn Fn(&mut dyn FnMut(&str)) + Send + Sync>;

/// Lends a text that is no secret.
pub(crate) fn plain(text: String) -> Lend {
    Arc::new(move |borrow| borrow(&text))
}

/// A button that copies a text, and shows for two seconds that it did.
pub(crate) fn copy_button(
    class: &'static str,
    name: &'static str,
    lend: Lend,
    on_copied: Callback<()>,
) -> AnyView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        lend(&mut |text| {
            let copying = clipboard::copy(text);
            spawn_local(async move {
                if copying.await {
                    copied.try_set(true);
                    on_copied.try_run(());
                    set_timeout(
                        move || {
                            copied.try_set(false);
                        },
                        Duration::from_secs(2),
                    );
                }
            });
        });
    };
    let name = move || if copied.get() { texts::COPIED } else { name };
    view! {
        <button type="button" class=class class:is-done=move || copied.get() aria-label=name title=name on:click=copy>
            {move || icon(if copied.get() { Icon::Check } else { Icon::Copy })}
        </button>
    }
    .into_any()
}

/// A field to copy from: read-only, and none of a password manager's business.
pub(crate) fn copy_field(
    label: &'static str,
    copy_name: &'static str,
    lend: Lend,
    on_copied: Callback<()>,
) -> AnyView {
    let id = unique("copy");
    let field = NodeRef::<html::Input>::new();
    let fill = lend.clone();
    field.on_load(move |field| fill(&mut |text| field.set_value(text)));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="ro">
                <input id=id node_ref=field readonly autocomplete="off" spellcheck="false" data-1p-ignore data-lpignore="true" data-bwignore
                    on:focus=move |_| if let Some(field) = field.get_untracked() { field.select() }/>
                {copy_button("", copy_name, lend, on_copied)}
            </div>
        </div>
    }
    .into_any()
}
