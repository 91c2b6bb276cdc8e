//! Access rules: the list, and the form for one more.

mod add_unit;
mod form;
mod role_select;
mod scope_tree;
mod state;
mod tree;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::Scope;
use shared::api::applications::{Application, CompactRule};
use shared::api::roles::{Action, Role};

use crate::api::ApiError;
use crate::pages::applications::Page;
use crate::pages::applications::columns::level_icon;
use crate::platform::{focus, time::date_and_minute};
use crate::texts;
use crate::ui::button::{Look, button, glyph_button};
use crate::ui::copy::{copy_field, plain};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, icon, styled_icon};
use crate::ui::notice::{notice, notice_of};
use crate::ui::toast::Toast;
use state::{State, Step, compact, with};
use tree::Tree;

/// What the parts of the dialog share. Cheap to copy.
#[derive(Clone, Copy)]
struct Rules {
    page: Page,
    /// The application's id.
    id: StoredValue<String>,
    name: StoredValue<String>,
    state: RwSignal<State>,
    roles: RwSignal<Option<Vec<Role>>>,
    tree: RwSignal<Option<Tree>>,
    /// Why roles, scopes or rules could not be read.
    trouble: RwSignal<Option<ApiError>>,
}

impl Rules {
    /// Reads the rules, the roles and the organisation as they are now.
    fn load(self, client_id: String) {
        let api = self.page.api;
        let failed = move |error| drop(self.trouble.try_set(Some(error)));
        let id = self.id.get_value();
        spawn_local(async move {
            match api.rules_of(&client_id).await {
                // One that is deleted has none either: it is asked itself.
                Ok(rules) if rules.is_empty() => self.page.fetch(id),
                Ok(rules) => self
                    .page
                    .edit_rules(&id, |_| rules.iter().map(compact).collect()),
                Err(error) => failed(error),
            }
        });
        spawn_local(async move {
            match api.roles().await {
                Ok(mut roles) => {
                    roles.retain(|role| role.enabled);
                    drop(self.roles.try_set(Some(roles)));
                }
                Err(error) => failed(error),
            }
        });
        self.load_tree();
    }

    /// Reads the organisation as it is now.
    fn load_tree(self) {
        let api = self.page.api;
        spawn_local(async move {
            match api.tree().await {
                Ok(root) => {
                    drop(self.tree.try_set(Some(Tree::new(&root))));
                    self.page.use_tree(root);
                }
                Err(error) => drop(self.trouble.try_set(Some(error))),
            }
        });
    }

    fn edit(self, edit: impl FnOnce(State) -> State) {
        self.state.try_update(|state| *state = edit(state.clone()));
    }

    fn delete(self, rule: CompactRule) {
        let (next, send) = self.state.get_untracked().delete(rule.id);
        self.state.set(next);
        if !send {
            return;
        }
        let (page, id, name) = (self.page, self.id.get_value(), self.name.get_value());
        spawn_local(async move {
            let answer = page.api.delete_rule(rule.id).await;
            let missing = matches!(&answer, Err(error) if error.status() == Some(404));
            // It went with the application: the dialog says so.
            let gone = missing && !page.read(id.clone()).await;
            self.edit(|state| state.deleted(rule.id));
            if gone {
                return;
            }
            let words = rule.describe();
            match answer {
                // Gone already is as good.
                Err(error) if error.status() != Some(404) => {
                    page.toasts.show(Toast::failed(
                        texts::rule_not_deleted(&words),
                        error.message,
                    ));
                }
                _ => {
                    page.edit_rules(&id, |mut rules| {
                        rules.retain(|other| other.id != rule.id);
                        rules
                    });
                    page.fetch(id.clone());
                    focus::soon_any(&[".rules button", "#add-rule", "dialog footer .btn"]);
                    let undo = Callback::new(move |()| {
                        restore(page, id.clone(), name.clone(), rule.clone());
                    });
                    page.toasts.resolved(&texts::rule_not_deleted(&words));
                    page.toasts.show(
                        Toast::done(texts::rule_deleted(&words)).with_action(texts::UNDO, undo),
                    );
                }
            }
        });
    }

