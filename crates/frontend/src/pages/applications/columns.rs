//! The columns of the table, and how their cells look.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use shared::api::applications::{Application, CompactRule};
use shared::api::org_units::TreeNode;
use shared::{ScopeType, Timestamp};
use table::{Cells, Chip, Content, Icon};
use table_engine::{Column, Columns, Facet, InvalidColumns};

use crate::platform::time;
use crate::texts;

/// An application as a row, with what is derived from it once: the texts of its rules.
pub(super) struct Row {
    pub(super) application: Application,
    rules: Vec<String>,
    scopes: Vec<String>,
    secret_age: &'static str,
}

/// How old a secret is, as a value of the filter.
fn age(made: Timestamp, now: i64) -> &'static str {
    const DAY: i64 = 86_400_000;
    match now - made.millis() {
        age if age < 90 * DAY => "days",
        age if age < 365 * DAY => "months",
        _ => "years",
    }
}

impl table_engine::Row for Row {
    fn key(&self) -> &str {
        &self.application.id
    }
}

impl Row {
    pub(super) fn new(application: Application) -> Self {
        let held = application.access_rules.as_deref().unwrap_or_default();
        let rules = held.iter().map(CompactRule::describe).collect();
        let scopes = held
            .iter()
            .map(|rule| scope_value(rule.scope_type, &rule.scope_id))
            .collect();
        Self {
            secret_age: application
                .secret_info
                .as_ref()
                .map_or("", |secret| age(secret.created_at, time::now())),
            application,
            rules,
            scopes,
        }
    }

    fn held(&self) -> &[CompactRule] {
        self.application.access_rules.as_deref().unwrap_or_default()
    }
}

/// A scope as a value of the filter, and so in the address: the account by its level, which is shorter than its number.
fn scope_value(level: ScopeType, id: &str) -> String {
    match level {
        ScopeType::System | ScopeType::Tenant => "account".to_owned(),
        _ => id.to_owned(),
    }
}

/// What is known of scopes: their names, and what they are in. The filter by scope asks it.
#[derive(Clone, Default)]
pub(super) struct Scopes(Arc<RwLock<Known>>);

/// By value: the name, and the value of what it is in.
type Known = HashMap<String, (String, Option<String>)>;

impl Scopes {
    /// Learns the whole organisation.
    pub(super) fn learn(&self, root: &TreeNode) {
        fn add(known: &mut Known, node: &TreeNode, parent: Option<&str>) {
            let value = scope_value(node.scope_type, &node.scope_id);
            for child in &node.children {
                add(known, child, Some(&value));
            }
            known.insert(
                value,
                (
                    node.scope_type.describe(&node.name),
                    parent.map(str::to_owned),
                ),
            );
        }
        let mut known = HashMap::new();
        add(&mut known, root, None);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Learns the names of the scopes of rules: enough until, or where, the organisation can't be read.
    pub(super) fn learn_from(&self, applications: &[Application]) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for rule in applications
            .iter()
            .filter_map(|application| application.access_rules.as_ref())
            .flatten()
        {
            known
                .entry(scope_value(rule.scope_type, &rule.scope_id))
                .or_insert_with(|| (rule.scope_type.describe(&rule.scope_name), None));
        }
    }

    fn get<T>(&self, value: &str, read: impl FnOnce(&(String, Option<String>)) -> T) -> Option<T> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(value)
            .map(read)
    }
}

/// The columns, in their default order.
pub(super) fn columns(scopes: &Scopes) -> Result<Columns<Row>, InvalidColumns> {
    let (labels, parents) = (scopes.clone(), scopes.clone());
    let by_role = Facet::set("role", texts::BY_ROLE, |row: &Row| {
        row.held()
            .iter()
            .map(|rule| Cow::Borrowed(rule.role_name.as_str()))
            .collect()
    })
    .labels(|value| {
        if value.is_empty() {
            texts::NO_RULE.to_owned()
        } else {
            value.to_owned()
        }
    });
    let by_scope = Facet::set("scope", texts::BY_SCOPE, |row: &Row| {
        row.scopes
            .iter()
            .map(|scope| Cow::Borrowed(scope.as_str()))
            .collect()
    })
    .labels(move |value| match value {
        "" => texts::NO_RULE.to_owned(),
        _ => labels
            .get(value, |(label, _)| label.clone())
            .unwrap_or_else(|| value.to_owned()),
    })
    .parents(move |value| parents.get(value, |(_, parent)| parent.clone()).flatten());
    let by_age = Facet::set("secret_age", texts::SECRET_AGE, |row: &Row| {
        vec![Cow::Borrowed(row.secret_age)]
    })
    .labels(|value| {
        match value {
            "days" => texts::UNDER_90_DAYS,
            "months" => texts::UNDER_A_YEAR,
            "years" => texts::OVER_A_YEAR,
            _ => texts::UNKNOWN,
        }
        .to_owned()
    });
    Columns::new(vec![
        Column::text("name", texts::APPLICATION, |row: &Row| {
            &row.application.name
        })
        .always_shown()
        .width(200.0),
        Column::id("client_id", texts::CLIENT_ID, |row: &Row| {
            &row.application.client_id
        })
        .facet(by_age)
        .keep_filter()
        .width(184.0),
        Column::list("rules", texts::ACCESS_RULES_COLUMN, |row: &Row| {
            row.rules
                .iter()
                .map(|rule| Cow::Borrowed(rule.as_str()))
                .collect()
        })
        .facet(by_role)
        .facet(by_scope)
        .width(248.0)
        .min_width(208.0),
        Column::timestamp("last_login", texts::LAST_LOGIN, |row: &Row| {
            row.application.last_login.map(Timestamp::millis)
        })
        .width(112.0),
        Column::text("created_by", texts::CREATED_BY, |row: &Row| {
            &row.application.created_by
        })
        .set()
        .width(144.0),
        Column::timestamp("created_at", texts::CREATION_TIME, |row: &Row| {
            Some(row.application.created_at.millis())
        })
        .width(118.0),
        Column::timestamp("updated_at", texts::LAST_UPDATED, |row: &Row| {
            Some(row.application.updated_at.millis())
        })
        .width(116.0),
    ])
}

