//! The dialog that disables, enables and deletes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::applications::Application;

use super::batch::{Batch, Item, Job, Kind, Outcome, Phase, outcome_of};
use crate::pages::applications::{Acted, Operation, Page};
use crate::platform::{focus, time};
use crate::texts;
use crate::ui::button::{Look, button};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, icon};
use crate::ui::notice::{notice, notice_of};
use crate::ui::toast::Toast;

/// How many requests run at once.
const AT_ONCE: usize = 4;
/// Up to so many applications are read again one by one.
const FEW: usize = 8;
/// How many applications are listed. Each is followed while the batch runs, and thousands may be selected.
const LISTED: usize = 200;

/// The dialog's view.
pub(super) fn batch_dialog(
    page: Page,
    kind: Kind,
    applications: Vec<Application>,
    on_close: Callback<()>,
) -> AnyView {
    let single = applications.len() == 1;
    let batch = RwSignal::new(Batch::new(kind, applications));
    let phase = Memo::new(move |_| batch.with(|batch| batch.phase));
    let kind = Memo::new(move |_| batch.with(|batch| batch.kind));
    let running = Signal::derive(move || phase.get() == Phase::Running);

    let close = Callback::new(move |()| {
        if running.get_untracked() {
            batch.update(|batch| batch.step(Batch::stop));
        } else {
            on_close.run(());
        }
    });
    let changed = StoredValue::new(Vec::new());
    let finish = move || {
        learn(page, changed.get_value());
        let complete = batch
            .try_with_untracked(Batch::is_complete)
            .unwrap_or_default();
        if complete && single {
            let name = batch.with_untracked(|batch| batch.items[0].application.name.clone());
            page.toasts
                .show(Toast::done(texts::is_done(kind.get_untracked(), &name)));
            on_close.run(());
        } else if batch.try_with_untracked(|batch| batch.phase) == Some(Phase::Finished) {
            focus::soon("dialog footer > .btn:last-child".to_owned());
        }
    };
    let start = Callback::new(move |()| {
        if running.get_untracked() {
            return;
        }
        batch.update(|batch| batch.step(Batch::start));
        for _ in 0..AT_ONCE {
            spawn_local(async move {
                while let Some(job) = batch.try_update(Batch::take).flatten() {
                    let at = job.at;
                    let Some(before) =
                        batch.try_with_untracked(|batch| batch.items[at].application.clone())
                    else {
                        break;
                    };
                    let (outcome, now) = run(page, job, &before).await;
                    if outcome == Outcome::Done && kind.get_untracked() != Kind::Delete {
                        changed.update_value(|changed| changed.push(before.id.clone()));
                    }
                    let finished = batch.try_update(|batch| {
                        batch.step(|batch| batch.answered(at, outcome, now));
                        batch.phase == Phase::Finished
                    });
                    if finished != Some(false) {
                        finish();
                    }
                }
            });
        }
    });
    let title = Signal::derive(move || batch.with(title_of));
    let body = move || match (single, phase.get()) {
        (true, _) => {
            kind.track();
            view! {
                {one(&batch.with_untracked(|batch| batch.items[0].application.clone()), kind.get())}
                {move || batch.with(|batch| trouble(&batch.items[0]))}
            }
            .into_any()
        }
        _ => many(batch),
    };
    view! {
        <Dialog title alert=Signal::derive(move || kind.get() != Kind::Enable && phase.get() == Phase::Preview) on_cancel=close on_submit=start>
            <div class="body" id="dialog-body">{body}</div>
            {move || footer(batch, kind.get(), phase.get(), single, close)}
        </Dialog>
    }
    .into_any()
}

/// Reads again what was changed: one by one if they are few, else all.
fn learn(page: Page, mut changed: Vec<String>) {
    if changed.len() > FEW {
        page.refresh();
    } else {
        changed.drain(..).for_each(|id| page.fetch(id));
    }
}

/// Sends one request and tells what came of it.
async fn run(page: Page, job: Job, before: &Application) -> (Outcome, Option<Application>) {
    let operation = match job.kind {
        Kind::Disable => Operation::SetEnabled(false),
        Kind::Enable => Operation::SetEnabled(true),
        Kind::Delete => Operation::Delete,
    };
    match page.act(operation, before).await {
        Acted::Done(_) => (Outcome::Done, None),
        Acted::Failed(error) => (outcome_of(error), None),
        Acted::Changed { now, clauses } => (Outcome::Changed(clauses), Some(*now)),
        Acted::Gone => (Outcome::Gone, None),
    }
}

