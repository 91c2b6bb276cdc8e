//! Views by name: for what went stale, and those that the user keeps in this browser.

use table::{SavedView, Views};

use crate::platform::storage;
use crate::texts;

const KEY: &str = "clientele.applications.views";

/// The views, for the table's menu.
pub(crate) const VIEWS: Views = Views {
    ready_made,
    read: || from_text(&storage::read(KEY).unwrap_or_default()),
    write: |views| {
        storage::write(
            KEY,
            Some(to_text(views).as_str()).filter(|text| !text.is_empty()),
        );
    },
};

fn ready_made() -> Vec<SavedView> {
    [
        (texts::NEVER_USED, "filter=last_login:never"),
        (texts::UNUSED_90_DAYS, "filter=last_login:older:90d"),
        (texts::OLD_SECRET, "filter=secret_age:any:years"),
        (texts::WITHOUT_RULES, "filter=role:any:"),
    ]
    .map(|(name, query)| SavedView {
        name: name.to_owned(),
        query: query.to_owned(),
    })
    .into()
}

/// A line a view: its query, a space, its name. A query has no spaces.
fn to_text(views: &[SavedView]) -> String {
    let lines: Vec<String> = views
        .iter()
        .map(|view| format!("{} {}", view.query, view.name))
        .collect();
    lines.join("\n")
}

fn from_text(text: &str) -> Vec<SavedView> {
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(query, name)| SavedView {
            name: name.to_owned(),
            query: query.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::applications::columns::{Scopes, columns};
    use table_engine::State;

    #[test]
    fn ready_made_views_are_views_of_this_table() {
        let columns = columns(&Scopes::default()).unwrap();
        for view in ready_made() {
            let state = State::from_query(&view.query, &columns);
            assert_eq!(state.to_query(&columns), view.query, "{}", view.name);
        }
    }

    #[test]
    fn views_are_kept_by_name_the_default_one_too() {
        let view = |name: &str, query: &str| SavedView {
            name: name.to_owned(),
            query: query.to_owned(),
        };
        let views = vec![
            view("All of  them", ""),
            view("Düsseldorf", "q=d%C3%BC+x&sort=-name"),
        ];
        assert_eq!(from_text(&to_text(&views)), views);
        assert_eq!(from_text("garbage"), []);
        assert_eq!(from_text(""), []);
    }
}
