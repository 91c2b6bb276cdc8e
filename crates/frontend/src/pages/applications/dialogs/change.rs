//! What changed about an application between reading it and acting on it.

use shared::api::applications::Application;

use crate::texts;

/// What an administrator would want to know before going on, as clauses: `it was disabled`. Empty if nothing that shows.
pub(crate) fn changes(before: &Application, now: &Application) -> Vec<String> {
    let mut clauses = Vec::new();
    if before.name != now.name {
        clauses.push(texts::was_renamed(&now.name));
    }
    if before.enabled != now.enabled {
        clauses.push(
            if now.enabled {
                texts::WAS_ENABLED
            } else {
                texts::WAS_DISABLED
            }
            .to_owned(),
        );
    }
    if let (Some(before), Some(now)) = (&before.secret_info, &now.secret_info)
        && before.created_at != now.created_at
    {
        clauses.push(texts::WAS_REGENERATED.to_owned());
    }
    if let (Some(before), Some(now)) = (&before.access_rules, &now.access_rules) {
        let added = now
            .iter()
            .filter(|rule| before.iter().all(|other| other.id != rule.id));
        let removed = before
            .iter()
            .filter(|rule| now.iter().all(|other| other.id != rule.id));
        clauses.extend(added.map(|rule| texts::was_given(&rule.describe())));
        clauses.extend(removed.map(|rule| texts::was_taken(&rule.describe())));
    }
    if before.description != now.description {
        clauses.push(texts::WAS_DESCRIBED.to_owned());
    }
    if before.expires_at != now.expires_at {
        clauses.push(texts::EXPIRY_CHANGED.to_owned());
    }
    clauses
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use shared::api::applications::{CompactRule, SecretInfo};
    use shared::{ScopeType, Timestamp};

    /// An application as the server describes it.
    pub(crate) fn application(id: &str, name: &str) -> Application {
        Application {
            id: id.to_owned(),
            name: name.to_owned(),
            client_id: format!("{name}-7f3k2q"),
            enabled: true,
            created_by: "ada@example.com".to_owned(),
            created_at: Timestamp::from_millis(0),
            updated_at: Timestamp::from_millis(0),
            last_login: None,
            tenant_id: "1".to_owned(),
            version: 1,
            description: None,
            expires_at: None,
            token_lifetime_seconds: None,
            last_login_ip: None,
            last_login_user_agent: None,
            secret_info: Some(SecretInfo {
                hint: "abcd".to_owned(),
                created_at: Timestamp::from_millis(0),
            }),
            access_rules: Some(Vec::new()),
        }
    }

    #[test]
    fn names_what_shows() {
        let before = application("1", "ci");
        assert!(changes(&before, &before).is_empty());
        let mut now = before.clone();
        now.name = "cd".to_owned();
        now.enabled = false;
        now.secret_info = Some(SecretInfo {
            hint: "efgh".to_owned(),
            created_at: Timestamp::from_millis(9),
        });
        now.access_rules = Some(vec![CompactRule {
            id: 7,
            role_id: 1,
            role_name: "Viewer".to_owned(),
            scope_type: ScopeType::Tenant,
            scope_id: "1".to_owned(),
            scope_name: "Northwind".to_owned(),
        }]);
        let clauses = changes(&before, &now).join("; ");
        for part in ["cd", "disabled", "regenerated", "Viewer · Account"] {
            assert!(clauses.contains(part), "{part} in {clauses}");
        }
    }

    #[test]
    fn rules_that_may_not_be_seen_are_no_change() {
        let before = application("1", "ci");
        let now = Application {
            access_rules: None,
            ..before.clone()
        };
        assert!(changes(&before, &now).is_empty());
    }
}
