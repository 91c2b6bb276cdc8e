//! The server: one typed function a call.

mod array;
mod call;
mod error;

use std::time::Duration;

use leptos::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::api::access_rules::{AccessRule, AccessRulePage, CreateAccessRule, SubjectType};
use shared::api::applications::{
    Application, CreateApplication, CreatedApplication, RegenerateSecret, RegeneratedSecret,
    SecretDetails, SecretInfo, UpdateApplication,
};
use shared::api::changes;
use shared::api::org_units::{
    Cluster, CreateCluster, CreateDepartment, CreateProject, Department, Project, Tenant, TreeNode,
};
use shared::api::roles::{Permission, Role};
use shared::api::users::{ChangePassword, SetUp, SignIn};
use shared::{ErrorCode, Name, Scope, Timestamp, paths};
use zeroize::Zeroize;

use array::ArrayReader;
pub(crate) use call::{Answer, Call};
pub(crate) use error::{ApiError, Cause};

use crate::secret::Secret;

/// Who is signed in: what the page uses of `shared::api::users::SignedIn`, whose flattened form takes kilobytes to read.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedIn {
    /// The email.
    pub(crate) username: String,
    /// All that they may do is change their password.
    #[serde(default)]
    pub(crate) must_change_password: bool,
}

/// What a call gives.
pub(crate) type Outcome<T> = Result<T, ApiError>;

/// The way to the server. Cheap to copy; in the context of every page.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    /// What happens when the server no longer knows the session.
    on_signed_out: Callback<()>,
}

/// What changed, with as much of an application as the page shows.
pub(crate) type Changes = changes::Changes<SecretInfo>;

/// A new application with its secret.
pub(crate) struct NewApplication {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) client_id: String,
    pub(crate) secret: Secret,
}

impl Api {
    pub(crate) fn new(on_signed_out: Callback<()>) -> Self {
        Self { on_signed_out }
    }

    /// Sends a call; a session that is over leads to the sign-in page.
    pub(crate) async fn send(self, call: Call) -> Outcome<Answer> {
        self.noticed(call.send().await)
    }

    fn noticed(self, answer: Outcome<Answer>) -> Outcome<Answer> {
        if let Err(error) = &answer
            && error.status() == Some(401)
            && error.code != ErrorCode::SignInFailed
        {
            self.on_signed_out.run(());
        }
        answer
    }

    async fn get<T: DeserializeOwned>(self, path: String) -> Outcome<T> {
        self.send(Call::get(path)).await?.json()
    }

    // Set-up and session

    /// Makes the first administrator and signs them in.
    pub(crate) async fn set_up(self, request: &SetUp) -> Outcome<SignedIn> {
        Call::post(paths::SETUP).json(request).send().await?.json()
    }

    /// Signs in.
    pub(crate) async fn sign_in(self, request: &SignIn) -> Outcome<SignedIn> {
        self.send(Call::post(paths::SESSION).json(request))
            .await?
            .json()
    }

