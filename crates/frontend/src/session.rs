//! Who is signed in, and what they may do.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::roles::{Action, Permission};

use crate::api::{Api, SignedIn};
use crate::platform::history;
use crate::route::{Route, Router, sign_in_and_back};

/// What is known of the session.
#[derive(Clone, PartialEq, Eq)]
enum State {
    /// Not answered yet; taken as signed in, so that a page loads without waiting.
    Asking,
    In(SignedIn),
    /// `true`: it ended under the user's hands.
    Out(bool),
}

/// The session. Cheap to copy; in the context of every page.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    state: RwSignal<State>,
    organisation: RwSignal<Option<String>>,
    permissions: RwSignal<Option<Vec<Permission>>>,
    router: Router,
}

impl Session {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            state: RwSignal::new(State::Asking),
            organisation: RwSignal::new(None),
            permissions: RwSignal::new(None),
            router,
        }
    }

    /// Asks the server who is signed in.
    pub(crate) fn ask(self, api: Api) {
        self.state.set(State::Asking);
        spawn_local(async move {
            match api.session().await {
                Ok(Some(user)) => self.enter(api, user),
                Ok(None) => {
                    self.state.set(State::Out(false));
                    self.lead_to_sign_in();
                }
                // The page's own calls say what is wrong.
                Err(_) => {}
            }
        });
    }

    /// Somebody is signed in.
    pub(crate) fn enter(self, api: Api, user: SignedIn) {
        self.state.set(State::In(user));
        spawn_local(async move {
            if let Ok(Some(tenant)) = api.tenant().await {
                self.organisation.set(Some(tenant.name));
            }
            if let Ok(permissions) = api.permissions().await {
                self.permissions.set(Some(permissions));
            }
        });
    }

    /// The server no longer knows the session.
    pub(crate) fn lost(self) {
        if !self.is_out_untracked() {
            self.forget(true);
            self.lead_to_sign_in();
        }
    }

    /// The user signed out.
    pub(crate) fn leave(self) {
        self.forget(false);
        self.router.go(crate::route::SIGN_IN);
    }

    fn forget(self, lost: bool) {
        self.organisation.set(None);
        self.permissions.set(None);
        self.state.set(State::Out(lost));
    }

    fn lead_to_sign_in(self) {
        let place = history::place();
        if !Route::of(&place.path).is_door() {
            self.router.replace(&sign_in_and_back(&place));
        }
    }

    /// Nobody is signed in.
    pub(crate) fn is_out(self) -> Memo<bool> {
        Memo::new(move |_| self.state.with(|state| matches!(state, State::Out(_))))
    }

    pub(crate) fn is_out_untracked(self) -> bool {
        self.state
            .with_untracked(|state| matches!(state, State::Out(_)))
    }

    /// Whether somebody is known to be signed in.
    pub(crate) fn is_in_untracked(self) -> bool {
        self.state
            .with_untracked(|state| matches!(state, State::In(_)))
    }

    /// Whether the session ended under the user's hands.
    pub(crate) fn was_lost(self) -> bool {
        self.state
            .with_untracked(|state| *state == State::Out(true))
    }

    /// The email of who is signed in, once it is known.
    pub(crate) fn email(self) -> Option<String> {
        self.state.with(|state| match state {
            State::In(user) => Some(user.username.clone()),
            _ => None,
        })
    }

    /// Whether the user signed in with a password that somebody else gave them: all that they may do is change it.
    pub(crate) fn must_change_password(self) -> bool {
        self.state
            .with(|state| matches!(state, State::In(user) if user.must_change_password))
    }

    /// The organisation's name, once it is known.
    pub(crate) fn organisation(self) -> Option<String> {
        self.organisation.get()
    }

    /// Whether the user may do something in some scope. Yes while it isn't known: the server decides, and says why not.
    pub(crate) fn may(self, resource: &str, action: Action) -> bool {
        self.permissions.with(|permissions| match permissions {
            Some(permissions) => permissions
                .iter()
                .any(|held| held.resource_type == resource && held.actions.contains(&action)),
            None => true,
        })
    }
}
