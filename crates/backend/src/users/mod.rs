//! Users: people who sign in.

mod endpoints;
pub mod model;
mod password;
pub(crate) mod sql;

use std::sync::Arc;

use shared::{Email, ErrorCode, api::users as wire};
use uuid::Uuid;

pub use endpoints::endpoints;
use model::User;
pub use password::{PasswordHash, check_new, hash, temporary};

use crate::{
    Core,
    access_rules::{NewRule, add, model::Subject},
    http::ApiError,
    store::WriteTx,
};

/// Adds a user to a change.
pub async fn create(
    core: &Core,
    tx: &mut WriteTx,
    email: &Email,
    password: PasswordHash,
    must_change_password: bool,
) -> Result<Arc<User>, ApiError> {
    if tx.snapshot().user_by_email(email.as_str()).is_some() {
        return Err(ApiError::new(
            ErrorCode::EmailTaken,
            "A user with this email already exists.",
        )
        .on("email"));
    }
    let user = Arc::new(User {
        id: core.env.uuid()?,
        email: email.as_str().into(),
        password_hash: password.into_inner(),
        must_change_password,
        created_by: tx.actor_name().to_owned(),
        created_at: tx.now(),
        updated_at: tx.now(),
        last_login: None,
    });
    sql::insert(tx, vec![Arc::clone(&user)]).await?;
    Ok(user)
}

/// Gives a user a role in the account, in the same change.
pub async fn give_role(
    tx: &mut WriteTx,
    user: Uuid,
    email: &str,
    role_id: i32,
) -> Result<(), ApiError> {
    let scope = tx.snapshot().account().clone();
    add(
        tx,
        NewRule {
            subject: Subject::User(user),
            subject_name: email.into(),
            role_id,
            scope,
        },
    )
    .await?;
    Ok(())
}

/// Ends a user's sessions, but for one where that is named.
pub async fn end_sessions(
    tx: &mut WriteTx,
    user: Uuid,
    but: Option<Uuid>,
) -> Result<usize, crate::store::StoreError> {
    let snapshot = tx.snapshot();
    let mut ended: Vec<_> = snapshot
        .sessions()
        .filter(|session| session.user == user && Some(session.id) != but)
        .map(|session| session.id)
        .collect();
    ended.sort_unstable();
    for id in &ended {
        crate::sessions::sql::delete(tx, *id).await?;
    }
    Ok(ended.len())
}

/// Gives a user another password, in a change, and ends their sessions.
pub async fn set_password(
    tx: &mut WriteTx,
    user: &User,
    password: PasswordHash,
    must_change_password: bool,
    but: Option<Uuid>,
) -> Result<(), crate::store::StoreError> {
    let changed = User {
        password_hash: password.into_inner(),
        must_change_password,
        updated_at: tx.now(),
        ..user.clone()
    };
    sql::update(tx, changed).await?;
    end_sessions(tx, user.id, but).await?;
    Ok(())
}

/// A user as they see themselves.
pub(crate) fn view_self(user: &User) -> wire::SignedIn {
    wire::SignedIn {
        user: view(user),
        must_change_password: user.must_change_password,
    }
}

/// A user as clients see them.
pub(crate) fn view(user: &User) -> wire::User {
    wire::User {
        id: user.id.to_string(),
        username: user.email.to_string(),
        created_by: user.created_by.clone(),
        created_at: user.created_at,
        updated_at: user.updated_at,
        last_login: user.last_login,
        is_local: true,
        groups: Vec::new(),
    }
}
