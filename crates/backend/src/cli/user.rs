//! `clientele user create` and `clientele user reset-password`

use std::sync::Arc;

use serde_json::json;
use shared::Email;

use super::{Failure, commands::GrantArgs, grants, print_line};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Actor, Entity, Event},
    secrets::{password, pool::Kind},
    sessions,
    users::{self, model::User},
};

/// Makes a user with roles, and prints its id as JSON.
pub(super) async fn create(
    core: &Core,
    email: &str,
    password: &str,
    wanted: &[GrantArgs],
) -> Result<(), Failure> {
    let email = parse(email)?;
    password::check(password, email.as_str())?;
    let hash = core
        .hashing
        .hash(Kind::Password, password, core.env.random()?)
        .await?;
    let id = core.env.uuid()?;

    let mut tx = core.write_as(Actor::command_line()).await?;
    let snapshot = tx.snapshot();
    if snapshot.user_by_email(email.as_str()).is_some() {
        return Err(Failure::Refused(format!(
            "the user {email} already exists; `clientele user reset-password` gives them another password"
        )));
    }
    let grants = grants::resolve(&snapshot, wanted)?;
    let name: Arc<str> = email.as_str().into();
    let user = User {
        id,
        email: Arc::clone(&name),
        password_hash: hash.into(),
        must_change_password: false,
        created_by: tx.actor_name().to_owned(),
        created_at: tx.now(),
        updated_at: tx.now(),
        last_login: None,
    };
    users::sql::insert(&mut tx, vec![Arc::new(user)]).await?;
    let mut events = vec![Event::new(Action::Create, Entity::User, id, &*name)];
    events.extend(grants::give(&mut tx, Subject::User(id), &name, grants).await?);
    tx.commit_all(events).await?;
    print_line(&json!({"id": id, "username": &*name}).to_string())
}

/// Gives a user another password and ends their sessions.
pub(super) async fn reset_password(
    core: &Core,
    email: &str,
    password: &str,
) -> Result<(), Failure> {
    let email = parse(email)?;
    password::check(password, email.as_str())?;
    let hash = core
        .hashing
        .hash(Kind::Password, password, core.env.random()?)
        .await?;

    let mut tx = core.write_as(Actor::command_line()).await?;
    let snapshot = tx.snapshot();
    let Some(user) = snapshot.user_by_email(email.as_str()) else {
        return Err(Failure::Refused(format!("there is no user {email}")));
    };
    let changed = User {
        password_hash: hash.into(),
        must_change_password: false,
        updated_at: tx.now(),
        ..User::clone(user)
    };
    users::sql::update(&mut tx, changed).await?;
    for session in snapshot
        .sessions()
        .filter(|session| session.user == user.id)
    {
        sessions::sql::delete(&mut tx, session.id).await?;
    }
    tx.commit(Event::new(
        Action::ResetPassword,
        Entity::User,
        user.id,
        email.as_str(),
    ))
    .await?;
    print_line(&json!({"id": user.id, "username": email}).to_string())
}

fn parse(email: &str) -> Result<Email, Failure> {
    Email::parse(email).map_err(|error| Failure::Usage(format!("--email {email}: {error}")))
}
