//! The Applications page.

mod actions;
mod address;
mod columns;
pub(crate) mod dialogs;
mod kept;
mod load;
mod view_state;
pub(crate) mod views;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ErrorCode;
use shared::api::applications::{Application, CompactRule};
use shared::api::org_units::TreeNode;
use shared::api::roles::Action;
use table::{Narrow, Notice, Noun, Status, Table, TableData};
use table_engine::{Engine, InvalidColumns, State};

use crate::api::{Api, ApiError};
use crate::later::Later;
use crate::secret::Secret;
use crate::session::Session;
use crate::shell::menu_button;
use crate::texts;
use crate::ui::button::{Look, button};
use crate::ui::icon::{Icon, icon, styled_icon};
use crate::ui::toast::{Toast, Toasts};
use actions::actions;
use columns::{Row, Scopes, cells, columns};
use dialogs::{Open, changes};
use load::Loading;
use view_state::view_state;

/// What the page and its dialogs share. Cheap to copy; outlives each dialog.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    api: Api,
    session: Session,
    toasts: Toasts,
    /// The applications, as the server last described them.
    data: TableData<Row>,
    state: RwSignal<State>,
    loading: Loading,
    open: RwSignal<Option<Open>>,
    tree: RwSignal<Option<TreeNode>>,
    scopes: StoredValue<Scopes>,
    /// Rows that go with the next patch. `None`: at once.
    leaving: StoredValue<Option<Vec<String>>>,
}

/// How long rows that are deleted one after the other are gathered: among a hundred thousand each patch takes some 50 ms.
const GATHER: Duration = Duration::from_millis(250);

/// What can be done to an application that is still as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    SetEnabled(bool),
    Delete,
    /// How many seconds the secret so far lives on.
    Regenerate(Option<u32>),
}

/// What came of it.
enum Acted {
    /// It is done; regenerating gives a secret.
    Done(Option<Secret>),
    Failed(ApiError),
    /// Somebody changed it meanwhile: as it is now, and what changed.
    Changed {
        now: Box<Application>,
        clauses: Vec<String>,
    },
    /// Somebody deleted it meanwhile.
    Gone,
}

impl Page {
    fn new() -> Result<Self, InvalidColumns> {
        let scopes = Scopes::default();
        let columns = columns(&scopes)?;
        Ok(Self {
            api: expect_context(),
            session: expect_context(),
            toasts: expect_context(),
            state: view_state(&columns, expect_context()),
            data: TableData::new(columns),
            loading: Loading::new(),
            open: RwSignal::new(None),
            tree: RwSignal::new(None),
            scopes: StoredValue::new(scopes),
            leaving: StoredValue::new(None),
        })
    }

    fn close(self) {
        self.open.try_set(None);
    }

    /// The page was left while an answer was on its way.
    fn is_gone(self) -> bool {
        self.loading.is_gone()
    }

    /// One application, as it was read last.
    fn get(self, id: &str) -> Option<Application> {
        if self.is_gone() {
            return None;
        }
        self.data.with_engine(|engine| {
            let at = engine.index_of(id)?;
            engine.row(at).map(|row| row.application.clone())
        })
    }

    /// Reads one application again.
    fn fetch(self, id: String) {
        spawn_local(async move {
            self.read(id).await;
        });
    }

    /// The same; false where somebody deleted it.
    async fn read(self, id: String) -> bool {
        match self.api.application(&id).await {
            Ok(application) => self.put(application),
            Err(error) if error.status() == Some(404) => {
                self.remove(id);
                return false;
            }
            // What is shown stays until the next reading of all.
            Err(_) => {}
        }
        true
    }

    /// Takes an application as the server describes it. One without rules keeps those that are known; one that is older than
    /// what is known changes nothing.
    fn put(self, mut application: Application) {
        if let Some(known) = self.get(&application.id) {
            if known.version > application.version {
                return;
            }
            application.access_rules = application.access_rules.or(known.access_rules);
        }
        self.show(application);
    }

    fn show(self, application: Application) {
        if self.is_gone() {
            return;
        }
        self.loading.changed_here();
        self.data.patch(vec![Row::new(application)], &[]);
    }

    fn remove(self, id: String) {
        if self.is_gone() {
            return;
        }
        self.loading.changed_here();
        let wait = self.leaving.try_update_value(|leaving| match leaving {
            Some(ids) => {
                ids.push(id.clone());
                true
            }
            None => false,
        });
        if wait == Some(false) {
            self.take_away(&[id]);
        }
    }

    /// Takes rows away, and gathers those that are deleted soon after.
    fn take_away(self, ids: &[String]) {
        self.leaving.set_value(Some(Vec::new()));
        self.data.patch(Vec::new(), ids);
        set_timeout(
            move || {
                let gathered = self.leaving.try_update_value(Option::take).flatten();
                if let Some(ids) = gathered.filter(|ids| !ids.is_empty()) {
                    self.take_away(&ids);
                }
            },
            GATHER,
        );
    }

    /// The rules of an application, in the order in which they were given.
    fn rules(self, id: &str) -> Vec<CompactRule> {
        self.data.track();
        self.get(id)
            .and_then(|application| application.access_rules)
            .unwrap_or_default()
    }

    /// Changes the rules of an application as the server has said.
    fn edit_rules(self, id: &str, edit: impl FnOnce(Vec<CompactRule>) -> Vec<CompactRule>) {
        if let Some(mut application) = self.get(id) {
            let before = application.access_rules.take().unwrap_or_default();
            let after = edit(before.clone());
            if after != before {
                application.access_rules = Some(after);
                self.show(application);
            }
        }
    }