/// The glyph of a scope's level.
pub(crate) fn level_icon(level: ScopeType) -> Icon {
    match level {
        ScopeType::System | ScopeType::Tenant => Icon::Account,
        ScopeType::Cluster => Icon::Cluster,
        ScopeType::Department => Icon::Department,
        ScopeType::Project => Icon::Project,
    }
}

/// How cells look where their kind doesn't say.
pub(super) fn cells(open_rules: impl Fn(String) + Send + Sync + 'static) -> Cells<Row> {
    Cells::new()
        .cell("rules", |row: &Row| {
            let chip = |rule: &CompactRule| Chip {
                icon: Some(level_icon(rule.scope_type)),
                label: rule.role_name.clone(),
                detail: Some(rule.scope_type.describe(&rule.scope_name)),
            };
            if row.held().is_empty() {
                Content::Nothing(texts::NONE.to_owned())
            } else {
                Content::Chips(row.held().iter().map(chip).collect())
            }
        })
        .on_more("rules", open_rules)
        .tag(|row: &Row| (!row.application.enabled).then(|| texts::DISABLED.to_owned()))
        .facet_icon("secret_age", Icon::Key)
        .facet_icon("role", Icon::Role)
        .facet_icon("scope", Icon::Department)
        .facet_icon("created_by", Icon::User)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::applications::dialogs::tests::application;
    use table_engine::{Engine, Filter, State, Test};

    fn with_rule(id: &str, level: ScopeType, scope: &str, name: &str) -> Application {
        let mut application = application(id, id);
        application.access_rules = Some(vec![CompactRule {
            id: 1,
            role_id: 2,
            role_name: "Viewer".to_owned(),
            scope_type: level,
            scope_id: scope.to_owned(),
            scope_name: name.to_owned(),
        }]);
        application
    }

    fn tree() -> TreeNode {
        let node = |scope_type, id: &str, children| TreeNode {
            scope_type,
            scope_id: id.to_owned(),
            name: id.to_owned(),
            children,
        };
        let project = node(ScopeType::Project, "p", vec![]);
        let department = node(ScopeType::Department, "d", vec![project]);
        node(
            ScopeType::Tenant,
            "1",
            vec![node(ScopeType::Cluster, "c", vec![department])],
        )
    }

    fn found(scopes: &Scopes, scope: &str, beneath: bool) -> Vec<String> {
        let rows = vec![
            Row::new(with_rule("in-project", ScopeType::Project, "p", "p")),
            Row::new(with_rule("in-cluster", ScopeType::Cluster, "c", "c")),
            Row::new(with_rule("in-account", ScopeType::Tenant, "1", "Northwind")),
            Row::new(application("without", "without")),
        ];
        let columns = columns(scopes).unwrap();
        let mut state = State::new(&columns);
        let test = Test::Set {
            negated: false,
            values: vec![scope.to_owned()],
            beneath,
        };
        state.put_filter(
            None,
            Filter {
                facet: "scope".to_owned(),
                test,
            },
        );
        let mut engine = Engine::new(columns, rows);
        let view = engine.view(&state, 0);
        engine.keys(&view).map(str::to_owned).collect()
    }

    #[test]
    fn a_scope_finds_what_lies_beneath_it() {
        let scopes = Scopes::default();
        scopes.learn(&tree());
        assert_eq!(found(&scopes, "c", true), ["in-project", "in-cluster"]);
        assert_eq!(found(&scopes, "c", false), ["in-cluster"]);
        assert_eq!(
            found(&scopes, "account", true),
            ["in-project", "in-cluster", "in-account"]
        );
        assert_eq!(found(&scopes, "", true), ["without"]);
    }

    #[test]
    fn secrets_age() {
        const DAY: i64 = 86_400_000;
        for (days, value) in [
            (0, "days"),
            (89, "days"),
            (90, "months"),
            (364, "months"),
            (365, "years"),
        ] {
            assert_eq!(age(Timestamp::from_millis(0), days * DAY), value, "{days}");
        }
    }

    #[test]
    fn rules_read_alike_in_search_and_file() {
        let row = Row::new(with_rule("a", ScopeType::Cluster, "c", "A"));
        assert_eq!(row.rules, ["Viewer · Cluster: A"]);
        assert_eq!(
            Row::new(with_rule("a", ScopeType::Tenant, "1", "Northwind")).rules,
            ["Viewer · Account"]
        );
    }
}
