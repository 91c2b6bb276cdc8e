#![expect(
    unreachable_pub,
    reason = "the component macro makes its properties public"
)]

use leptos::html;
use leptos::prelude::*;

use super::button::close_cross;
use super::toast::Toasts;
use super::unique;
use crate::platform::focus;

/// A modal dialog (ARIA APG, Dialog (Modal)): a native `<dialog>` around a form. It is open for as long as it is on the page;
/// whoever shows it takes it away. Escape and the cross cancel; Enter submits. The focus goes to what says `autofocus`, and
/// back to where it came from.
#[component]
pub(crate) fn Dialog(
    /// Its title, which names it.
    #[prop(into)]
    title: Signal<String>,
    /// A line under the title.
    #[prop(into, optional)]
    sub: MaybeProp<String>,
    /// Whether it warns.
    #[prop(into, optional)]
    alert: MaybeProp<bool>,
    /// Escape, the cross, the browser's own way back.
    on_cancel: Callback<()>,
    /// Enter in a field, or the submit button.
    on_submit: Callback<()>,
    /// Where the focus goes when what had it is gone, in order.
    #[prop(default = &["[role=grid] [tabindex='0']", "h1"])]
    otherwise: &'static [&'static str],
    /// The body and the footer.
    children: Children,
) -> impl IntoView {
    let opener = StoredValue::new_local(focus::current());
    let element = NodeRef::<html::Dialog>::new();
    element.on_load(|dialog| {
        // A dialog can be shown as soon as it is in the document, which it is after this turn.
        request_animation_frame(move || drop(dialog.show_modal()));
    });
    on_cleanup(move || {
        let opener = opener.try_get_value().flatten();
        request_animation_frame(move || focus::restore(opener.as_ref(), otherwise));
    });
    let title_id = unique("title");
    let labelled = title_id.clone();
    let toasts = expect_context::<Toasts>();
    view! {
        <dialog
            class="dialog"
            node_ref=element
            role=move || alert.get().unwrap_or_default().then_some("alertdialog")
            aria-labelledby=labelled
            on:keydown=move |event| {
                match event.key().as_str() {
                    "Escape" if !event.default_prevented() => {
                        event.prevent_default();
                        on_cancel.run(());
                    }
                    // A key that is held presses once: what comes next, a secret perhaps, is to be seen first.
                    "Enter" if event.repeat() => event.prevent_default(),
                    _ => {}
                }
            }
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_cancel.run(());
            }
        >
            <form
                novalidate
                autocomplete="off"
                on:submit=move |event| {
                    event.prevent_default();
                    on_submit.run(());
                }
            >
                <header>
                    <div>
                        <h2 id=title_id>{move || title.get()}</h2>
                        {move || sub.get().map(|sub| view! { <p class="sub">{sub}</p> })}
                    </div>
                    {close_cross(move || on_cancel.run(()))}
                </header>
                {children()}
            </form>
            {toasts.in_dialog()}
        </dialog>
    }
}
