//! Adding a cluster, department or project in place, so that a fresh installation is not a dead end.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::roles::Action;
use shared::{Name, Scope, ScopeType};

use super::scope_tree::{Picker, parent_level};
use crate::api::ApiError;
use crate::platform::focus;
use crate::texts;
use crate::ui::button::{Look, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::notice::field_error;

/// A unit that is being named: its level, and what it is to be in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Draft {
    level: ScopeType,
    parent: Scope,
    parent_name: String,
    cluster: Option<String>,
}

/// Where a unit of a level would go, for what is chosen: into the chosen scope, or what that is in.
fn draft(picker: Picker, chosen: Option<&Scope>, level: ScopeType) -> Option<Draft> {
    picker.rules.tree.with(|tree| {
        let tree = tree.as_ref()?;
        let at = match (level, chosen) {
            (ScopeType::Cluster, _) => 0,
            (_, chosen) => tree.ancestor(tree.find(chosen?)?, parent_level(level))?,
        };
        let cluster = tree
            .ancestor(at, ScopeType::Cluster)
            .and_then(|at| tree.node(at))
            .map(|node| node.scope.scope_id.clone());
        let node = tree.node(at)?;
        let parent_name = texts::scope_name(node.scope.scope_type, &node.name);
        Some(Draft {
            level,
            parent: node.scope.clone(),
            parent_name,
            cluster,
        })
    })
}

/// Makes the unit and tells its scope.
async fn create(picker: Picker, draft: &Draft, name: Name) -> Result<Scope, ApiError> {
    let api = picker.rules.page.api;
    let cluster = draft.cluster.clone().unwrap_or_default();
    let scope_id = match draft.level {
        ScopeType::Project => {
            api.create_project(name, cluster, draft.parent.scope_id.clone())
                .await?
                .id
        }
        ScopeType::Department => api.create_department(name, cluster).await?.id,
        _ => api.create_cluster(name).await?.uuid,
    };
    Ok(Scope {
        scope_type: draft.level,
        scope_id,
    })
}

/// The bar beneath the tree: what can be added, then the name's field.
pub(super) fn add_unit(picker: Picker, chosen: Memo<Option<Scope>>) -> AnyView {
    let naming = RwSignal::new(None::<Draft>);
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let session = picker.rules.page.session;

    let open = move |level: ScopeType| {
        typed.set(String::new());
        error.set(None);
        naming.set(chosen.with_untracked(|chosen| draft(picker, chosen.as_ref(), level)));
        focus::soon("#unit-name".to_owned());
    };
    let close = move || {
        naming.set(None);
        focus::soon("#scope [tabindex='0']".to_owned());
    };
    let add = move || {
        let Some(draft) = naming.get_untracked().filter(|_| !busy.get_untracked()) else {
            return;
        };
        let name = match Name::parse(&typed.get_untracked()) {
            Ok(name) => name,
            Err(wrong) => {
                error.set(Some(wrong.to_string()));
                return focus::soon("#unit-name".to_owned());
            }
        };
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let shown = name.as_str().to_owned();
            let answer = create(picker, &draft, name).await;
            busy.try_set(false);
            match answer {
                Ok(scope) => {
                    if naming.try_set(None).is_none() {
                        picker.added(&draft.parent, scope, shown);
                        picker.rules.page.load_tree();
                    }
                }
                Err(failure) => {
                    // It is there: by somebody else, or by a try whose answer was lost. So it can be chosen.
                    if failure.is_news() {
                        picker.rules.load_tree();
                    }
                    error.try_set(Some(failure.message));
                    focus::soon("#unit-name".to_owned());
                }
            }
        });
    };
    let choice = move |level: ScopeType,
                       resource: &'static str,
                       words: &'static str,
                       why: &'static str| {
        let possible = Memo::new(move |_| {
            chosen.with(|chosen| draft(picker, chosen.as_ref(), level).is_some())
        });
        let press = move |_| {
            if possible.get_untracked() {
                open(level);
            }
        };
        move || {
            session.may(resource, Action::Create).then(|| view! {
                <button type="button" class=Look::Ghost.class() aria-disabled=move || (!possible.get()).then_some("true")
                    title=move || (!possible.get()).then_some(why) on:click=press>
                    {icon(Icon::Plus)}
                    {words}
                </button>
            })
        }
    };
    let form = move |draft: Draft| {
        view! {
            <label class="in" for="unit-name">{texts::NAME}<span class="muted">" "{texts::unit_in(draft.level, &draft.parent_name)}</span></label>
            <div class="input">
                <input id="unit-name" aria-label=texts::NAME autocomplete="off" spellcheck="false" prop:value=move || typed.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || error.with(Option::is_some).then_some("unit-error")
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => { event.prevent_default(); add(); }
                        "Escape" => { event.prevent_default(); close(); }
                        _ => {}
                    }/>
            </div>
            <button type="button" class=Look::Plain.class() aria-busy=move || busy.get().then_some("true") on:click=move |_| add()>{texts::ADD}</button>
            {button(Look::Ghost, None, texts::CANCEL, close)}
            {move || error.get().map(|message| field_error("unit-error".to_owned(), message))}
        }
        .into_any()
    };
    let choices = move || {
        view! {
            {choice(ScopeType::Cluster, "cluster", texts::ADD_CLUSTER, "")}
            {choice(ScopeType::Department, "department", texts::ADD_DEPARTMENT, texts::CHOOSE_CLUSTER)}
            {choice(ScopeType::Project, "project", texts::ADD_PROJECT, texts::CHOOSE_DEPARTMENT)}
        }
        .into_any()
    };
    view! {
        <div class="add">
            {move || match naming.get() {
                Some(draft) => form(draft),
                None => choices(),
            }}
        </div>
    }
    .into_any()
}
