//! An application as clients see it.

use shared::{
    Timestamp,
    api::applications::{self as wire, CompactRule, SecretDetails},
};

use super::model::{Application, StoredSecret};
use crate::{
    access_rules::model::{Rule, Subject},
    org_units::model::ACCOUNT_ID,
    snapshot::{Logins, Snapshot},
};

/// The application, with its rules where they are asked for.
pub(super) fn view(
    application: &Application,
    snapshot: &Snapshot,
    logins: &Logins,
    with_rules: bool,
    now: Timestamp,
) -> wire::Application<SecretDetails> {
    let login = logins.of_application(application.id);
    let used = |secret: &StoredSecret| logins.of_secret(application.id, secret.created_at);
    let previous = application.previous_at(now);
    let (last_login, ip, user_agent) = match login {
        Some(login) => (Some(login.at), login.ip, login.user_agent),
        None => (None, None, None),
    };
    wire::Application {
        id: application.id.to_string(),
        name: application.name.to_string(),
        client_id: application.client_id.to_string(),
        enabled: application.enabled,
        created_by: application.created_by.to_string(),
        created_at: application.created_at,
        updated_at: application.updated_at,
        last_login,
        tenant_id: ACCOUNT_ID.to_string(),
        version: application.version,
        description: application.description.as_deref().map(str::to_owned),
        expires_at: application.expires_at,
        token_lifetime_seconds: application.token_lifetime_seconds,
        last_login_ip: ip.map(|ip| ip.to_string()),
        last_login_user_agent: user_agent.as_deref().map(str::to_owned),
        secret_info: Some(SecretDetails {
            hint: application.secret.hint.to_string(),
            created_at: application.secret.created_at,
            last_used_at: used(&application.secret),
            previous_valid_until: previous.map(|previous| previous.valid_until),
            previous_last_used_at: previous.and_then(|previous| used(&previous.secret)),
        }),
        access_rules: with_rules.then(|| {
            snapshot
                .rules_of(Subject::Application(application.id))
                .iter()
                .map(|rule| compact(rule, snapshot))
                .collect()
        }),
    }
}

fn compact(rule: &Rule, snapshot: &Snapshot) -> CompactRule {
    CompactRule {
        id: rule.id,
        role_id: rule.given.role_id,
        role_name: snapshot
            .role_name(rule.given.role_id)
            .unwrap_or(&rule.given.role_name)
            .to_owned(),
        scope_type: rule.given.scope.scope_type,
        scope_id: rule.given.scope.scope_id.clone(),
        scope_name: snapshot
            .tree()
            .name(&rule.given.scope)
            .unwrap_or(&rule.given.scope_name)
            .to_owned(),
    }
}
