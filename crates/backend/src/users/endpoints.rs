//! `/api/v1/users`.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use shared::{
    api::{
        roles::Action as Doing,
        users::{ChangePassword, CreateUser, CreatedUser, Session, TemporaryPassword, User},
    },
    paths,
};
use uuid::Uuid;

use super::{check_new, create, hash, set_password, sql, temporary, view};
use crate::openapi::doc::{Doc, Section};
use crate::{
    Core,
    access_rules::{
        self,
        model::{Rule, Subject},
    },
    audit::{Action, Entity, Event},
    authz::{Permission, ResourceType},
    caller::{Authenticated, Credential},
    http::{Access, ApiError, Endpoint, Id, Json},
    secrets::pool::Kind,
};
use shared::ErrorCode;

const CREATE: Permission = Permission::new(ResourceType::Users, Doing::Create);
const READ: Permission = Permission::new(ResourceType::Users, Doing::Read);
const UPDATE: Permission = Permission::new(ResourceType::Users, Doing::Update);
const DELETE: Permission = Permission::new(ResourceType::Users, Doing::Delete);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(paths::USERS, "list_users", Access::Account(READ), list)
            .doc(Doc::new(Section::Users, "List users").answers::<Vec<User>>(200))
            .cached(),
        Endpoint::post(paths::USERS, "create_user", Access::Account(CREATE), make).doc(
            Doc::new(Section::Users, "Make a user with a temporary password")
                .takes::<CreateUser>()
                .answers::<CreatedUser>(201)
                .errors(&[ErrorCode::InvalidEmail, ErrorCode::EmailTaken]),
        ),
        Endpoint::get(paths::USER, "get_user", Access::Account(READ), one)
            .doc(Doc::new(Section::Users, "Get one user").answers::<User>(200)),
        Endpoint::delete(paths::USER, "delete_user", Access::Account(DELETE), delete).doc(
            Doc::new(
                Section::Users,
                "Delete one user with their access rules and sessions",
            )
            .done(204)
            .errors(&[ErrorCode::LastAdministrator]),
        ),
        Endpoint::post(
            paths::USER_PASSWORD,
            "reset_user_password",
            Access::Account(UPDATE),
            reset_password,
        )
        .doc(
            Doc::new(
                Section::Users,
                "Replace a user's password by a temporary one",
            )
            .answers::<TemporaryPassword>(200)
            .errors(&[ErrorCode::NotHeld]),
        ),
        Endpoint::post(
            paths::MY_PASSWORD,
            "change_my_password",
            Access::SignedIn,
            change_my_password,
        )
        .doc(
            Doc::new(Section::Users, "Change one's own password")
                .takes::<ChangePassword>()
                .done(204)
                .errors(&[ErrorCode::WeakPassword, ErrorCode::TooManyRequests]),
        ),
        Endpoint::get(
            paths::MY_SESSIONS,
            "list_my_sessions",
            Access::SignedIn,
            my_sessions,
        )
        .doc(Doc::new(Section::Users, "List one's own sessions").answers::<Vec<Session>>(200)),
        Endpoint::delete(
            paths::MY_SESSIONS,
            "end_my_other_sessions",
            Access::SignedIn,
            end_my_other_sessions,
        )
        .doc(Doc::new(Section::Users, "End one's other sessions").done(204)),
        Endpoint::delete(
            paths::MY_SESSION,
            "end_my_session",
            Access::SignedIn,
            end_my_session,
        )
        .doc(Doc::new(Section::Users, "End one of one's sessions").done(204)),
    ]
}

fn unknown() -> ApiError {
    ApiError::not_found("user")
}

fn parse_id(id: &str) -> Result<Uuid, ApiError> {
    Uuid::parse_str(id).map_err(|_| unknown())
}

async fn list(Authenticated(caller): Authenticated) -> JsonResponse<Vec<User>> {
    JsonResponse(caller.snapshot.users().map(|user| view(user)).collect())
}

async fn one(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<JsonResponse<User>, ApiError> {
    let user = caller.snapshot.user(parse_id(&id)?).ok_or_else(unknown)?;
    Ok(JsonResponse(view(user)))
}

/// Makes a user with a temporary password, who may do nothing until an access rule says so.
async fn make(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateUser>,
) -> Result<impl IntoResponse, ApiError> {
    let temp_password = temporary(&core.env)?;
    let hashed = hash(&core, &temp_password).await?;
    let (mut tx, _) = core.write(&caller, CREATE).await?;
    let must_change = request.reset_password.unwrap_or(true);
    let user = create(&core, &mut tx, &request.email, hashed, must_change).await?;
    tx.commit(Event::new(
        Action::Create,
        Entity::User,
        user.id,
        &*user.email,
    ))
    .await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::LOCATION,
            paths::fill(paths::USER, &user.id.to_string()),
        ),
    ];
    let body = CreatedUser {
        id: user.id.to_string(),
        username: user.email.to_string(),
        temp_password,
    };
    Ok((StatusCode::CREATED, headers, JsonResponse(body)))
}

