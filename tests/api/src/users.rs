//! An installation with its first administrator, and whoever else a test needs.

use serde_json::{Value, json};

use crate::{Client, Database, Engine, Server};

/// The password of every user that tests make.
pub const PASSWORD: &str = "correct-horse-battery-9";

/// A database, a server on it, and the first administrator, signed in.
pub struct Installation {
    /// The server.
    pub server: Server,
    /// Nobody.
    pub anonymous: Client,
    /// The first administrator in a browser.
    pub admin: Client,
    /// Under the server, and so dropped after it.
    pub database: Database,
}

impl Installation {
    /// `None` where PostgreSQL is missing and may be.
    pub fn new(engine: Engine) -> Option<Self> {
        Self::with(engine, &[])
    }

    /// With more options for the server.
    pub fn with(engine: Engine, options: &[&str]) -> Option<Self> {
        let database = Database::new(engine)?;
        let server = database.serve_with(options);
        let anonymous = server.client();
        let token = server.setup_token().expect("a set-up address is printed");
        let origin = format!("http://{}", server.address);
        let answer = anonymous.with("Origin", &origin).post(
            "/api/v1/setup",
            &json!({"token": token, "organisation": "Example", "email": "admin@example.com", "password": PASSWORD}),
        );
        let admin = anonymous.session(&cookie(&answer.expect(201)));
        Some(Self {
            server,
            anonymous,
            admin,
            database,
        })
    }

    /// Another node of the same installation.
    pub fn second(&self) -> Server {
        let public_url = format!("http://{}", self.server.address);
        self.database.serve_with(&["--public-url", &public_url])
    }

    /// Signs a user in, in a browser of their own.
    #[track_caller]
    pub fn sign_in(&self, email: &str, password: &str) -> Client {
        let origin = format!("http://{}", self.server.address);
        let answer = self
            .anonymous
            .with("Origin", &origin)
            .post(
                "/api/v1/session",
                &json!({"email": email, "password": password}),
            )
            .expect(200);
        self.anonymous.session(&cookie(&answer))
    }

    /// A new user with these roles (`(role, scope type, scope id)`), signed in.
    pub fn user(&self, email: &str, rules: &[(&str, &str, &str)]) -> Client {
        let made = self
            .admin
            .post("/api/v1/users", &json!({"email": email}))
            .expect(201)
            .json();
        let temporary = made["tempPassword"].as_str().unwrap();
        for rule in rules {
            self.give(email, "user", rule);
        }
        let user = self.sign_in(email, temporary);
        let change = json!({"currentPassword": temporary, "newPassword": PASSWORD});
        user.post("/api/v1/users/me/password", &change).expect(204);
        self.sign_in(email, PASSWORD)
    }

    /// A new application with these roles: the answer to its creation.
    #[track_caller]
    pub fn application(&self, name: &str, rules: &[(&str, &str, &str)]) -> Value {
        let made = self
            .admin
            .post("/api/v1/apps", &json!({"name": name}))
            .expect(201)
            .json();
        for rule in rules {
            self.give(text(&made, "clientId"), "app", rule);
        }
        made
    }

    /// A new application with these roles, bearing a token.
    pub fn bearer(&self, name: &str, rules: &[(&str, &str, &str)]) -> Client {
        let made = self.application(name, rules);
        let token = self
            .token(text(&made, "clientId"), text(&made, "secret"))
            .expect(200)
            .json();
        self.anonymous.bearer(text(&token, "access_token"))
    }

    /// Gives a role in a scope: the new rule.
    #[track_caller]
    pub fn give(&self, subject: &str, kind: &str, rule: &(&str, &str, &str)) -> Value {
        let body = self.rule(subject, kind, rule);
        self.admin
            .post("/api/v1/authorization/access-rules", &body)
            .expect(201)
            .json()
    }

    /// The body that gives a role in a scope.
    pub fn rule(
        &self,
        subject: &str,
        kind: &str,
        (role, scope_type, scope_id): &(&str, &str, &str),
    ) -> Value {
        json!({"subjectId": subject, "subjectType": kind, "roleId": self.role(role), "scopeType": scope_type, "scopeId": scope_id})
    }

    /// A role's number.
    pub fn role(&self, name: &str) -> i64 {
        let roles = self
            .admin
            .get("/api/v1/authorization/roles")
            .expect(200)
            .json();
        let role = roles
            .as_array()
            .unwrap()
            .iter()
            .find(|role| role["name"] == name);
        role.unwrap_or_else(|| panic!("no role {name}"))["id"]
            .as_i64()
            .unwrap()
    }

    /// Asks for a token by Basic.
    pub fn token(&self, client_id: &str, secret: &str) -> crate::Answer {
        let client = self.anonymous.basic(client_id, secret);
        client.form("/oauth2/token", &[("grant_type", "client_credentials")])
    }

    /// A new cluster with a department and a project in it: their ids.
    pub fn cluster(&self, name: &str) -> (String, String, String) {
        let make = |path: &str, body: Value, id: &str| {
            let made = self.admin.post(path, &body).expect(201).json();
            text(&made, id).to_owned()
        };
        let cluster = make("/api/v1/clusters", json!({"name": name}), "uuid");
        let department = json!({"name": format!("{name} department"), "clusterId": cluster});
        let department = make("/api/v1/org-unit/departments", department, "id");
        let project = json!({"name": format!("{name} project"), "clusterId": cluster, "parentId": department});
        let project = make("/api/v1/org-unit/projects", project, "id");
        (cluster, department, project)
    }
}

/// A member that must be a text.
#[track_caller]
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no text {name} in {value}"))
}

/// The cookie that an answer sets, as a browser sends it back.
#[track_caller]
fn cookie(answer: &crate::Answer) -> String {
    let set = answer
        .header("set-cookie")
        .unwrap_or_else(|| panic!("{}: no cookie", answer.asked));
    set.split(';').next().unwrap().to_owned()
}