    /// The organisation, if it was read.
    fn tree(self) -> Option<TreeNode> {
        self.tree.get_untracked()
    }

    /// The filter by scope knows the organisation from now on.
    fn use_tree(self, root: TreeNode) {
        if self
            .scopes
            .try_with_value(|scopes| scopes.learn(&root))
            .is_some()
        {
            self.data.with_engine(Engine::facets_changed);
            self.data.patch(Vec::new(), &[]);
            self.tree.set(Some(root));
        }
    }

    /// Reads the organisation, again if it has changed.
    fn load_tree(self) {
        let api = self.api;
        spawn_local(async move {
            if let Ok(root) = api.tree().await {
                self.use_tree(root);
            }
        });
    }

    /// Does something to an application if it is still as it was read. A change that shows nowhere (this page's own, say)
    /// doesn't stand in the way.
    async fn act(self, operation: Operation, before: &Application) -> Acted {
        let id = &before.id;
        let mut version = before.version;
        let mut again = true;
        loop {
            let answer = match operation {
                Operation::SetEnabled(enabled) => self
                    .api
                    .set_enabled(id, version, enabled)
                    .await
                    .map(|()| None),
                Operation::Delete => self
                    .api
                    .delete_application(id, version)
                    .await
                    .map(|()| None),
                Operation::Regenerate(overlap) => self
                    .api
                    .regenerate_secret(id, version, overlap)
                    .await
                    .map(Some),
            };
            let error = match answer {
                Ok(secret) => {
                    self.loading.changed_here();
                    if operation == Operation::Delete {
                        self.remove(id.clone());
                    }
                    return Acted::Done(secret);
                }
                Err(error) if error.status() == Some(404) => {
                    self.remove(id.clone());
                    return Acted::Gone;
                }
                Err(error) => error,
            };
            if error.code != ErrorCode::VersionMismatch && error.status() != Some(412) {
                return Acted::Failed(error);
            }
            let now = match self.api.application(id).await {
                Ok(now) => now,
                Err(error) if error.status() == Some(404) => {
                    self.remove(id.clone());
                    return Acted::Gone;
                }
                Err(error) => return Acted::Failed(error),
            };
            let clauses = changes(before, &now);
            version = now.version;
            self.put(now.clone());
            if !(clauses.is_empty() && again) {
                return Acted::Changed {
                    now: Box::new(now),
                    clauses,
                };
            }
            again = false;
        }
    }
}

/// How long after the rows have arrived the rest of the page is fetched: they are painted by then.
const AFTER_ROWS: Duration = Duration::from_millis(50);

/// The page: its head, its table, its dialogs.
pub(crate) fn applications_page() -> AnyView {
    // Refused are columns with the same id twice: a test holds that there are none.
    Page::new().map_or_else(|_| ().into_any(), page_view)
}

fn page_view(page: Page) -> AnyView {
    page.start_loading();
    page.load_tree();
    let later = expect_context::<Later>();
    Effect::new(move |fetched: Option<bool>| {
        let fetch = page.data.status.with(|status| *status == Status::Ready);
        if fetch && fetched != Some(true) {
            set_timeout(move || later.prefetch(), AFTER_ROWS);
        }
        fetch || fetched == Some(true)
    });
    let close = Callback::new(move |()| page.close());
    let new = move || page.open.set(Some(Open::New));
    let may_create = move || page.session.may("apps", Action::Create);
    let open_rules = move |id: String| page.open.set(Some(Open::AccessRules(id)));
    let notice = Callback::new(
        move |Notice {
                  text,
                  detail,
                  failed,
              }| page.toasts.show(Toast::of(text, detail, failed)),
    );
    view! {
        <header class="head">
            {menu_button()}
            <h1 tabindex="-1">{texts::APPLICATIONS}</h1>
            <div class="push">
                {move || may_create().then(|| view! {
                    <button type="button" class=Look::Primary.class() id="new-application" on:click=move |_| new()>
                        {icon(Icon::Plus)}
                        <span>{texts::NEW}<span class="only-wide">{texts::APPLICATION_AFTER_NEW}</span></span>
                    </button>
                })}
            </div>
        </header>
        <Table
            data=page.data
            state=page.state
            display=kept::display()
            label=texts::APPLICATIONS
            noun=Noun::new("application", "applications")
            file_stem="applications"
            cells=cells(open_rules)
            actions=move || actions(page)
            empty=move || empty(new, may_create())
            on_retry=Callback::new(move |()| page.refresh())
            on_notice=notice
            menus=Signal::derive(move || later.get().map(|parts| parts.menus))
            arrived=Signal::derive(move || later.arrived().map(|parts| parts.menus))
            narrow=Narrow::new("last_login", "rules")
        />
        {move || {
            let open = page.open.get()?;
            (later.get()?.dialog)(page, &open, close)
        }}
    }
    .into_any()
}

/// What shows before there is any application: what one is, and how to make one.
fn empty(new: impl Fn() + 'static, may_create: bool) -> AnyView {
    view! {
        {styled_icon(Icon::Apps, "i glyph")}
        <h2>{texts::NO_APPLICATIONS}</h2>
        <p>{texts::WHAT_IT_IS}</p>
        {may_create.then(|| view! {
            <div class="do">{button(Look::Primary, Some(Icon::Plus), texts::NEW_APPLICATION, new)}</div>
            <p class="muted">{texts::ON_THE_SERVER}<code>{texts::CREATE_COMMAND}</code></p>
        })}
    }
    .into_any()
}