/// Deletes a user with their access rules and sessions.
async fn delete(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write(&caller, DELETE).await?;
    let user = caller.snapshot.user(id).cloned().ok_or_else(unknown)?;
    let was_administrator = caller.snapshot.administrators().any(|other| other == id);
    if was_administrator {
        let stays = |rule: &Rule| rule.subject != Subject::User(id);
        access_rules::keeps_an_administrator(&tx, stays)?;
    }
    super::end_sessions(&mut tx, id, None).await?;
    access_rules::delete_all_of(&mut tx, Subject::User(id)).await?;
    sql::delete(&mut tx, id).await?;
    tx.commit(Event::new(Action::Delete, Entity::User, id, &*user.email))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replaces a user's password by a temporary one and ends their sessions.
async fn reset_password(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<impl IntoResponse, ApiError> {
    let id = parse_id(&id)?;
    caller.snapshot.user(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::User(id))?;
    let temp_password = temporary(&core.env)?;
    let hashed = hash(&core, &temp_password).await?;
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let user = caller.snapshot.user(id).cloned().ok_or_else(unknown)?;
    caller.may_take_over(Subject::User(id))?;
    set_password(&mut tx, &user, hashed, true, None).await?;
    tx.commit(Event::new(
        Action::ResetPassword,
        Entity::User,
        id,
        &*user.email,
    ))
    .await?;
    Ok(crate::http::no_store(JsonResponse(TemporaryPassword {
        temp_password,
    })))
}

/// The user who is signed in, and their session.
fn signed_in(caller: &crate::caller::Caller) -> Result<(Uuid, Uuid), ApiError> {
    match (caller.subject, caller.credential) {
        (Subject::User(user), Credential::Session(session)) => Ok((user, session)),
        _ => Err(ApiError::new(
            ErrorCode::PermissionDenied,
            "Only a user who is signed in has a password and sessions.",
        )),
    }
}

/// Changes one's own password and ends one's other sessions.
async fn change_my_password(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    let (id, session) = signed_in(&caller)?;
    let user = caller.snapshot.user(id).ok_or_else(unknown)?;
    check_new(&request.new_password, &user.email, "newPassword")?;
    core.attempt(&user.email, caller.client.ip)?;
    let verdict = core
        .hashing
        .verify(
            Kind::Password,
            &request.current_password,
            Some(&user.password_hash),
            core.env.random()?,
        )
        .await?;
    if !verdict.is_right() {
        return Err(ApiError::invalid(
            "currentPassword",
            "This is not your current password.",
        ));
    }
    core.throttle().succeeded(&user.email, caller.client.ip);
    let hashed = hash(&core, &request.new_password).await?;
    let (mut tx, now) = core.write_somewhere(&caller).await?;
    let current = now.snapshot.user(id).cloned().ok_or_else(unknown)?;
    if current.password_hash != user.password_hash {
        return Err(ApiError::new(
            ErrorCode::VersionMismatch,
            "The password was changed in the meantime. Sign in again.",
        ));
    }
    set_password(&mut tx, &current, hashed, false, Some(session)).await?;
    tx.commit(Event::new(
        Action::ChangePassword,
        Entity::User,
        id,
        &*current.email,
    ))
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own sessions, the newest first.
async fn my_sessions(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
) -> Result<JsonResponse<Vec<Session>>, ApiError> {
    let (user, own) = signed_in(&caller)?;
    let now = core.env.now();
    let mut sessions: Vec<_> = caller
        .snapshot
        .sessions()
        .filter(|session| session.user == user)
        .filter(|session| {
            core.live_session(&caller.snapshot, &session.token_hash, now)
                .is_some()
        })
        .map(|session| Session {
            id: session.id.to_string(),
            created_at: session.created_at,
            last_used_at: core.last_use(session),
            expires_at: session.expires_at,
            ip: session.ip.clone(),
            user_agent: session.user_agent.clone(),
            current: session.id == own,
        })
        .collect();
    sessions.sort_by(|a, b| {
        b.created_at
            .cmp(&a.created_at)
            .then_with(|| a.id.cmp(&b.id))
    });
    Ok(JsonResponse(sessions))
}

/// Ends one of one's sessions; the one that asks, too.
async fn end_my_session(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    let (user, _) = signed_in(&caller)?;
    let unknown = || ApiError::not_found("session");
    let id = Uuid::parse_str(&id).map_err(|_| unknown())?;
    let (mut tx, caller) = core.write_somewhere(&caller).await?;
    caller
        .snapshot
        .session(id)
        .filter(|session| session.user == user)
        .ok_or_else(unknown)?;
    crate::sessions::sql::delete(&mut tx, id).await?;
    tx.commit(Event::new(
        Action::SignOut,
        Entity::Session,
        id,
        &*caller.name,
    ))
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one's sessions in other browsers.
async fn end_my_other_sessions(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
) -> Result<StatusCode, ApiError> {
    let (user, own) = signed_in(&caller)?;
    let (mut tx, _) = core.write_somewhere(&caller).await?;
    if super::end_sessions(&mut tx, user, Some(own)).await? > 0 {
        tx.commit(Event::new(
            Action::SignOut,
            Entity::Session,
            user,
            &*caller.name,
        ))
        .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
