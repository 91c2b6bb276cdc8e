use std::time::Duration;

use leptos::prelude::*;

use super::button::cross;
use super::icon::{Icon, icon};
use crate::platform::focus;
use crate::texts;

/// What happened, in one line and perhaps a small second. Never holds a secret.
#[derive(Clone)]
pub(crate) struct Toast {
    text: String,
    small: Option<String>,
    failed: bool,
    action: Option<(&'static str, Callback<()>)>,
}

impl Toast {
    /// Something is done. Goes by itself.
    pub(crate) fn done(text: String) -> Self {
        Self {
            text,
            small: None,
            failed: false,
            action: None,
        }
    }

    /// What a part of the page says by itself.
    pub(crate) fn of(text: String, small: Option<String>, failed: bool) -> Self {
        Self {
            text,
            small,
            failed,
            action: None,
        }
    }

    /// Something failed. Stays until it is dismissed.
    pub(crate) fn failed(text: String, small: String) -> Self {
        Self {
            text,
            small: Some(small),
            failed: true,
            action: None,
        }
    }

    /// With a button: Undo, Retry.
    pub(crate) fn with_action(mut self, words: &'static str, action: Callback<()>) -> Self {
        self.action = Some((words, action));
        self
    }
}

/// The toasts on screen. Cheap to copy; in the context of every page.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
    /// The dialogs that are open: the innermost shows the toasts, since what lies behind it is inert.
    dialogs: RwSignal<Vec<u32>>,
}

/// How long a toast stays.
const STAYS: Duration = Duration::from_secs(5);
/// How many are shown at most; older ones go.
const MOST: usize = 4;

impl Toasts {
    pub(crate) fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            dialogs: RwSignal::new(Vec::new()),
        }
    }

    fn next(self) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        id
    }

    pub(crate) fn show(self, toast: Toast) {
        let id = self.next();
        let failed = toast.failed;
        self.shown.update(|shown| {
            shown.push((id, toast));
            if shown.len() > MOST {
                shown.remove(0);
            }
        });
        if !failed {
            self.dismiss_later(id, STAYS);
        }
    }

    /// What failed under these words has worked by now: its toasts go.
    pub(crate) fn resolved(self, failure: &str) {
        self.shown
            .update(|shown| shown.retain(|(_, toast)| toast.text != failure));
    }

    /// A toast that is being read (pointed at, or has the focus) stays.
    fn dismiss_later(self, id: u32, after: Duration) {
        set_timeout(
            move || {
                if focus::exists(".toasts:is(:hover, :focus-within)") {
                    self.dismiss_later(id, Duration::from_secs(2));
                } else {
                    self.dismiss(id);
                }
            },
            after,
        );
    }

    fn dismiss(self, id: u32) {
        if self
            .shown
            .with_untracked(|shown| shown.iter().any(|(other, _)| *other == id))
        {
            self.shown
                .update(|shown| shown.retain(|(other, _)| *other != id));
        }
    }

    /// The toasts, for a dialog to hold while it is open.
    pub(crate) fn in_dialog(self) -> AnyView {
        let id = self.next();
        self.dialogs.update(|dialogs| dialogs.push(id));
        on_cleanup(move || {
            self.dialogs
                .update(|dialogs| dialogs.retain(|other| *other != id));
        });
        self.host(Some(id))
    }

    /// The toasts, at the end of the page.
    pub(crate) fn on_page(self) -> AnyView {
        self.host(None)
    }

    fn host(self, dialog: Option<u32>) -> AnyView {
        let here = Memo::new(move |_| {
            self.dialogs
                .with(|dialogs| dialogs.last().copied() == dialog)
        });
        view! {
            <div class="toasts" role="status">
                <For each=move || if here.get() { self.shown.get() } else { Vec::new() } key=|(id, _)| *id
                    children=move |(id, toast)| self.view(id, toast)/>
            </div>
        }
        .into_any()
    }

    fn view(self, id: u32, toast: Toast) -> AnyView {
        let Toast {
            text,
            small,
            failed,
            action,
        } = toast;
        view! {
            <div class="toast" class:is-bad=failed role=failed.then_some("alert")>
                {icon(if failed { Icon::Failed } else { Icon::Done })}
                <p>{text}{small.map(|small| view! { <small>{small}</small> })}</p>
                {action.map(|(words, action)| view! {
                    <button type="button" class="btn btn-ghost" on:click=move |_| { self.dismiss(id); action.run(()); }>{words}</button>
                })}
                {cross(texts::DISMISS, move || self.dismiss(id))}
            </div>
        }
        .into_any()
    }
}
