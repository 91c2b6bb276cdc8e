//! The dialogs of the Applications page. Each is an enum of its states with pure transitions, and a view that binds them.

mod access_rules;
mod batch;
mod batch_view;
mod change;
mod credential;
mod new_application;
mod regenerate;
mod storing;

use leptos::prelude::*;

pub(crate) use batch::Kind;
pub(crate) use change::changes;
#[cfg(test)]
pub(crate) use change::tests;

use super::Page;

/// Which dialog is open, and about which applications, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    New,
    AccessRules(String),
    Regenerate(String),
    Batch(Kind, Vec<String>),
}

/// A dialog, unless what it is about is gone.
pub(crate) fn dialog(page: Page, open: &Open, close: Callback<()>) -> Option<AnyView> {
    let one = |id: &str| page.get(id);
    Some(match open {
        Open::New => new_application::new_application_dialog(page, close),
        Open::AccessRules(id) => access_rules::access_rules_dialog(page, one(id)?, close),
        Open::Regenerate(id) => regenerate::regenerate_dialog(page, one(id)?, close),
        Open::Batch(kind, ids) => {
            let applications: Vec<_> = ids.iter().filter_map(|id| one(id)).collect();
            if applications.is_empty() {
                return None;
            }
            batch_view::batch_dialog(page, *kind, applications, close)
        }
    })
}
