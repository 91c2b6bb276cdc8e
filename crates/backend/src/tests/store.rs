//! One way to commit.

use shared::{Name, Scope, ScopeType};

use super::Ground;
use crate::{
    Core,
    access_rules::{self, NewRule, model::Subject},
    applications::{self, NewApplication, new_secret},
    audit::{Action, Actor, Entity, Event},
    http::ApiError,
    org_units::{self, NewUnit},
    snapshot::{Snapshot, load},
};

/// Makes an application and gives its id.
pub(super) async fn application(core: &Core, name: &str) -> Result<uuid::Uuid, ApiError> {
    let (_, stored) = new_secret(core).await?;
    let mut tx = core.write_as(Actor::command_line()).await?;
    let new = NewApplication::named(Name::parse(name).unwrap());
    let made = applications::create(core, &mut tx, new, stored).await?;
    tx.commit(Event::new(
        Action::Create,
        Entity::Application,
        made.id,
        name,
    ))
    .await?;
    Ok(made.id)
}

async fn dropping_a_change_undoes_it(ground: &Ground) {
    let core = ground.node().await;
    let before = core.store.live().current().seq;
    let (_, stored) = new_secret(&core).await.unwrap();
    let mut tx = core.write_as(Actor::command_line()).await.unwrap();
    let new = NewApplication::named(Name::parse("gone").unwrap());
    applications::create(&core, &mut tx, new, stored)
        .await
        .unwrap();
    drop(tx);
    application(&core, "gone").await.unwrap();
    let after = core.store.live().fresh().await.unwrap();
    assert_eq!(after.seq, before + 1);
    assert_eq!(after.application_count(), 1);
}