    /// Who is signed in; none where nobody is.
    pub(crate) async fn session(self) -> Outcome<Option<SignedIn>> {
        match Call::get(paths::SESSION).send().await {
            Ok(answer) => answer.json().map(Some),
            Err(error) if error.status() == Some(401) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Signs out.
    pub(crate) async fn sign_out(self) -> Outcome<()> {
        Call::delete(paths::SESSION).send().await.map(drop)
    }

    /// Changes one's own password.
    pub(crate) async fn change_password(self, request: &ChangePassword) -> Outcome<()> {
        self.send(Call::post(paths::MY_PASSWORD).json(request))
            .await
            .map(drop)
    }

    /// The organisation.
    pub(crate) async fn tenant(self) -> Outcome<Option<Tenant>> {
        let tenants: Vec<Tenant> = self.get(paths::TENANTS.to_owned()).await?;
        Ok(tenants.into_iter().next())
    }

    /// What the user may do, in whichever scope.
    pub(crate) async fn permissions(self) -> Outcome<Vec<Permission>> {
        self.get(paths::PERMISSIONS.to_owned()).await
    }

    // Applications

    /// What changed since, with access rules; `logins_since` is when the last login was that is known.
    pub(crate) async fn changes(self, since: i64, logins_since: Timestamp) -> Outcome<Changes> {
        self.get(format!(
            "{}?include=accessRules&since={since}&loginsSince={logins_since}",
            paths::CHANGES
        ))
        .await
    }

    /// All applications with their access rules, newest first: hands them on as they arrive, and tells where changes are to be
    /// asked from.
    pub(crate) async fn applications(
        self,
        mut on_some: impl FnMut(Vec<Application>),
    ) -> Outcome<Option<i64>> {
        let path = format!("{}?include=accessRules&order=newest", paths::APPS);
        let call = Call::get(path).timeout(Duration::from_mins(2));
        let mut reader = ArrayReader::new();
        let answer = call
            .stream(|piece| {
                let mut some = Vec::new();
                let mut unreadable = false;
                let read = reader.read(
                    piece,
                    &mut |element| match serde_json::from_slice(element) {
                        Ok(application) => some.push(application),
                        Err(_) => unreadable = true,
                    },
                );
                if unreadable || read.is_err() {
                    return Err(ApiError::without_answer(Cause::Unreadable));
                }
                on_some(some);
                Ok(())
            })
            .await;
        let answer = self.noticed(answer)?;
        match reader.finish() {
            Ok(()) => Ok(answer.seq),
            // The connection broke off, however politely.
            Err(_) => Err(ApiError::without_answer(Cause::Unreachable)),
        }
    }

    /// One application as it is now.
    pub(crate) async fn application(self, id: &str) -> Outcome<Application> {
        self.get(format!(
            "{}?include=accessRules",
            paths::fill(paths::APP, id)
        ))
        .await
    }

    /// Creates an application. The key makes a repeat after a lost answer safe.
    pub(crate) async fn create_application(
        self,
        name: Name,
        key: Option<String>,
    ) -> Outcome<NewApplication> {
        let request = CreateApplication {
            name,
            description: None,
            expires_at: None,
            token_lifetime_seconds: None,
        };
        let call = Call::post(paths::APPS).json(&request).idempotent(key);
        let created: CreatedApplication = self.send(call).await?.json()?;
        let CreatedApplication {
            id,
            name,
            client_id,
            secret,
        } = created;
        Ok(NewApplication {
            id,
            name,
            client_id,
            secret: Secret::new(secret),
        })
    }

    /// Disables or enables an application that is still as it was read.
    pub(crate) async fn set_enabled(self, id: &str, version: i64, enabled: bool) -> Outcome<()> {
        let change = UpdateApplication {
            enabled: Some(enabled),
            ..UpdateApplication::default()
        };
        let call = Call::patch(paths::fill(paths::APP, id))
            .json(&change)
            .if_version(version);
        self.send(call).await.map(drop)
    }

    /// Deletes an application that is still as it was read.
    pub(crate) async fn delete_application(self, id: &str, version: i64) -> Outcome<()> {
        self.send(Call::delete(paths::fill(paths::APP, id)).if_version(version))
            .await
            .map(drop)
    }

    /// Makes a new secret for an application that is still as it was read. The old one dies, at once or after so many seconds.
    pub(crate) async fn regenerate_secret(
        self,
        id: &str,
        version: i64,
        overlap_seconds: Option<u32>,
    ) -> Outcome<Secret> {
        let call = Call::post(paths::fill(paths::APP_SECRET, id))
            .json(&RegenerateSecret { overlap_seconds })
            .if_version(version);
        let mut answer: RegeneratedSecret = self.send(call).await?.json()?;
        let secret = Secret::new(std::mem::take(&mut answer.secret));
        answer.secret.zeroize();
        Ok(secret)
    }

    /// What is known of an application's secret, and of the one before it.
    pub(crate) async fn secret_details(self, id: &str) -> Outcome<Option<SecretDetails>> {
        let application: Application<SecretDetails> = self.get(paths::fill(paths::APP, id)).await?;
        Ok(application.secret_info)
    }

    /// Ends the secret before the present one, which still lives.
    pub(crate) async fn end_previous_secret(self, id: &str) -> Outcome<()> {
        self.send(Call::delete(paths::fill(paths::APP_SECRET_PREVIOUS, id)))
            .await
            .map(drop)
    }

    // Access rules

    /// The rules of an application, by its client ID.
    pub(crate) async fn rules_of(self, client_id: &str) -> Outcome<Vec<AccessRule>> {
        let path = format!(
            "{}?subjectType={}&subjectIds={client_id}&limit=500",
            paths::ACCESS_RULES,
            SubjectType::App
        );
        let page: AccessRulePage = self.get(path).await?;
        Ok(page.access_rules)
    }

    /// Gives an application a role in a scope.
    pub(crate) async fn create_rule(
        self,
        application: &str,
        role: i32,
        scope: &Scope,
    ) -> Outcome<AccessRule> {
        let request = CreateAccessRule {
            subject_id: application.to_owned(),
            subject_type: SubjectType::App,
            role_id: role,
            scope_id: scope.scope_id.clone(),
            scope_type: scope.scope_type,
            cluster_id: None,
        };
        self.send(Call::post(paths::ACCESS_RULES).json(&request))
            .await?
            .json()
    }

    /// Takes a rule away.
    pub(crate) async fn delete_rule(self, id: i32) -> Outcome<()> {
        self.send(Call::delete(paths::fill(
            paths::ACCESS_RULE,
            &id.to_string(),
        )))
        .await
        .map(drop)
    }

    /// The roles that can be given.
    pub(crate) async fn roles(self) -> Outcome<Vec<Role>> {
        self.get(paths::ROLES.to_owned()).await
    }

    // Organisation

    /// The account with all beneath it.
    pub(crate) async fn tree(self) -> Outcome<TreeNode> {
        self.get(paths::ORG_TREE.to_owned()).await
    }

    /// Adds a cluster.
    pub(crate) async fn create_cluster(self, name: Name) -> Outcome<Cluster> {
        self.send(Call::post(paths::CLUSTERS).json(&CreateCluster { name }))
            .await?
            .json()
    }

    /// Adds a department to a cluster.
    pub(crate) async fn create_department(
        self,
        name: Name,
        cluster_id: String,
    ) -> Outcome<Department> {
        let request = CreateDepartment { name, cluster_id };
        self.send(Call::post(paths::DEPARTMENTS).json(&request))
            .await?
            .json()
    }

    /// Adds a project to a department.
    pub(crate) async fn create_project(
        self,
        name: Name,
        cluster_id: String,
        parent_id: String,
    ) -> Outcome<Project> {
        let request = CreateProject {
            name,
            cluster_id,
            parent_id,
        };
        self.send(Call::post(paths::PROJECTS).json(&request))
            .await?
            .json()
    }
}
