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
        /// An access token was revoked.
        Revoke = "Revoke",
        /// The next signing key was made.
        Rotate = "Rotate",
        /// A backup was put in the place of everything.
        Restore = "Restore",
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
        /// A key that signs tokens.
        SigningKey = "SigningKey",
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

/// The request by which somebody acts.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address.
    pub ip: String,
    /// The method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// As in the log and in the answer.
    pub request_id: String,
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
        }
    }

    /// With more to tell.
    #[must_use]
    pub fn with(mut self, metadata: serde_json::Value) -> Self {
        self.metadata = Some(metadata);
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
    /// The HTTP status of success; a failed change leaves no record of its own.
    pub status: Option<i64>,
}

impl Record {
    /// A record of a change that succeeds.
    pub fn new(number: i64, seq: i64, at: Timestamp, actor: &Actor, event: Event) -> Self {
        let status = actor.origin.as_ref().map(|_| match event.action {
            Action::Create | Action::SetUp => 201,
            Action::Delete | Action::SignOut | Action::ChangePassword | Action::EndOverlap => 204,
            _ => 200,
        });
        Self {
            number,
            seq,
            at,
            actor: actor.clone(),
            event,
            status,
        }
    }
}
