//! The buttons above the table, for what is selected.

use leptos::prelude::*;
use shared::api::roles::Action;
use table_engine::Selection;

use super::Page;
use super::columns::Row;
use super::dialogs::{Kind, Open};
use crate::texts;
use crate::ui::icon::{Icon, icon};

/// What of the selection the buttons depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Selected {
    number: usize,
    /// Some are enabled, some disabled.
    enabled: bool,
    disabled: bool,
}

impl Page {
    /// Looks at the selected applications where they are, and no further than it takes: all of a hundred thousand may be selected.
    fn selected(self, selection: &Selection) -> Selected {
        let mut selected = Selected {
            number: selection.len(),
            ..Selected::default()
        };
        let mut is_mixed = |row: &Row| {
            selected.enabled |= row.application.enabled;
            selected.disabled |= !row.application.enabled;
            selected.enabled && selected.disabled
        };
        self.data.with_engine(|engine| {
            if selection.len() == engine.len() {
                return engine.rows().iter().any(|row| is_mixed(row));
            }
            selection.keys.iter().any(|id| {
                let at = engine.index_of(id);
                at.and_then(|at| engine.row(at))
                    .is_some_and(|row| is_mixed(row))
            })
        });
        selected
    }
}

/// A button of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    AccessRules,
    Regenerate,
    Disable,
    Enable,
    Delete,
}

/// Which buttons show. Nothing selected: all that work on one, inert. One: what works on it. Several: what works on several.
fn buttons(selected: Selected) -> Vec<Button> {
    use Button::{AccessRules, Delete, Disable, Enable, Regenerate};
    match selected {
        Selected { number: 0, .. } => vec![AccessRules, Regenerate, Disable, Delete],
        Selected {
            number: 1, enabled, ..
        } => {
            vec![
                AccessRules,
                Regenerate,
                if enabled { Disable } else { Enable },
                Delete,
            ]
        }
        Selected { .. } => vec![Disable, Enable, Delete],
    }
}

impl Button {
    fn look(self) -> (Icon, &'static str) {
        match self {
            Self::AccessRules => (Icon::Key, texts::ACCESS_RULES),
            Self::Regenerate => (Icon::Renew, texts::REGENERATE_SECRET),
            Self::Disable => (Icon::Ban, texts::DISABLE),
            Self::Enable => (Icon::Done, texts::ENABLE),
            Self::Delete => (Icon::Trash, texts::DELETE),
        }
    }

    /// The resource and action that it needs.
    fn needs(self) -> (&'static str, Action) {
        match self {
            Self::AccessRules => ("access_rules", Action::Read),
            Self::Regenerate | Self::Disable | Self::Enable => ("apps", Action::Update),
            Self::Delete => ("apps", Action::Delete),
        }
    }

    /// Why it does nothing now, if it doesn't.
    fn inert(self, selected: Selected) -> Option<&'static str> {
        match self {
            _ if selected.number == 0 => Some(texts::SELECT_FIRST),
            Self::Disable if !selected.enabled => Some(texts::ALL_DISABLED),
            Self::Enable if !selected.disabled => Some(texts::ALL_ENABLED),
            _ => None,
        }
    }

    fn open(self, mut ids: Vec<String>) -> Option<Open> {
        Some(match self {
            Self::AccessRules => Open::AccessRules(ids.pop()?),
            Self::Regenerate => Open::Regenerate(ids.pop()?),
            Self::Disable => Open::Batch(Kind::Disable, ids),
            Self::Enable => Open::Batch(Kind::Enable, ids),
            Self::Delete => Open::Batch(Kind::Delete, ids),
        })
    }
}

/// Follows the selection and nothing else of the view, by what is quickly compared: each edit of it moves one of the three.
fn selection_changes(page: Page) -> Memo<String> {
    Memo::new(move |_| {
        page.state.with(|state| {
            let text = |key: &Option<String>| key.clone().unwrap_or_default();
            let Selection {
                keys,
                anchor,
                extent,
            } = &state.selection;
            [keys.len().to_string(), text(anchor), text(extent)].join(" ")
        })
    })
}

/// The buttons.
pub(super) fn actions(page: Page) -> AnyView {
    let changed = selection_changes(page);
    let selected = Memo::new(move |_| {
        page.data.track();
        changed.with(|_| ()); // a memo that is only tracked never runs
        page.state
            .with_untracked(|state| page.selected(&state.selection))
    });
    // The same buttons stay in place while only what they say of themselves changes: the one with the focus keeps it.
    let shown = Memo::new(move |_| buttons(selected.get()));
    let view =
        move |button: Button| {
            let (glyph, words) = button.look();
            let (resource, action) = button.needs();
            let inert = Memo::new(move |_| button.inert(selected.get()));
            let press = move |_| {
                if inert.get_untracked().is_none() {
                    let ids = page.state.with_untracked(|state| {
                        state.selection.keys.iter().map(str::to_owned).collect()
                    });
                    page.open.set(button.open(ids));
                }
            };
            move || {
                page.session.may(resource, action).then(|| view! {
                <button
                    type="button"
                    class="ct-btn ct-ghost"
                    class:is-danger=move || button == Button::Delete && inert.get().is_none()
                    aria-disabled=move || inert.get().is_some().then_some("true")
                    title=move || inert.get()
                    on:click=press>
                    {icon(glyph)}
                    {words}
                </button>
            })
            }
        };
    view! { <For each=move || shown.get() key=|button| *button as u8 children=view/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_all_and_several_have_what_works_on_several() {
        let one = Selected {
            number: 1,
            enabled: true,
            disabled: false,
        };
        assert_eq!(
            buttons(one),
            [
                Button::AccessRules,
                Button::Regenerate,
                Button::Disable,
                Button::Delete
            ]
        );
        let off = Selected {
            number: 1,
            enabled: false,
            disabled: true,
        };
        assert_eq!(buttons(off)[2], Button::Enable);
        let several = Selected {
            number: 2,
            enabled: true,
            disabled: true,
        };
        assert_eq!(
            buttons(several),
            [Button::Disable, Button::Enable, Button::Delete]
        );
        assert!(
            buttons(several)
                .iter()
                .all(|button| button.inert(several).is_none())
        );
    }

    #[test]
    fn without_a_selection_nothing_works() {
        assert!(
            buttons(Selected::default())
                .iter()
                .all(|button| button.inert(Selected::default()).is_some())
        );
    }
}
