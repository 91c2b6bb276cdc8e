//! The role's field: a button that opens a list (ARIA APG, Select-Only Combobox).

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use shared::api::roles::Role;

use super::Rules;
use super::state::State;
use crate::platform::focus;
use crate::texts;
use crate::ui::icon::{Icon, icon};

/// What a key does to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Open,
    Close,
    Move(usize),
    Choose,
}

/// What a key does: in a closed list arrows, Enter and Space open it; in an open one arrows move, Enter and Space choose,
/// Escape closes. A letter moves to the next name that starts with it.
fn on_key(open: bool, at: usize, names: &[String], key: &str) -> Option<Act> {
    let last = names.len().checked_sub(1)?;
    match key {
        "ArrowDown" | "ArrowUp" | "Enter" | " " if !open => Some(Act::Open),
        "ArrowDown" => Some(Act::Move((at + 1).min(last))),
        "ArrowUp" => Some(Act::Move(at.saturating_sub(1))),
        "Home" => Some(Act::Move(0)),
        "End" => Some(Act::Move(last)),
        "PageDown" => Some(Act::Move((at + 5).min(last))),
        "PageUp" => Some(Act::Move(at.saturating_sub(5))),
        "Enter" | " " => Some(Act::Choose),
        "Escape" | "Tab" if open => Some(Act::Close),
        _ => {
            let mut typed = key.chars();
            let (letter, more) = (typed.next()?, typed.next());
            if more.is_some() || letter.is_control() {
                return None;
            }
            let letter: String = letter.to_lowercase().collect();
            let starts = |name: &String| name.to_lowercase().starts_with(&letter);
            let after = names
                .iter()
                .skip(at + 1)
                .position(starts)
                .map(|found| at + 1 + found);
            after
                .or_else(|| names.iter().position(starts))
                .map(Act::Move)
        }
    }
}

/// The field.
pub(super) fn role_select(rules: Rules, fault: Signal<Option<String>>) -> AnyView {
    let Rules { state, roles, .. } = rules;
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    let chosen = Memo::new(move |_| state.with(|state| state.role));
    let chosen_role = move || {
        let id = chosen.get()?;
        roles.with(|roles| roles.as_ref()?.iter().find(|role| role.id == id).cloned())
    };
    let show = move |yes: bool| {
        if yes {
            let index = roles.with_untracked(|roles| {
                let id = chosen.get_untracked()?;
                roles.as_ref()?.iter().position(|role| role.id == id)
            });
            at.set(index.unwrap_or_default());
            focus::reveal_soon("#role-list .is-on");
        }
        open.set(yes);
    };
    let choose = move |index: usize| {
        let id = roles.with_untracked(|roles| roles.as_ref()?.get(index).map(|role| role.id));
        if let Some(id) = id {
            rules.edit(|state: State| state.choose_role(id));
        }
        show(false);
        let _ = focus::to_first("#role");
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let names: Vec<String> = roles.with_untracked(|roles| {
            roles
                .iter()
                .flatten()
                .map(|role| role.name.clone())
                .collect()
        });
        let key = event.key();
        let Some(act) = on_key(open.get_untracked(), at.get_untracked(), &names, &key) else {
            return;
        };
        if key != "Tab" {
            event.prevent_default();
        }
        match act {
            Act::Open => show(true),
            Act::Close => show(false),
            Act::Choose => choose(at.get_untracked()),
            Act::Move(index) => {
                if !open.get_untracked() {
                    show(true);
                }
                at.set(index);
                focus::reveal_soon("#role-list .is-on");
            }
        }
    };
    let option = move |(index, role): (usize, Role)| {
        let (option_id, name_id) = (format!("role-{index}"), format!("role-{index}-name"));
        let (id, labelled, description) = (role.id, name_id.clone(), role.description.clone());
        view! {
            <li
                {..custom_attribute("aria-description", description)}
                role="option"
                id=option_id
                class:is-on=move || at.get() == index
                aria-selected=move || (chosen.get() == Some(id)).to_string()
                aria-labelledby=labelled
                on:pointermove=move |_| if at.get_untracked() != index { at.set(index) }
                // A press must not take the focus from the button, which would close the list.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choose(index)>
                <span id=name_id>{role.name}</span>
                <small data-text=role.description></small>
            </li>
        }
    };
    let list = move || {
        open.get().then(|| {
            let all: Vec<(usize, Role)> = roles.with(|roles| roles.iter().flatten().cloned().enumerate().collect());
            view! { <ul class="listbox" role="listbox" id="role-list" aria-labelledby="role-label">{all.into_iter().map(option).collect_view()}</ul> }
        })
    };
    view! {
        <div class="select">
            <button
                type="button"
                class="input"
                id="role"
                role="combobox"
                aria-haspopup="listbox"
                aria-controls="role-list"
                aria-labelledby="role-label"
                aria-expanded=move || open.get().to_string()
                aria-activedescendant=move || open.get().then(|| format!("role-{}", at.get()))
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=move || if fault.with(Option::is_some) { "role-error" } else { "role-hint" }
                on:click=move |_| show(!open.get_untracked())
                on:keydown=on_keydown
                on:blur=move |_| open.set(false)>
                {move || match (chosen_role(), roles.with(Option::is_some)) {
                    (Some(role), _) => view! { <span class="value">{role.name}</span> },
                    (None, true) => view! { <span class="value is-empty">{texts::CHOOSE_ROLE.to_owned()}</span> },
                    (None, false) => view! { <span class="value is-empty">{texts::LOADING.to_owned()}</span> },
                }}
                {icon(Icon::Down)}
            </button>
            {list}
        </div>
        <p class="hint" id="role-hint">{move || chosen_role().map(|role| role.description)}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(open: bool, at: usize, key: &str) -> Option<Act> {
        let names = ["Editor", "Researcher", "Research manager", "Viewer"].map(str::to_owned);
        on_key(open, at, &names, key)
    }

    #[test]
    fn a_closed_list_opens() {
        for name in ["ArrowDown", "ArrowUp", "Enter", " "] {
            assert_eq!(key(false, 0, name), Some(Act::Open), "{name}");
        }
        assert_eq!(key(false, 0, "Escape"), None, "the dialog's");
        assert_eq!(key(false, 0, "Tab"), None);
    }

    #[test]
    fn an_open_list_moves_chooses_and_closes() {
        assert_eq!(key(true, 0, "ArrowDown"), Some(Act::Move(1)));
        assert_eq!(key(true, 3, "ArrowDown"), Some(Act::Move(3)));
        assert_eq!(key(true, 0, "End"), Some(Act::Move(3)));
        assert_eq!(key(true, 2, "Enter"), Some(Act::Choose));
        assert_eq!(key(true, 2, "Escape"), Some(Act::Close));
        assert_eq!(key(true, 2, "Tab"), Some(Act::Close));
        assert_eq!(key(true, 2, "F5"), None);
    }

    #[test]
    fn letters_go_round() {
        assert_eq!(key(true, 0, "r"), Some(Act::Move(1)));
        assert_eq!(key(true, 1, "r"), Some(Act::Move(2)));
        assert_eq!(key(true, 2, "R"), Some(Act::Move(1)));
        assert_eq!(key(true, 0, "x"), None);
    }

    #[test]
    fn an_empty_list_does_nothing() {
        assert_eq!(on_key(true, 0, &[], "ArrowDown"), None);
    }
}