    fn save(self) {
        let (next, draft) = self
            .state
            .get_untracked()
            .save(texts::ROLE_MISSING, texts::SCOPE_MISSING);
        self.state.set(next);
        let Some(draft) = draft else {
            return form::focus_fault(self.state);
        };
        let (page, id) = (self.page, self.id.get_value());
        spawn_local(async move {
            let answer = page
                .api
                .create_rule(&id, draft.role, &draft.scope)
                .await
                .map(|rule| {
                    let rule = compact(&rule);
                    page.toasts
                        .resolved(&texts::rule_not_restored(&rule.describe()));
                    page.edit_rules(&id, |rules| with(rules, rule));
                });
            // The dialog says so.
            if answer.as_ref().is_err_and(is_gone) {
                return page.remove(id);
            }
            // So is what somebody else did, or a try whose answer was lost.
            if answer.as_ref().err().is_none_or(ApiError::is_news) {
                page.fetch(id);
            }
            let saved = answer.is_ok();
            self.edit(|state| state.saved(answer));
            if saved {
                focus::soon("dialog footer .btn-plain".to_owned());
            } else {
                form::focus_fault(self.state);
            }
        });
    }
}

/// Whether a rule can't be made because somebody deleted the application.
fn is_gone(error: &ApiError) -> bool {
    error.status() == Some(404) && error.field.as_deref() == Some("subjectId")
}

/// Undoes a deletion: the same role in the same scope, as a new rule.
fn restore(page: Page, id: String, name: String, rule: CompactRule) {
    spawn_local(async move {
        let scope = Scope {
            scope_type: rule.scope_type,
            scope_id: rule.scope_id.clone(),
        };
        let words = rule.describe();
        match page.api.create_rule(&id, rule.role_id, &scope).await {
            Ok(rule) => {
                page.edit_rules(&id, |rules| with(rules, compact(&rule)));
                page.fetch(id);
                page.toasts.show(Toast::done(texts::rule_restored(&words)));
            }
            Err(error) => {
                let why = if is_gone(&error) {
                    page.remove(id);
                    texts::gone(&name)
                } else {
                    error.message
                };
                page.toasts
                    .show(Toast::failed(texts::rule_not_restored(&words), why));
            }
        }
    });
}

/// The dialog's view.
pub(super) fn access_rules_dialog(
    page: Page,
    application: Application,
    on_close: Callback<()>,
) -> AnyView {
    let rules = Rules {
        page,
        id: StoredValue::new(application.id),
        name: StoredValue::new(application.name),
        state: RwSignal::new(State::new()),
        roles: RwSignal::new(None),
        tree: RwSignal::new(page.tree().map(|root| Tree::new(&root))),
        trouble: RwSignal::new(None),
    };
    rules.load(application.client_id);
    // Nothing, once somebody has deleted the application.
    let step = Memo::new(move |_| {
        page.data.track();
        page.get(&rules.id.get_value())?;
        Some(rules.state.with(|state| state.step))
    });
    let cancel = Callback::new(move |()| {
        if step.get_untracked() != Some(Step::Adding) {
            return on_close.run(());
        }
        rules.edit(State::back);
        focus::soon("#add-rule".to_owned());
    });
    let submit = Callback::new(move |()| {
        if step.get_untracked() == Some(Step::Adding) {
            rules.save();
        }
    });
    let title = Signal::derive(move || {
        match step.get() {
            Some(Step::Adding) => texts::NEW_ACCESS_RULE,
            _ => texts::ACCESS_RULES,
        }
        .to_owned()
    });
    let sub = Signal::derive(move || {
        rules.name.with_value(|name| match step.get()? {
            Step::List => Some(texts::rules_of(name)),
            Step::Adding => Some(texts::rule_for(name)),
        })
    });
    view! {
        <Dialog title sub on_cancel=cancel on_submit=submit>
            {move || match step.get() {
                Some(Step::List) => list(rules, on_close),
                Some(Step::Adding) => form::form(rules, cancel),
                None => gone(rules, on_close),
            }}
        </Dialog>
    }
    .into_any()
}

