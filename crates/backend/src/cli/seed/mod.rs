//! `clientele seed`: demonstration data, in one transaction.

mod invent;
mod organisation;
mod random;

use std::sync::Arc;

use serde_json::json;
use shared::{Scope, ScopeType, Timestamp};

use super::{Failure, print_line};
use crate::{
    Core,
    access_rules::{
        self,
        model::{Given, Rule, Subject},
    },
    applications::{
        self,
        model::{Application, StoredSecret, client_id},
    },
    audit::{Action, Actor, Entity, Event},
    names,
    org_units::{self, model::Unit},
    secrets::{hash::StoredHash, pool::Kind},
    snapshot::Login,
    store::WriteTx,
};
use invent::{Invented, Wish, invent};
use random::Chance;

/// Invents applications and what is around them, stores them, and prints the secret that they share as JSON.
pub(super) async fn run(
    core: &Core,
    applications: usize,
    rules: usize,
    random_seed: u64,
) -> Result<(), Failure> {
    let secret = core.new_secret()?;
    let hash = core
        .hashing
        .hash(Kind::ClientSecret, secret.expose(), core.env.random()?)
        .await?;
    let stored = StoredSecret {
        hash: StoredHash::parse(&hash),
        hint: secret.hint(),
        created_at: core.env.now(),
    };

    let mut tx = core.write_as(Actor::command_line()).await?;
    let scopes = organisation(core, &mut tx).await?;
    let snapshot = tx.snapshot();
    let taken = snapshot
        .applications()
        .map(|application| application.name_key.to_string())
        .collect();
    // A second run with the same seed must not make the same ids again.
    let mut chance = Chance::new(random_seed.wrapping_add(snapshot.application_count() as u64));
    let wish = Wish {
        applications,
        rules,
        scopes: scopes.len(),
        now: tx.now().millis(),
    };
    let invented = invent(wish, &mut chance, taken, names::fold);

    let mut made = Vec::with_capacity(invented.len());
    let (mut made_rules, mut logins) = (Vec::new(), Vec::new());
    for one in &invented {
        let application = Arc::new(application(one, &stored, &mut chance));
        for (role_id, scope) in &one.rules {
            made_rules.push(Arc::new(rule(
                &mut tx,
                &application,
                *role_id,
                &scopes[*scope],
            )));
        }
        if let Some(login) = &one.login {
            let login = Login {
                secret: None,
                at: Timestamp::from_millis(login.at),
                ip: login.ip.parse().ok(),
                user_agent: Some(login.user_agent.into()),
            };
            logins.push((application.id, login));
        }
        made.push(application);
    }
    let count = made.len();
    applications::sql::insert(&mut tx, made).await?;
    access_rules::sql::insert(&mut tx, made_rules).await?;
    let account = snapshot.account().scope_id.clone();
    let event = Event::new(Action::Seed, Entity::Tenant, account, "demonstration data")
        .with(json!({"applications": count, "randomSeed": random_seed}));
    tx.commit(event).await?;
    // Written when the core is closed, in the way of every last login.
    for (id, login) in logins {
        core.store.live().logins().note_application(id, login);
    }
    print_line(&json!({"clientSecret": secret.expose(), "applications": count}).to_string())
}

/// A scope with its name and the cluster that it is in.
struct Place {
    scope: Scope,
    name: Arc<str>,
    cluster: Option<Arc<str>>,
}

/// Makes the units that aren't there yet. The account comes first, then clusters, departments and projects.
async fn organisation(core: &Core, tx: &mut WriteTx) -> Result<Vec<Place>, Failure> {
    let snapshot = tx.snapshot();
    let account = snapshot.account().clone();
    let name = snapshot.tree().name(&account).unwrap_or_default().into();
    let mut levels = [Vec::new(), Vec::new(), Vec::new()];
    let mut new = Vec::new();
    let mut unit = |level: ScopeType, name: &str, parent: &Scope| -> Result<Scope, Failure> {
        let key = names::fold(name);
        let there = snapshot
            .units()
            .find(|unit| unit.parent.as_ref() == Some(parent) && unit.name_key == key);
        if let Some(unit) = there {
            return Ok(unit.scope.clone());
        }
        let scope = Scope {
            scope_type: level,
            scope_id: core.env.uuid()?.to_string(),
        };
        new.push(Arc::new(Unit {
            scope: scope.clone(),
            parent: Some(parent.clone()),
            name: name.to_owned(),
            name_key: key,
            created_by: tx.actor_name().to_owned(),
            created_at: tx.now(),
            updated_at: tx.now(),
        }));
        Ok(scope)
    };
    for (name, departments) in organisation::CLUSTERS {
        let cluster = unit(ScopeType::Cluster, name, &account)?;
        let cluster_id: Arc<str> = cluster.scope_id.as_str().into();
        let place = |scope: &Scope, name: &str| Place {
            scope: scope.clone(),
            name: name.into(),
            cluster: Some(Arc::clone(&cluster_id)),
        };
        levels[0].push(place(&cluster, name));
        for (name, projects) in *departments {
            let department = unit(ScopeType::Department, name, &cluster)?;
            levels[1].push(place(&department, name));
            for name in *projects {
                levels[2].push(place(&unit(ScopeType::Project, name, &department)?, name));
            }
        }
    }
    org_units::sql::insert(tx, new).await?;
    let mut places = vec![Place {
        scope: account,
        name,
        cluster: None,
    }];
    places.extend(levels.into_iter().flatten());
    Ok(places)
}

fn application(one: &Invented, secret: &StoredSecret, chance: &mut Chance) -> Application {
    let created_at = Timestamp::from_millis(one.created_at);
    let millis = u64::try_from(one.created_at).unwrap_or_default();
    Application {
        id: uuid::Builder::from_unix_timestamp_millis(millis, &chance.bytes()).into_uuid(),
        name: one.name.as_str().into(),
        name_key: names::fold(&one.name).into(),
        client_id: client_id(&one.name, chance.bytes()).into(),
        description: one.description.map(Into::into),
        enabled: one.enabled,
        expires_at: None,
        token_lifetime_seconds: None,
        created_by: one.created_by.into(),
        created_at,
        updated_at: Timestamp::from_millis(one.updated_at),
        version: 1,
        generation: 1,
        previous: None,
        keys: None,
        secret: StoredSecret {
            created_at,
            ..secret.clone()
        },
    }
}

fn rule(tx: &mut WriteTx, application: &Application, role_id: i32, place: &Place) -> Rule {
    let id = tx.next_rule_id();
    Rule {
        id,
        subject: Subject::Application(application.id),
        subject_name: Arc::clone(&application.client_id),
        given: Arc::new(Given {
            role_id,
            role_name: tx.snapshot().role_name(role_id).unwrap_or_default().into(),
            scope: place.scope.clone(),
            scope_name: Arc::clone(&place.name),
            cluster_id: place.cluster.clone(),
        }),
        created_by: Arc::clone(&application.created_by),
        created_at: application.updated_at,
        deleted_at: None,
    }
}
