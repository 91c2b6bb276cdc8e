//! What an endpoint's declaration says of it beyond how it is reached.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;
use shared::ErrorCode;

use super::Example;

/// A part of the reference, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Machine clients and their secrets.
    Applications,
    /// Who may do what where.
    AccessRules,
    /// Tokens, introspection, revocation, metadata.
    Tokens,
    /// Roles and permissions.
    Roles,
    /// Clusters, departments, projects.
    Organisation,
    /// Users, passwords and sessions.
    Users,
    /// The audit log.
    Audit,
    /// Health, measurements, this description.
    Server,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Applications,
        Self::AccessRules,
        Self::Tokens,
        Self::Roles,
        Self::Organisation,
        Self::Users,
        Self::Audit,
        Self::Server,
    ];

    /// Its name, and what it is about.
    pub const fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Applications => (
                "Applications",
                "Machine clients with a client ID and a client secret. `/api/v1/apps` and `/api/v1/service-accounts` are the same collection; the secret is called `secret` in the first and `clientSecret` in the second.",
            ),
            Self::AccessRules => (
                "Access rules",
                "A role in a scope, given to a subject. A scope covers itself and everything beneath it. Rules are never edited: delete and create.",
            ),
            Self::Tokens => (
                "Tokens",
                "The client-credentials grant of OAuth 2.0 (RFC 6749 section 4.4), introspection (RFC 7662), revocation (RFC 7009) and metadata (RFC 8414).",
            ),
            Self::Roles => (
                "Roles and permissions",
                "Named sets of permissions, predefined and of one's own, and what the caller may do.",
            ),
            Self::Organisation => (
                "Organisation",
                "The account, its clusters, their departments, and projects: the scopes that access rules hold in.",
            ),
            Self::Users => (
                "Users and sessions",
                "People who sign in, their passwords and sessions.",
            ),
            Self::Audit => ("Audit log", "Who changed what, when and from where."),
            Self::Server => ("Server", "Health, measurements, and this description."),
        }
    }
}

/// A query parameter or a header: name, JSON type, what it is for.
pub type Param = (&'static str, &'static str, &'static str);

/// How many rows of a page.
pub const LIMIT: Param = (
    "limit",
    "integer",
    "The most rows, 1 to 500; 50 unless given.",
);
/// Where a page begins.
pub const OFFSET: Param = ("offset", "integer", "How many rows to leave out first.");
/// Free text.
pub const SEARCH: Param = (
    "search",
    "string",
    "Only what holds this text, without regard to case.",
);
/// Conditions.
pub const FILTER: Param = (
    "filterBy",
    "string",
    "Conditions `field op value`, joined by commas, all of which hold. Operators: `==` `!=` `<=` `>=` `=@` (contains) `!@` (doesn't) `=^` (starts) `=$` (ends). A comma in a value is written `\\,`.",
);
/// The order's field.
pub const SORT_BY: Param = ("sortBy", "string", "The field to sort by.");
/// The order's direction.
pub const SORT_ORDER: Param = ("sortOrder", "string", "`asc` or `desc`.");
/// Rules with the rows.
pub const INCLUDE: Param = (
    "include",
    "string",
    "`accessRules` adds each application's rules, for callers who may read them.",
);

/// The order of a list.
pub const ORDER: Param = (
    "order",
    "string",
    "`oldest` (as it is unless given) or `newest`.",
);
/// Where a page left off.
pub const SINCE: Param = ("since", "integer", "The `seq` of an earlier answer.");
/// Whose logins are told.
pub const LOGINS_SINCE: Param = (
    "loginsSince",
    "string",
    "Also tell who obtained a token since, RFC 3339.",
);
/// Refuses a change of what was changed meanwhile.
pub const IF_MATCH: Param = (
    "If-Match",
    "string",
    "The `ETag` of what was read: what has changed since is not changed (RFC 9110 section 13.1.1).",
);
/// Makes a creation repeatable.
pub const IDEMPOTENCY_KEY: Param = (
    "Idempotency-Key",
    "string",
    "A text of one's own, such as a UUID. A repeat with it within a day gives the same application with a new secret, as long as the first was never used.",
);

/// Binds a token to a key.
pub const DPOP: Param = (
    "DPoP",
    "string",
    "A proof that the client holds a key (RFC 9449 section 4): the token is bound to it.",
);

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
}

/// A body: its type's schema and an example of it.
#[derive(Clone, Copy)]
pub struct Shape {
    pub(super) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(super) example: fn() -> Value,
    pub(super) media: Media,
}

impl Shape {
    const fn of<T: JsonSchema + Example>(media: Media) -> Self {
        Self {
            schema: SchemaGenerator::subschema_for::<T>,
            example: T::example,
            media,
        }
    }
}

/// What an operation's description says.
#[derive(Clone)]
pub struct Doc {
    pub(super) section: Section,
    pub(super) summary: &'static str,
    pub(super) query: &'static [Param],
    pub(super) headers: &'static [Param],
    pub(super) body: Option<Shape>,
    pub(super) status: u16,
    pub(super) answer: Option<Shape>,
    pub(super) text: Option<&'static str>,
    pub(super) errors: &'static [ErrorCode],
}

impl Doc {
    /// An operation that answers 200 without a body.
    pub const fn new(section: Section, summary: &'static str) -> Self {
        Self {
            section,
            summary,
            query: &[],
            headers: &[],
            body: None,
            status: 200,
            answer: None,
            text: None,
            errors: &[],
        }
    }

    /// Takes these query parameters.
    #[must_use]
    pub const fn query(mut self, query: &'static [Param]) -> Self {
        self.query = query;
        self
    }

    /// Heeds these headers.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [Param]) -> Self {
        self.headers = headers;
        self
    }

    /// Takes this body in JSON.
    #[must_use]
    pub const fn takes<T: JsonSchema + Example>(mut self) -> Self {
        self.body = Some(Shape::of::<T>(Media::Json));
        self
    }

    /// Takes this body as a form.
    #[must_use]
    pub const fn takes_form<T: JsonSchema + Example>(mut self) -> Self {
        self.body = Some(Shape::of::<T>(Media::Form));
        self
    }

    /// Answers this body in JSON.
    #[must_use]
    pub const fn answers<T: JsonSchema + Example>(mut self, status: u16) -> Self {
        self.status = status;
        self.answer = Some(Shape::of::<T>(Media::Json));
        self
    }

    /// Answers without a body.
    #[must_use]
    pub const fn done(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Answers a body of another media type.
    #[must_use]
    pub const fn answers_text(mut self, media: &'static str) -> Self {
        self.text = Some(media);
        self
    }

    /// May fail in these ways, beside those that every operation of its kind may.
    #[must_use]
    pub const fn errors(mut self, errors: &'static [ErrorCode]) -> Self {
        self.errors = errors;
        self
    }
}