async fn simultaneous_changes_all_happen_in_one_order(ground: &Ground) {
    let core = ground.node().await;
    let other = ground.node().await;
    let before = core.store.live().current().seq;
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let core = if n % 2 == 0 { &core } else { &other };
            let core = std::sync::Arc::clone(core);
            tokio::spawn(async move { application(&core, &format!("app {n}")).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for core in [&core, &other] {
        let now = core.store.live().fresh().await.unwrap();
        assert_eq!(now.seq, before + 20);
        assert_eq!(now.application_count(), 20);
    }
}

async fn of_two_who_want_a_name_one_gets_it(ground: &Ground) {
    let core = ground.node().await;
    let other = ground.node().await;
    let (one, two) = tokio::join!(application(&core, "Straße"), application(&other, "STRASSE"));
    assert_ne!(one.is_ok(), two.is_ok());
    let refused = one.err().or(two.err()).unwrap();
    assert_eq!(refused.code, shared::ErrorCode::NameTaken);
    assert_eq!(refused.field.as_deref(), Some("name"));
}

async fn ids_and_client_ids_stay_taken(ground: &Ground) {
    let core = ground.node().await;
    let id = application(&core, "first").await.unwrap();
    let client_id = {
        let now = core.store.live().current();
        now.application(id).unwrap().client_id.to_string()
    };
    let mut tx = core.write_as(Actor::command_line()).await.unwrap();
    applications::sql::delete(&mut tx, id).await.unwrap();
    tx.commit(Event::new(Action::Delete, Entity::Application, id, "first"))
        .await
        .unwrap();
    for name in [id.to_string(), client_id.clone(), client_id.to_uppercase()] {
        let refused = application(&core, &name).await.unwrap_err();
        assert_eq!(refused.code, shared::ErrorCode::NameTaken, "{name}");
    }
    application(&core, "first").await.unwrap();
}

/// Changes of every kind, so that catching up with them can be compared with loading everything.
async fn many_changes(core: &Core) {
    let account = core.store.live().current().account().clone();
    let mut tx = core.write_as(Actor::command_line()).await.unwrap();
    let new = NewUnit {
        level: ScopeType::Cluster,
        parent: account,
        name: Name::parse("A").unwrap(),
    };
    let cluster = org_units::add(core, &mut tx, new).await.unwrap();
    tx.commit(Event::new(Action::Create, Entity::Cluster, "a", "A"))
        .await
        .unwrap();
    for name in ["one", "two", "three"] {
        let id = application(core, name).await.unwrap();
        give(core, id, &cluster.scope).await;
    }
    let now = core.store.live().current();
    let two = now.application_by_name_key("two").unwrap().id;
    let rule = now.rules_of(Subject::Application(two))[0].id;
    let mut tx = core.write_as(Actor::command_line()).await.unwrap();
    access_rules::sql::delete(&mut tx, rule, "A").await.unwrap();
    applications::sql::delete(&mut tx, two).await.unwrap();
    tx.commit(Event::new(Action::Delete, Entity::Application, two, "two"))
        .await
        .unwrap();
}

async fn give(core: &Core, application: uuid::Uuid, scope: &Scope) {
    let mut tx = core.write_as(Actor::command_line()).await.unwrap();
    let subject_name = {
        let now = tx.snapshot();
        now.application(application).unwrap().client_id.clone()
    };
    let new = NewRule {
        subject: Subject::Application(application),
        subject_name,
        role_id: 2,
        scope: scope.clone(),
    };
    access_rules::add(&mut tx, new).await.unwrap();
    tx.commit(Event::new(Action::Create, Entity::AccessRule, "1", "rule"))
        .await
        .unwrap();
}

/// Everything that a snapshot answers, in an order of its own.
fn told(snapshot: &Snapshot) -> Vec<String> {
    let mut all: Vec<String> = snapshot
        .applications()
        .map(|one| {
            let found = [
                snapshot.application(one.id),
                snapshot.application_by_client_id(&one.client_id),
                snapshot.application_by_name_key(&one.name_key),
            ];
            assert_eq!(found, [Some(one); 3]);
            format!(
                "{one:?} {:?}",
                snapshot.rules_of(Subject::Application(one.id))
            )
        })
        .collect();
    all.extend(snapshot.rules().map(|one| format!("{one:?}")));
    all.extend(snapshot.units().map(|one| format!("{one:?}")));
    all.push(format!("{:?}", snapshot.tree().subtree(snapshot.account())));
    all.push(format!("{:?} {}", snapshot.keys(), snapshot.seq));
    all
}

async fn catching_up_is_the_same_as_loading_everything(ground: &Ground) {
    let writer = ground.node().await;
    let follower = ground.node().await;
    let before = follower.store.live().current();
    many_changes(&writer).await;
    let caught_up = follower.store.live().fresh().await.unwrap();
    let mut tx = follower.store.db().begin_read().await.unwrap();
    let loaded = load::catch_up(&mut tx, &before.cleared(), caught_up.seq)
        .await
        .unwrap();
    assert_eq!(told(&caught_up), told(&loaded));
    assert_eq!(told(&writer.store.live().current()), told(&loaded));
    assert!(!told(&loaded).is_empty());
}

/// Changes that are taken in together come in no order.
async fn names_may_pass_from_one_to_another(ground: &Ground) {
    let writer = ground.node().await;
    let follower = ground.node().await;
    let names: Vec<_> = (0..8).map(|n| format!("app {n}")).collect();
    let mut before = Vec::new();
    for name in &names {
        before.push(application(&writer, name).await.unwrap());
    }
    follower.store.live().fresh().await.unwrap();
    for (name, before) in names.iter().zip(before) {
        let mut tx = writer.write_as(Actor::command_line()).await.unwrap();
        applications::sql::delete(&mut tx, before).await.unwrap();
        let event = Event::new(Action::Delete, Entity::Application, before, name.as_str());
        tx.commit(event).await.unwrap();
        application(&writer, name).await.unwrap();
    }
    let now = follower.store.live().fresh().await.unwrap();
    assert_eq!(told(&now), told(&writer.store.live().current()));
    assert_eq!(told(&now).len(), names.len() + 3);
}

async fn a_node_that_is_too_far_behind_loads_everything(ground: &Ground) {
    let writer = ground.node().await;
    let follower = ground.node().await;
    many_changes(&writer).await;
    let mut forgetting = writer.store.db().begin_upkeep().await.unwrap();
    sqlx::query("DELETE FROM changes")
        .execute(&mut *forgetting)
        .await
        .unwrap();
    forgetting.commit().await.unwrap();
    let caught_up = follower.store.live().fresh().await.unwrap();
    assert_eq!(told(&caught_up), told(&writer.store.live().current()));
}

async fn nodes_that_start_at_once_agree(ground: &Ground) {
    let nodes = futures_util::future::join_all((0..6).map(|_| ground.node())).await;
    for node in nodes {
        let now = node.store.live().fresh().await.unwrap();
        assert_eq!(now.seq, 1, "one signing key, and nothing else");
    }
}

super::on_both! {
    nodes_that_start_at_once_agree
    dropping_a_change_undoes_it
    simultaneous_changes_all_happen_in_one_order
    of_two_who_want_a_name_one_gets_it
    ids_and_client_ids_stay_taken
    catching_up_is_the_same_as_loading_everything
    names_may_pass_from_one_to_another
    a_node_that_is_too_far_behind_loads_everything
}
