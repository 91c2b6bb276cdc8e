//! What of the table is kept in this browser: widths, pins, the columns last chosen, and how things show.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use table::{Density, Display};
use table_engine::{Columns, Layout, Schema};

use super::columns::Row;
use crate::platform::{storage, theme};

const LAYOUT: &str = "clientele.applications.columns";
const EXACT_TIMES: &str = "clientele.exact-times";
/// Read by the shell's script too.
const DENSITY: &str = "clientele.density";

#[derive(Serialize, Deserialize)]
struct Kept {
    layout: Layout,
}

/// The layout that was kept, if it can be read.
pub(super) fn layout() -> Option<Layout> {
    let text = storage::read(LAYOUT)?;
    serde_json::from_str::<Kept>(&text)
        .ok()
        .map(|kept| kept.layout)
}

/// What to keep after the columns changed: widths and pins always; which columns show, and in which order, only if the user
/// chose so, since a link may have brought others.
pub(super) fn merged(kept: Option<Layout>, now: &Layout, chosen: bool, schema: &Schema) -> Layout {
    let mut next = if chosen {
        now.clone()
    } else {
        kept.unwrap_or_else(|| Layout::new(schema)).restored(schema)
    };
    for column in &mut next.columns {
        if let Some(now) = now.get(&column.id) {
            column.width = now.width;
            column.pinned = now.pinned;
        }
    }
    next
}

/// Keeps the layout; the default isn't kept.
pub(super) fn keep_layout(now: &Layout, chosen: bool, columns: &Columns<Row>) {
    let layout = merged(layout(), now, chosen, columns);
    let text = if layout == Layout::new(columns) {
        None
    } else {
        serde_json::to_string(&Kept { layout }).ok()
    };
    storage::write(LAYOUT, text.as_deref());
}

/// How things show: as kept, and kept again with each change.
pub(super) fn display() -> RwSignal<Display> {
    let comfortable = storage::read(DENSITY).as_deref() == Some(Density::Comfortable.name());
    let display = RwSignal::new(Display {
        exact_times: storage::read(EXACT_TIMES).is_some(),
        density: if comfortable {
            Density::Comfortable
        } else {
            Density::Compact
        },
    });
    Effect::new(move |first: Option<()>| {
        let Display {
            exact_times,
            density,
        } = display.get();
        if first.is_some() {
            let name = (density != Density::Compact).then(|| density.name());
            storage::write(EXACT_TIMES, exact_times.then_some("1"));
            storage::write(DENSITY, name);
            theme::set_root("data-density", name);
        }
    });
    display
}

#[cfg(test)]
mod tests {
    use super::super::columns::{Scopes, columns};
    use super::*;
    use table_engine::State;

    fn ids(layout: &Layout) -> Vec<&str> {
        layout.visible().map(|column| column.id.as_str()).collect()
    }

    #[test]
    fn columns_of_a_link_are_not_kept_until_they_are_edited() {
        let columns = columns(&Scopes::default()).unwrap();
        let mut mine = State::new(&columns);
        mine.show_column("created_by", false);
        let mut link = State::open(
            "columns=name,client_id",
            Some(mine.layout.clone()),
            &columns,
        );
        link.resize("name", Some(300.0));
        let kept = merged(Some(mine.layout.clone()), &link.layout, false, &columns);
        assert_eq!(ids(&kept), ids(&mine.layout));
        assert_eq!(kept.get("name").unwrap().width, Some(300.0));
        let kept = merged(Some(mine.layout), &link.layout, true, &columns);
        assert_eq!(ids(&kept), ["name", "client_id"]);
    }
}
