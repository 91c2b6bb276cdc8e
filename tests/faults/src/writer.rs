//! One of those who change things, and remember what was answered.

use std::collections::HashMap;

use clientele_api_tests::{Answer, Client, text};
use serde_json::{Value, json};

use crate::model::{State, UnderWay, fits};

const RULES: &str = "/api/v1/authorization/access-rules";
/// Roles that are given and taken.
const ROLES: [i64; 4] = [2, 7, 8, 13];
/// How many applications a writer keeps; past that it deletes rather than creates.
const KEPT: usize = 12;

/// An application that a writer made; no other writer touches it.
struct App {
    name: String,
    id: String,
    client_id: String,
    secret: String,
    state: State,
    /// Rule numbers by role.
    rules: HashMap<i64, i64>,
}

/// A writer's memory.
pub(crate) struct Writer {
    number: u64,
    chance: u64,
    made: u64,
    apps: Vec<App>,
    gone: Vec<(String, String, String)>,
    old_secrets: Vec<(String, String)>,
    under_way: Option<(String, UnderWay)>,
    pub(crate) answered: u64,
}

impl Writer {
    pub(crate) fn new(number: u64, seed: u64) -> Self {
        Self {
            number,
            chance: seed,
            made: 0,
            apps: Vec::new(),
            gone: Vec::new(),
            old_secrets: Vec::new(),
            under_way: None,
            answered: 0,
        }
    }

    /// Whether a change was under way when the server died.
    pub(crate) const fn under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Changes things until the server is gone.
    pub(crate) fn work(&mut self, admin: &Client, dying: impl Fn() -> bool) {
        while self.change(admin).is_some() {
            self.answered += 1;
        }
        assert!(
            dying(),
            "writer {}: a connection broke while nobody killed the server",
            self.number
        );
    }

