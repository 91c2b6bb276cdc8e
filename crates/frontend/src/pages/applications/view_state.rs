//! Binds the table's state to the address and to what is kept in this browser.

use std::sync::Arc;

use leptos::prelude::*;
use table_engine::{Columns, State};

use super::address::{Address, Move};
use super::columns::Row;
use super::kept;
use crate::platform::history;
use crate::platform::time;
use crate::route::{APPLICATIONS, Arrival, Route, Router};

/// How long a query may be. Servers and what stands before them refuse longer addresses, so that reloading one leads nowhere.
const LONGEST: usize = 6000;

fn address_of(query: &str) -> String {
    if query.is_empty() || query.len() > LONGEST {
        APPLICATIONS.to_owned()
    } else {
        format!("{APPLICATIONS}?{query}")
    }
}

fn apply(step: Option<Move>) {
    match step {
        Some(Move::Push(query)) => history::push(&address_of(&query)),
        Some(Move::Replace(query)) => history::replace(&address_of(&query)),
        Some(Move::Back) => history::back(),
        None => {}
    }
}

/// The table's state as the address describes it, and from then on both as the other.
pub(super) fn view_state(columns: &Columns<Row>, router: Router) -> RwSignal<State> {
    let place = history::place();
    let first = State::open(&place.query, kept::layout(), columns);
    let (address, step) = Address::open(history::index(), &place.query, &first.to_query(columns));
    apply(step);
    if place.path != APPLICATIONS {
        history::replace(&address_of(&first.to_query(columns)));
    }
    let address = StoredValue::new(address);
    let layout = StoredValue::new(first.layout.clone());
    let state = RwSignal::new(first);

    let schema = columns.clone();
    let search = Memo::new(move |_| state.with(|state| state.search.clone()));
    Effect::new(move |before: Option<String>| {
        let typed = search.get();
        let query = state.with(|state| state.to_query(&schema));
        let step = address.try_update_value(|address| {
            address.edited(
                &query,
                before.is_some_and(|before| before != typed),
                time::now(),
            )
        });
        apply(step.flatten());
        let now = state.with(|state| state.layout.clone());
        let before = layout.get_value();
        if now != before {
            kept::keep_layout(&now, !now.shows_like(&before), &schema);
            layout.set_value(now);
        }
        typed
    });

    let schema = Arc::new(columns.clone());
    router.on_arrival(Callback::new(move |Arrival { place, by_link }| {
        if Route::of(&place.path) != Route::Applications {
            return;
        }
        let mut next = state.get_untracked();
        if by_link {
            next = State {
                selection: next.selection,
                ..State::open(&place.query, kept::layout(), &schema)
            };
        } else {
            // An entry that names no columns was made with the columns as declared.
            next.follow_query(&place.query, &schema);
        }
        let query = next.to_query(&schema);
        let step = address
            .try_update_value(|address| address.arrived(history::index(), &place.query, &query));
        apply(step.flatten());
        if state.with_untracked(|state| *state != next) {
            state.set(next);
        }
    }));
    state
}
