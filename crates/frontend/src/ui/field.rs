use leptos::prelude::*;

use super::notice::field_error;
use super::unique;
use crate::texts;

/// A text field: its label, what is typed, and what is wrong with it.
pub(crate) struct Field {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    /// `text`, `email` or `password`.
    pub(crate) kind: &'static str,
    /// The HTML token that tells a password manager what belongs here.
    pub(crate) autocomplete: &'static str,
    pub(crate) value: RwSignal<String>,
    pub(crate) error: Signal<Option<String>>,
    /// Has the focus first.
    pub(crate) first: bool,
}

impl Field {
    /// The field, with a switch beside the label that shows a password as typed, and something beneath it.
    pub(crate) fn view(self, beneath: AnyView) -> AnyView {
        let Self {
            id,
            label,
            kind,
            autocomplete,
            value,
            error,
            first,
        } = self;
        let error_id = unique("error");
        let shown = RwSignal::new(false);
        let described = {
            let error_id = error_id.clone();
            move || error.with(Option::is_some).then(|| error_id.clone())
        };
        let is_password = kind == "password";
        view! {
            <div class="field">
                <div class="row">
                    <label for=id>{label}</label>
                    {is_password.then(|| view! {
                        <button type="button" class="link" aria-pressed=move || shown.get().to_string() aria-label=texts::SHOW_PASSWORD
                            on:click=move |_| shown.update(|shown| *shown = !*shown)>
                            {move || if shown.get() { texts::HIDE } else { texts::SHOW }}
                        </button>
                    })}
                </div>
                <div class="input">
                    <input
                        id=id
                        name=id
                        type=move || if shown.get() { "text" } else { kind }
                        autocomplete=autocomplete
                        autocapitalize="none"
                        spellcheck="false"
                        autofocus=first
                        aria-invalid=move || error.with(Option::is_some).then_some("true")
                        aria-describedby=described
                        prop:value=move || value.get()
                        on:input=move |event| value.set(event_target_value(&event))
                    />
                </div>
                {move || error.get().map(|message| field_error(error_id.clone(), message))}
                {beneath}
            </div>
        }
        .into_any()
    }
}