    fn below(&mut self, end: usize) -> usize {
        self.chance = self
            .chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.chance >> 33).unwrap_or(0) % end.max(1)
    }

    /// One change; `None` if the server died over it.
    fn change(&mut self, admin: &Client) -> Option<()> {
        if self.apps.len() < 3 {
            return self.create(admin);
        }
        let at = self.below(self.apps.len());
        match self.below(10) {
            0..=1 if self.apps.len() < KEPT => self.create(admin),
            0..=2 => self.delete(admin, at),
            3..=4 => self.regenerate(admin, at),
            5..=6 => self.describe(admin, at),
            _ => self.toggle_rule(admin, at),
        }
    }

    fn create(&mut self, admin: &Client) -> Option<()> {
        self.made += 1;
        let name = format!("writer {} app {}", self.number, self.made);
        let answer = self.send(
            admin,
            &name,
            UnderWay::Creating,
            "POST",
            "/api/v1/apps",
            &json!({"name": name}),
        )?;
        let made = answer.expect(201).json();
        let secret = text(&made, "secret").to_owned();
        self.apps.push(App {
            id: text(&made, "id").to_owned(),
            client_id: text(&made, "clientId").to_owned(),
            state: State {
                enabled: true,
                description: None,
                hint: hint(&secret),
                rules: Vec::new(),
            },
            rules: HashMap::new(),
            name,
            secret,
        });
        Some(())
    }

    fn delete(&mut self, admin: &Client, at: usize) -> Option<()> {
        let (name, path) = (self.apps[at].name.clone(), self.path(at));
        self.send(
            admin,
            &name,
            UnderWay::Deleting,
            "DELETE",
            &path,
            &Value::Null,
        )?
        .expect(204);
        let app = self.apps.swap_remove(at);
        self.gone.push((app.name, app.client_id, app.secret));
        Some(())
    }

    fn regenerate(&mut self, admin: &Client, at: usize) -> Option<()> {
        let (name, path) = (self.apps[at].name.clone(), self.path(at) + "/secret");
        let answer = self.send(
            admin,
            &name,
            UnderWay::Regenerating,
            "POST",
            &path,
            &Value::Null,
        )?;
        let new = text(&answer.expect(200).json(), "secret").to_owned();
        let app = &mut self.apps[at];
        app.state.hint = hint(&new);
        let old = std::mem::replace(&mut app.secret, new);
        self.old_secrets.push((app.client_id.clone(), old));
        Some(())
    }

    fn describe(&mut self, admin: &Client, at: usize) -> Option<()> {
        let description = format!("change {}", self.answered);
        let enabled = self.below(4) != 0;
        let (name, path) = (self.apps[at].name.clone(), self.path(at));
        let next = State {
            enabled,
            description: Some(description.clone()),
            ..self.apps[at].state.clone()
        };
        let body = json!({"description": description, "enabled": enabled});
        self.send(
            admin,
            &name,
            UnderWay::Becoming(next.clone()),
            "PATCH",
            &path,
            &body,
        )?
        .expect(200);
        self.apps[at].state = next;
        Some(())
    }

    fn toggle_rule(&mut self, admin: &Client, at: usize) -> Option<()> {
        let role = ROLES[self.below(ROLES.len())];
        let app = &self.apps[at];
        let (name, mut next) = (app.name.clone(), app.state.clone());
        if let Some(rule) = app.rules.get(&role).copied() {
            next.rules.retain(|other| *other != role);
            let path = format!("{RULES}/{rule}");
            self.send(
                admin,
                &name,
                UnderWay::Becoming(next.clone()),
                "DELETE",
                &path,
                &Value::Null,
            )?
            .expect(204);
            self.apps[at].rules.remove(&role);
        } else {
            next.rules.push(role);
            next.rules.sort_unstable();
            let body = json!({"subjectId": app.id, "subjectType": "app", "roleId": role, "scopeType": "tenant", "scopeId": "1"});
            let answer = self.send(
                admin,
                &name,
                UnderWay::Becoming(next.clone()),
                "POST",
                RULES,
                &body,
            )?;
            let number = answer.expect(201).json()["id"].as_i64().unwrap();
            self.apps[at].rules.insert(role, number);
        }
        self.apps[at].state = next;
        Some(())
    }

    fn path(&self, at: usize) -> String {
        format!("/api/v1/apps/{}", self.apps[at].id)
    }

    /// Sends a change; what it would make true is under way until it is answered.
    fn send(
        &mut self,
        admin: &Client,
        name: &str,
        change: UnderWay,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Option<Answer> {
        self.under_way = Some((name.to_owned(), change));
        let sent = body.to_string();
        let (headers, sent): (&[_], _) = match body {
            Value::Null => (&[], ""),
            _ => (&[("Content-Type", "application/json")], &*sent),
        };
        let answer = admin.try_raw(method, path, headers, sent.as_bytes()).ok()?;
        self.under_way = None;
        Some(answer)
    }

    /// Compares what is there with what was answered, then takes what is there for known.
    pub(crate) fn compare(&mut self, found: &HashMap<&str, &Value>, anonymous: &Client) {
        let under_way = self.under_way.take();
        let of = |name: &str| {
            under_way
                .as_ref()
                .filter(|(of, _)| of == name)
                .map(|(_, change)| change)
        };
        let token = |client_id: &str, secret: &str| {
            let form = [("grant_type", "client_credentials")];
            anonymous
                .basic(client_id, secret)
                .form("/oauth2/token", &form)
                .status
        };
        for (name, client_id, secret) in self.gone.drain(..) {
            assert!(
                !found.contains_key(&*name),
                "{name} was deleted, and is back"
            );
            assert_eq!(
                token(&client_id, &secret),
                401,
                "{name} was deleted, and obtains a token"
            );
        }
        for (client_id, secret) in self.old_secrets.drain(..) {
            assert_eq!(
                token(&client_id, &secret),
                401,
                "{client_id}: a secret was regenerated, and the old one works"
            );
        }
        if let Some((name, change @ UnderWay::Creating)) = &under_way {
            let there = found.get(&**name).map(|app| crate::state(app));
            assert!(
                fits(None, Some(change), there.as_ref()),
                "{name}: half made: {there:?}"
            );
        }
        self.apps.retain_mut(|app| {
            let there = found.get(&*app.name).map(|value| crate::state(value));
            let change = of(&app.name);
            assert!(
                fits(Some(&app.state), change, there.as_ref()),
                "{}: answered {:?}, under way {change:?}, found {there:?}",
                app.name,
                app.state
            );
            let certain = change.is_none();
            if certain {
                let expected = if app.state.enabled { 200 } else { 401 };
                assert_eq!(
                    token(&app.client_id, &app.secret),
                    expected,
                    "{}: its secret",
                    app.name
                );
            }
            // What may have changed unseen is left alone from here on.
            certain
        });
    }
}

fn hint(secret: &str) -> String {
    secret[secret.len() - 4..].to_owned()
}
