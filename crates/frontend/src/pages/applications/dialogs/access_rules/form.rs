//! The form for a new access rule: a role in a scope.

use leptos::prelude::*;

use super::Rules;
use super::role_select::role_select;
use super::scope_tree::scope_tree;
use super::state::{Fault, State};
use crate::platform::focus;
use crate::texts;
use crate::ui::button::{Look, button, submit};
use crate::ui::notice::{field_error, notice};

/// Moves the focus to what is wrong.
pub(super) fn focus_fault(state: RwSignal<State>) {
    let place = state.try_with_untracked(|state| match state.fault {
        Some(Fault::Role(_)) => Some("#role"),
        Some(Fault::Scope(_)) => Some("#scope [tabindex='0']"),
        _ => None,
    });
    if let Some(Some(place)) = place {
        focus::soon(place.to_owned());
    }
}

/// The form.
pub(super) fn form(rules: Rules, on_back: Callback<()>) -> AnyView {
    let state = rules.state;
    let role_fault = Memo::new(move |_| {
        state.with(|state| match &state.fault {
            Some(Fault::Role(message)) => Some(message.clone()),
            _ => None,
        })
    });
    let scope_fault = Memo::new(move |_| {
        state.with(|state| match &state.fault {
            Some(Fault::Scope(message)) => Some(message.clone()),
            _ => None,
        })
    });
    let whole = Memo::new(move |_| {
        state.with(|state| match &state.fault {
            Some(Fault::Whole(error)) => Some(error.clone()),
            _ => None,
        })
    });
    let saving = Signal::derive(move || state.with(|state| state.saving));
    view! {
        <div class="body">
            {move || whole.get().or_else(|| rules.trouble.get()).map(|error| notice(&error))}
            <div class="field">
                <span class="label" id="role-label">{texts::ROLE}</span>
                {role_select(rules, role_fault.into())}
                {move || role_fault.get().map(|message| field_error("role-error".to_owned(), message))}
            </div>
            <div class="field">
                <span class="label" id="scope-label">{texts::SCOPE}</span>
                {scope_tree(rules, scope_fault.into())}
                {move || scope_fault.get().map(|message| field_error("scope-error".to_owned(), message))}
            </div>
        </div>
        <footer>
            {button(Look::Plain, None, texts::BACK, move || on_back.run(()))}
            {submit(Look::Primary, || texts::SAVE_RULE.to_owned(), saving)}
        </footer>
    }
    .into_any()
}
