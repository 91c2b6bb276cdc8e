//! `clientele app create`

use std::sync::Arc;

use serde_json::json;
use shared::Name;

use super::{Failure, commands::GrantArgs, grants, print_line};
use crate::{
    Core,
    access_rules::{self, model::Subject},
    applications::{
        self,
        model::{Application, StoredSecret, client_id},
    },
    audit::{Action, Actor, Entity, Event},
    names,
    secrets::pool::Kind,
};

/// Makes an application with roles, and prints its credentials as JSON: the only time that its secret is seen.
pub(super) async fn create(core: &Core, name: &str, wanted: &[GrantArgs]) -> Result<(), Failure> {
    let name = Name::parse(name).map_err(|error| Failure::Usage(format!("--name: {error}")))?;
    let secret = core.new_secret()?;
    let hash = core
        .hashing
        .hash(Kind::ClientSecret, secret.expose(), core.env.random()?)
        .await?;
    let id = core.env.uuid()?;
    let client_id: Arc<str> = client_id(name.as_str(), core.env.random()?).into();
    let key = names::fold(name.as_str());

    let mut tx = core.write_as(Actor::command_line()).await?;
    let snapshot = tx.snapshot();
    let taken = snapshot.application_by_name_key(&key).is_some()
        || applications::sql::is_identifier(&mut tx, &key).await?;
    if taken {
        return Err(Failure::Refused(format!(
            "an application named {} already exists",
            name.as_str()
        )));
    }
    let grants = grants::resolve(&snapshot, wanted)?;
    let application = Application {
        id,
        name: name.as_str().into(),
        name_key: key.into(),
        client_id: Arc::clone(&client_id),
        description: None,
        enabled: true,
        expires_at: None,
        token_lifetime_seconds: None,
        created_by: tx.actor_name().into(),
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
        generation: 1,
        secret: StoredSecret {
            hash: hash.into(),
            hint: secret.hint(),
            created_at: tx.now(),
        },
    };
    applications::sql::insert(&mut tx, vec![Arc::new(application)]).await?;
    let rules = grants::rules(&mut tx, Subject::Application(id), &client_id, grants);
    let mut events = vec![Event::new(
        Action::Create,
        Entity::Application,
        id,
        name.as_str(),
    )];
    events.extend(rules.iter().map(|rule| grants::event(rule)));
    access_rules::sql::insert(&mut tx, rules).await?;
    tx.commit_all(events).await?;
    let shown = json!({
        "id": id,
        "name": name.as_str(),
        "clientId": &*client_id,
        "clientSecret": secret.expose(),
    });
    print_line(&shown.to_string())
}
