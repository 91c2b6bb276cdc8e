//! `clientele app create`

use serde_json::json;
use shared::Name;

use super::{Failure, commands::GrantArgs, grants, print_line};
use crate::{
    Core,
    access_rules::model::Subject,
    applications::{self, NewApplication},
    audit::{Action, Actor, Entity, Event},
};

/// Makes an application with roles, and prints its credentials as JSON: the only time that its secret is seen.
pub(super) async fn create(core: &Core, name: &str, wanted: &[GrantArgs]) -> Result<(), Failure> {
    let name = Name::parse(name).map_err(|error| Failure::Usage(format!("--name: {error}")))?;
    let (secret, stored) = applications::new_secret(core).await?;

    let mut tx = core.write_as(Actor::command_line()).await?;
    let grants = grants::resolve(&tx.snapshot(), wanted)?;
    let application =
        applications::create(core, &mut tx, NewApplication::named(name), stored).await?;
    let mut events = vec![Event::new(
        Action::Create,
        Entity::Application,
        application.id,
        &*application.name,
    )];
    let subject = Subject::Application(application.id);
    events.extend(grants::give(&mut tx, subject, &application.client_id, grants).await?);
    tx.commit_all(events).await?;
    let shown = json!({
        "id": application.id,
        "name": &*application.name,
        "clientId": &*application.client_id,
        "clientSecret": secret.expose(),
    });
    print_line(&shown.to_string())
}