fn title_of(batch: &Batch) -> String {
    match (batch.items.as_slice(), batch.phase) {
        ([one], _) => texts::question(batch.kind, &one.application.name),
        (_, Phase::Finished) => texts::done_of(batch.kind, batch.done(), batch.of),
        (_, Phase::Running) => texts::doing(batch.kind, batch.settled(), batch.of),
        (_, Phase::Preview) => texts::question(
            batch.kind,
            &texts::count(batch.of, "application", "applications"),
        ),
    }
}

/// What stops, and what doesn't, for one application.
fn one(application: &Application, kind: Kind) -> AnyView {
    let line = |glyph, text: String, small: Option<String>| {
        view! { <li>{icon(glyph)}<span>{text}{small.map(|small| view! { <small>{small}</small> })}</span></li> }.into_any()
    };
    let last_login = match application.last_login {
        Some(at) => texts::last_login(
            &time::relative(at.millis()),
            application.last_login_ip.as_deref(),
        ),
        None => texts::NEVER_LOGGED_IN.to_owned(),
    };
    let rules = application.access_rules.as_deref().unwrap_or_default();
    let listed = rules
        .first()
        .map(|first| texts::and_more(&first.describe(), rules.len() - 1));
    let no_token = || {
        line(
            Icon::Ban,
            texts::NO_TOKEN_ANY_MORE.to_owned(),
            Some(last_login.clone()),
        )
    };
    let refused = || {
        line(
            Icon::Clock,
            texts::TOKENS_REFUSED.to_owned(),
            Some(texts::ON_EVERY_NODE.to_owned()),
        )
    };
    let (intro, lines) = match kind {
        Kind::Delete if rules.is_empty() => (texts::FOR_GOOD, vec![no_token(), refused()]),
        Kind::Delete => (
            texts::FOR_GOOD,
            vec![
                no_token(),
                refused(),
                line(Icon::Key, texts::rules_go(rules.len()), listed),
            ],
        ),
        Kind::Disable => (
            texts::FROM_NOW,
            vec![
                no_token(),
                refused(),
                line(Icon::Key, texts::RULES_STAY.to_owned(), listed),
            ],
        ),
        Kind::Enable => {
            let rules_hold = line(Icon::Key, texts::rules_hold(rules.len()), listed);
            (
                texts::FROM_NOW_ON,
                vec![
                    line(
                        Icon::Check,
                        texts::OBTAINS_TOKENS.to_owned(),
                        Some(last_login),
                    ),
                    rules_hold,
                ],
            )
        }
    };
    view! {
        <p>{intro}</p>
        <ul class="stops">{lines}</ul>
        {(kind == Kind::Delete && application.enabled).then(|| view! { <p class="hint">{texts::INSTEAD_HINT}</p> })}
    }
    .into_any()
}

/// Why one application is not changed.
fn trouble(item: &Item) -> Option<AnyView> {
    match &item.outcome {
        Outcome::Failed(error) => Some(notice(error)),
        Outcome::Changed(clauses) => {
            let at = time::hour_minute(item.application.updated_at.millis());
            Some(notice_of(
                texts::changed_meanwhile(clauses, &at),
                None,
                None,
            ))
        }
        Outcome::Gone => Some(notice_of(texts::GONE.to_owned(), None, None)),
        _ => None,
    }
}

