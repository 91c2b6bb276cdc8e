//! The table on a page of its own, without a server: `?rows=10000&state=loading&theme=dark&dir=rtl`. With `state=remote` it asks for
//! its rows in blocks, as it would a server; with `slots=own` it has parts of the page's own, and one row is selected at most.
//!
//! `trunk serve --example gallery examples/gallery/index.html`, in the crate's folder.

mod made_up;
mod slots;

use leptos::prelude::*;
use made_up::App;

use clientele_table::{
    Answer, Block, Cells, Content, DataSource, Display, Failure, Icon, Narrow, Noun, Request,
    Status, Table, TableData,
};
use table_engine::{Column, Columns, State};

fn main() {
    mount_to_body(Gallery);
}

/// The value of a parameter of the page's address.
fn parameter(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    let mut pairs = search
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

#[expect(clippy::expect_used, reason = "the ids below differ")]
fn columns() -> Columns<App> {
    Columns::new(vec![
        Column::text("name", "Application", |app: &App| app.name.as_str())
            .always_shown()
            .width(200.0)
            .min_width(150.0),
        Column::id("client_id", "Client ID", |app: &App| app.client_id.as_str())
            .width(224.0)
            .min_width(190.0),
        Column::list("rules", "Access rule(s)", |app: &App| {
            app.rules.iter().map(|rule| rule.text().into()).collect()
        })
        .width(264.0)
        .min_width(216.0),
        Column::timestamp("last_login", "Last login", |app: &App| app.last_login)
            .width(112.0)
            .min_width(104.0),
        Column::text("created_by", "Created by", |app: &App| {
            app.created_by.as_str()
        })
        .set()
        .width(148.0)
        .min_width(124.0),
        Column::timestamp("created", "Creation time", |app: &App| Some(app.created))
            .width(116.0)
            .min_width(108.0),
        Column::timestamp("updated", "Last updated", |app: &App| Some(app.updated))
            .width(112.0)
            .min_width(104.0),
    ])
    .expect("ids that differ")
}

/// Stands for a server with a hundred thousand applications. This one knows how to search and sort their names.
struct Server;

impl DataSource<App> for Server {
    fn fetch(&self, request: Request) -> Answer<Block<App>> {
        let words = request.state.search.to_lowercase();
        let all = made_up::apps(100_000, 1.79e12);
        let found = all
            .into_iter()
            .filter(|app| app.name.to_lowercase().contains(&words));
        let mut found: Vec<App> = found.collect();
        if let Some(key) = request
            .state
            .sort
            .first()
            .filter(|key| key.column == "name")
        {
            found.sort_by(|one, other| one.name.cmp(&other.name));
            if key.descending {
                found.reverse();
            }
        }
        let matched = found.len();
        let rows = found
            .into_iter()
            .skip(request.rows.start)
            .take(request.rows.len())
            .collect();
        let block = Block {
            rows,
            matched,
            total: Some(100_000),
        };
        Box::pin(std::future::ready(Ok(block)))
    }
}

#[component]
fn Gallery() -> impl IntoView {
    let root = document().document_element();
    if let Some(root) = &root {
        for (name, attribute) in [("theme", "data-theme"), ("dir", "dir")] {
            if let Some(value) = parameter(name) {
                _ = root.set_attribute(attribute, &value);
            }
        }
    }
    let columns = columns();
    let state = RwSignal::new(State::from_query(
        &parameter("view").unwrap_or_default().replace("%26", "&"),
        &columns,
    ));
    let display = RwSignal::new(Display::default());
    let is_remote = parameter("state").as_deref() == Some("remote");
    let data = if is_remote {
        TableData::remote(columns, Server)
    } else {
        TableData::new(columns)
    };
    let count = parameter("rows")
        .and_then(|rows| rows.parse().ok())
        .unwrap_or(1000);
    match parameter("state").as_deref() {
        Some("remote") => {} // it sees to that itself
        Some("loading") => data.status.set(Status::Loading {
            progress: Some(0.62),
        }),
        Some("failed") => data.status.set(Status::Failed(Failure {
            message: "The server answered 503, overloaded.".to_owned(),
            request_id: Some("01JDG7R2X4".to_owned()),
            retry_in: Some(8),
        })),
        other => {
            data.set_rows(made_up::apps(count, js_sys::Date::now()));
            data.status.set(match other {
                Some("stale") => Status::Stale { since_ms: 0 },
                _ => Status::Ready,
            });
        }
    }
    if parameter("slots").is_some() {
        return view! { <div class="gallery"><header><h1>"Table"</h1></header><main>{slots::table(data, state, display)}</main></div> }.into_any();
    }
    let cells = Cells::new()
        .cell("rules", |app: &App| {
            Content::Chips(app.rules.iter().map(made_up::Rule::chip).collect())
        })
        .on_more("rules", |key| leptos::logging::log!("more of {key}"))
        .tag(|app: &App| app.disabled.then(|| "Disabled".to_owned()));
    let actions = || {
        let button = |icon, words| view! { <button type="button" class="ct-btn ct-ghost"><Icon icon/>{words}</button> };
        (
            button(Icon::Key, "Access rules"),
            button(Icon::Renew, "Regenerate client secret"),
            button(Icon::Ban, "Disable"),
            button(Icon::Trash, "Delete"),
        )
    };
    let empty = || view! { <h2>"No applications yet"</h2><p>"An application is a machine client: a pipeline, a scheduler, a notebook."</p> };
    let link = |words, query| view! { <a href=query>{words}</a> };
    view! {
        <div class="gallery">
            <header>
                <h1>"Table"</h1>
                {link("0 rows", "?rows=0")} {link("1,000", "?rows=1000")} {link("10,000", "?rows=10000")} {link("1,000,000", "?rows=1000000")}
                {link("loading", "?state=loading")} {link("failed", "?state=failed")} {link("stale", "?state=stale")} {link("remote", "?state=remote")}
                {link("dark", "?theme=dark")} {link("light", "?theme=light")} {link("right to left", "?dir=rtl")}
            </header>
            <main>
                <Table
                    data
                    state
                    display
                    label="Applications"
                    noun=Noun::new("application", "applications")
                    file_stem="applications"
                    cells
                    actions
                    empty
                    on_retry=move || data.status.set(Status::Loading { progress: None })
                    narrow=Narrow::new("last_login", "rules")
                />
            </main>
        </div>
    }
    .into_any()
}
