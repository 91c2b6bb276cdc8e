//! What an audit record says.

use shared::Timestamp;

macro_rules! texts {
    ($(#[doc = $type_doc:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[doc = $type_doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// As written in the record.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

texts! {
    /// What was done.
    Action {
        /// Something was made.
        Create = "Create",
        /// Something was changed.
        Update = "Update",
        /// Something was deleted.
        Delete = "Delete",
        /// An application's client secret was replaced.
        RegenerateSecret = "RegenerateSecret",
        /// The public keys that an application may authenticate with were replaced.
        ReplaceKeys = "ReplaceKeys",
        /// A user's password was replaced by a temporary one.
        ResetPassword = "ResetPassword",
        /// A user changed their own password.
        ChangePassword = "ChangePassword",
        /// A user signed in.
        SignIn = "Login",
        /// A user signed out, or ended another of their sessions.
        SignOut = "Logout",
        /// The first administrator was made.
        SetUp = "SetUp",
        /// The end of an application's previous secret was brought forward.
        EndOverlap = "EndSecretOverlap",
        /// An application obtained tokens: one record for each minute in which it did.
        IssueTokens = "IssueTokens",
        /// Clients were refused: one record for each minute, application and address.
        RefuseClient = "RefuseClient",
        /// An access token was revoked.
        Revoke = "Revoke",
        /// The next signing key was made.
        Rotate = "Rotate",
        /// A backup was put in the place of everything.
        Restore = "Restore",
        /// The audit log's oldest records were forgotten.
        Prune = "Prune",
        /// Demonstration data were made.
        Seed = "Seed",
    }
}

texts! {
    /// To what.
    Entity {
        /// An application.
        Application = "Application",
        /// An access rule.
        AccessRule = "AccessRule",
        /// The account.
        Tenant = "Tenant",
        /// A cluster.
        Cluster = "Cluster",
        /// A department.
        Department = "Department",
        /// A project.
        Project = "Project",
        /// A user.
        User = "User",
        /// A session.
        Session = "Session",
        /// A role that an administrator made.
        Role = "Role",
        /// An access token.
        Token = "Token",
        /// The audit log.
        AuditLog = "AuditLog",
        /// A key that signs tokens.
        SigningKey = "SigningKey",
    }
}

/// What a record's `result` says. It follows from the action, which the chain covers.
pub(super) fn result(action: &str) -> &'static str {
    if action == Action::RefuseClient.as_str() {
        "Failure"
    } else {
        "Success"
    }
}

/// Who acts, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// A user's email, an application's name, or `command line`.
    pub name: String,
    /// `user`, `app` or `system`.
    pub kind: &'static str,
    /// The request, where there is one.
    pub origin: Option<Origin>,
}

impl Actor {
    /// Whoever may run the program on the server's machine.
    pub fn command_line() -> Self {
        Self {
            name: "command line".to_owned(),
            kind: "system",
            origin: None,
        }
    }

    /// The server itself, at its start or in its upkeep.
    pub fn server() -> Self {
        Self {
            name: "Clientele".to_owned(),
            kind: "system",
            origin: None,
        }
    }
}

/// From where somebody acts.
#[derive(Debug, Clone)]
pub enum Origin {
    /// By a request.
    Request {
        /// The client's address.
        ip: String,
        /// The method.
        method: String,
        /// The path, without its query.
        path: String,
        /// As in the log and in the answer.
        request_id: String,
    },
    /// By several requests from one address, or from one /64 of IPv6.
    Address(String),
}

impl Origin {
    /// Address, method, path and the request's id; empty where there is none.
    pub(super) fn texts(&self) -> [&str; 4] {
        match self {
            Self::Request {
                ip,
                method,
                path,
                request_id,
            } => [ip, method, path, request_id],
            Self::Address(ip) => [ip, "", "", ""],
        }
    }
}

/// What happened, as the change itself tells it.
#[derive(Debug, Clone)]
pub struct Event {
    /// What was done.
    pub action: Action,
    /// To what kind of thing.
    pub entity: Entity,
    /// Which.
    pub id: String,
    /// Its name at the time.
    pub name: String,
    /// More, as a JSON object; never anything secret.
    pub metadata: Option<serde_json::Value>,
    /// Who did it, where that is somebody else than who commits it.
    pub actor: Option<Actor>,
}

impl Event {
    /// An event without more to tell.
    pub fn new(
        action: Action,
        entity: Entity,
        id: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        Self {
            action,
            entity,
            id: id.into(),
            name: name.into(),
            metadata: None,
            actor: None,
        }
    }

    /// With more to tell.
    #[must_use]
    pub fn with(mut self, metadata: serde_json::Value) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Done by somebody else than who commits it.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }
}

/// A record, ready to be chained and stored.
#[derive(Debug, Clone)]
pub struct Record {
    /// Counts the records.
    pub number: i64,
    /// The change it belongs to.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
    /// The HTTP status of success; a failed change leaves no record.
    pub status: Option<i64>,
}

impl Record {
    /// A record of what `actor` did, where the event names nobody else.
    pub fn new(number: i64, seq: i64, at: Timestamp, actor: &Actor, mut event: Event) -> Self {
        let actor = event.actor.take().unwrap_or_else(|| actor.clone());
        let status = match (&actor.origin, event.action) {
            (None | Some(Origin::Address(_)), _) => None,
            (_, Action::Create | Action::SetUp) => Some(201),
            (_, Action::Delete | Action::SignOut | Action::ChangePassword | Action::EndOverlap) => {
                Some(204)
            }
            _ => Some(200),
        };
        Self {
            number,
            seq,
            at,
            actor,
            event,
            status,
        }
    }
}