/// That somebody deleted the application.
fn gone(rules: Rules, on_close: Callback<()>) -> AnyView {
    focus::soon("dialog footer .btn".to_owned());
    view! {
        <div class="body">{notice_of(rules.name.with_value(|name| texts::gone(name)), None, None)}</div>
        <footer>{button(Look::Plain, None, texts::CLOSE, move || on_close.run(()))}</footer>
    }
    .into_any()
}

/// What a row has no room for on a phone.
fn facts(application: &Application) -> AnyView {
    let fact =
        |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let id = plain(application.client_id.clone());
    view! {
        <div class="facts">
            {copy_field(texts::CLIENT_ID, texts::COPY_ID, id, Callback::new(|()| {}))}
            <dl>
                {fact(texts::CREATED_BY, application.created_by.clone())}
                {fact(texts::CREATION_TIME, date_and_minute(application.created_at.millis()))}
                {fact(texts::LAST_UPDATED, date_and_minute(application.updated_at.millis()))}
            </dl>
        </div>
    }
    .into_any()
}

/// The rules, each with where its scope is and a button that deletes it.
fn list(rules: Rules, on_close: Callback<()>) -> AnyView {
    let Rules { page, id, tree, .. } = rules;
    let may_add = move || page.session.may("access_rules", Action::Create);
    let may_delete = move || page.session.may("access_rules", Action::Delete);
    let held = Memo::new(move |_| page.rules(&id.get_value()));
    let add = move || {
        rules.edit(State::add);
        focus::soon("#role".to_owned());
    };
    let row = move |rule: CompactRule| {
        let words = rule.describe();
        let name = texts::delete_rule(&words);
        let scope = Scope {
            scope_type: rule.scope_type,
            scope_id: rule.scope_id.clone(),
        };
        let place = move || {
            let place = tree.with(|tree| {
                tree.as_ref()
                    .map(|tree| tree.place(&scope))
                    .unwrap_or_default()
            });
            (!place.is_empty()).then(|| view! { <small>{texts::within(&place)}</small> })
        };
        let shown = rule.scope_type.describe(&rule.scope_name);
        let role = rule.role_name.clone();
        let id = rule.id;
        let busy = move || {
            rules
                .state
                .with(|state| state.deleting.contains(&id))
                .then_some("true")
        };
        view! {
            <li>
                <span class="what" title=role.clone()>{role.clone()}</span>
                <span class="where" title=words.clone()>{icon(level_icon(rule.scope_type))}<span>{shown}" "{place}</span></span>
                {may_delete().then(|| view! {
                    <button type="button" class="btn btn-icon btn-ghost btn-tiny" aria-label=name.clone() title=name.clone() aria-busy=busy
                        on:click=move |_| rules.delete(rule.clone())>
                        {icon(Icon::Trash)}
                    </button>
                })}
            </li>
        }
        .into_any()
    };
    view! {
        <div class="body tight">
            {page.get(&id.get_value()).map(|application| facts(&application))}
            {move || rules.trouble.get().map(|error| notice(&error))}
            {move || if held.with(Vec::is_empty) {
                view! { <div class="none-yet">{styled_icon(Icon::Key, "i")}<p>{texts::NO_RULES}</p></div> }.into_any()
            } else {
                view! {
                    <div>
                        <div class="cap" aria-hidden="true"><span>{texts::ROLE}</span><span>{texts::SCOPE}</span></div>
                        <ul class="rules">
                            <For each=move || held.get() key=|rule| rule.id children=row/>
                        </ul>
                    </div>
                }.into_any()
            }}
        </div>
        <footer>
            {move || may_add().then(|| view! {
                <span class="lead is-main">{glyph_button(Look::Primary, Icon::Plus, texts::ACCESS_RULE, "add-rule", true, add)}</span>
            })}
            {button(Look::Plain, None, texts::CLOSE, move || on_close.run(()))}
        </footer>
    }
    .into_any()
}