/// The applications of the batch, each with what will happen or has happened.
fn many(batch: RwSignal<Batch>) -> AnyView {
    let intro = move || {
        batch.with(|batch| match batch.phase {
            Phase::Preview => texts::preview(batch.kind, batch.to_do(), batch.items.len()),
            _ => texts::RESULTS.to_owned(),
        })
    };
    let (listed, all) = batch.with_untracked(|batch| (batch.listed(LISTED), batch.items.len()));
    let others = all - listed.len();
    let row = move |at: usize| {
        let outcome = Memo::new(move |_| batch.with(|batch| batch.items[at].outcome.clone()));
        let phase = Memo::new(move |_| batch.with(|batch| batch.phase));
        let (name, rules) = batch.with_untracked(|batch| {
            let application = &batch.items[at].application;
            (
                application.name.clone(),
                application.access_rules.as_ref().map_or(0, Vec::len),
            )
        });
        let kind = Memo::new(move |_| batch.with(|batch| batch.kind));
        let state = move || match outcome.get() {
            Outcome::Waiting if phase.get() == Phase::Preview && kind.get() == Kind::Delete => {
                texts::count(rules, "access rule", "access rules")
            }
            Outcome::Waiting if phase.get() == Phase::Preview => String::new(),
            Outcome::Waiting => texts::WAITING.to_owned(),
            Outcome::AlreadySo => texts::already(kind.get()).to_owned(),
            Outcome::Sending => texts::SENDING.to_owned(),
            Outcome::Done => texts::done(kind.get()).to_owned(),
            Outcome::Stopped => texts::STOPPED.to_owned(),
            Outcome::Failed(_) | Outcome::Changed(_) | Outcome::Gone => texts::NOT_DONE.to_owned(),
        };
        let why = move || match outcome.get() {
            Outcome::Failed(error) => Some(error.message),
            Outcome::Changed(clauses) => {
                let at = batch.with_untracked(|batch| {
                    time::hour_minute(batch.items[at].application.updated_at.millis())
                });
                Some(texts::changed_meanwhile(&clauses, &at))
            }
            Outcome::Gone => Some(texts::GONE.to_owned()),
            _ => None,
        };
        let glyph = move || match outcome.get() {
            Outcome::Done => Icon::Done,
            Outcome::Failed(_) | Outcome::Changed(_) | Outcome::Gone => Icon::Failed,
            Outcome::AlreadySo => Icon::Check,
            _ => Icon::Apps,
        };
        view! {
            <li
                class:is-done=move || matches!(outcome.get(), Outcome::Done | Outcome::AlreadySo)
                class:is-failed=move || matches!(outcome.get(), Outcome::Failed(_) | Outcome::Changed(_) | Outcome::Gone)>
                {move || icon(glyph())}
                <span class="t">{name}{move || why().map(|why| view! { <small>{why}</small> })}</span>
                <span class="k">{state}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <p>{intro}</p>
        <ul class="items" tabindex="0" aria-label=texts::APPLICATIONS>{listed.into_iter().map(row).collect_view()}</ul>
        {(others > 0).then(|| view! { <p class="hint">{texts::and_others(others)}</p> })}
    }
    .into_any()
}

fn footer(
    batch: RwSignal<Batch>,
    kind: Kind,
    phase: Phase,
    single: bool,
    close: Callback<()>,
) -> AnyView {
    let running = phase == Phase::Running;
    let instead = move || {
        batch.update(|batch| batch.step(Batch::disable_instead));
        focus::soon("dialog footer .btn-plain".to_owned());
    };
    let lead = (kind == Kind::Delete && !running && batch.with_untracked(|batch| batch.items.iter().any(|item| item.application.enabled)) && (single || phase == Phase::Preview))
        .then(|| view! { <span class="lead">{button(Look::Ghost, Some(Icon::Ban), texts::DISABLE_INSTEAD, instead)}</span> });
    let open = batch.with_untracked(Batch::to_do);
    let (plain, confirm) = match phase {
        Phase::Preview => (texts::CANCEL, Some(texts::verb(kind))),
        Phase::Running if single => (texts::CANCEL, Some(texts::verb(kind))),
        // Stop doesn't stand where the start was pressed, which may be pressed twice.
        Phase::Running => (texts::STOP, Some(texts::verb(kind))),
        Phase::Finished if open == 0 => (texts::CLOSE, None),
        Phase::Finished if single => (texts::CANCEL, Some(texts::verb(kind))),
        Phase::Finished if batch.with_untracked(Batch::is_stopped) => {
            (texts::CLOSE, Some(texts::CONTINUE))
        }
        Phase::Finished => (texts::CLOSE, Some(texts::RETRY_FAILED)),
    };
    let look = if kind == Kind::Delete {
        Look::Danger
    } else {
        Look::Primary
    };
    // Close may come under the pointer between the two presses of a double click.
    let press = move |event: web_sys::MouseEvent| {
        if event.detail() < 2 {
            close.run(());
        }
    };
    view! {
        <footer>
            {lead}
            <button type="button" class=Look::Plain.class() autofocus on:click=press>{plain}</button>
            {confirm.map(|words| view! {
                <button type="submit" class=look.class() aria-busy=running.then_some("true") aria-disabled=(open == 0 && !running).then_some("true")>{words}</button>
            })}
        </footer>
    }
    .into_any()
}
