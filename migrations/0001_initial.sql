-- {text} is TEXT on SQLite and TEXT COLLATE "C" on PostgreSQL, so that both compare bytes.
-- Times are unix milliseconds. Booleans are 0 or 1.

-- One row. Every change locks it, so that seq order is commit order and the audit chain has one writer.
CREATE TABLE ledger (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    audit_number BIGINT NOT NULL,
    audit_head {text} NOT NULL,
    next_rule_id BIGINT NOT NULL,
    next_role_id BIGINT NOT NULL
);
INSERT INTO ledger (id, seq, audit_number, audit_head, next_rule_id, next_role_id) VALUES (1, 0, 0, '', 1, 10000);

-- One row. Goes up with each flush of last logins, which don't touch the ledger.
CREATE TABLE login_batch (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    batch BIGINT NOT NULL
);
INSERT INTO login_batch (id, batch) VALUES (1, 0);

-- One row.
CREATE TABLE installation (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    master_key_fingerprint {text},
    setup_token_hash {text}
);
INSERT INTO installation (id) VALUES (1);

-- What each change changed, for nodes that catch up. An entity of '*' means everything.
CREATE TABLE changes (
    seq BIGINT NOT NULL,
    entity {text} NOT NULL,
    id {text} NOT NULL,
    PRIMARY KEY (seq, entity, id)
);

CREATE TABLE org_units (
    id {text} PRIMARY KEY,
    kind {text} NOT NULL,
    parent_id {text},
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    created_by {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (parent_id, name_key)
);
INSERT INTO org_units (id, kind, parent_id, name, name_key, created_by, created_at, updated_at)
VALUES ('1', 'tenant', NULL, 'Account', 'account', 'Clientele', 0, 0);

CREATE TABLE users (
    id {text} PRIMARY KEY,
    email {text} NOT NULL UNIQUE,
    password_hash {text} NOT NULL,
    must_change_password BIGINT NOT NULL,
    created_by {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_login_at BIGINT
);

CREATE TABLE sessions (
    id {text} PRIMARY KEY,
    token_hash {text} NOT NULL UNIQUE,
    user_id {text} NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    ip {text},
    user_agent {text},
    batch BIGINT NOT NULL
);
CREATE INDEX sessions_by_batch ON sessions (batch);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE applications (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    name_key {text} NOT NULL UNIQUE,
    client_id {text} NOT NULL UNIQUE,
    description {text},
    enabled BIGINT NOT NULL,
    expires_at BIGINT,
    token_lifetime_seconds BIGINT,
    created_by {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    secret_hash {text} NOT NULL,
    secret_hint {text} NOT NULL,
    secret_created_at BIGINT NOT NULL
);

-- Ids and client IDs of every application there ever was, folded as names are: no name may equal one.
CREATE TABLE application_identifiers (
    identifier {text} PRIMARY KEY
);

CREATE TABLE application_logins (
    application_id {text} PRIMARY KEY,
    at BIGINT NOT NULL,
    ip {text},
    user_agent {text},
    batch BIGINT NOT NULL
);
CREATE INDEX application_logins_by_batch ON application_logins (batch);

-- A deleted rule stays, with the names that it had.
CREATE TABLE access_rules (
    id BIGINT PRIMARY KEY,
    subject_type {text} NOT NULL,
    subject_id {text} NOT NULL,
    subject_name {text} NOT NULL,
    role_id BIGINT NOT NULL,
    role_name {text} NOT NULL,
    scope_type {text} NOT NULL,
    scope_id {text} NOT NULL,
    scope_name {text} NOT NULL,
    cluster_id {text},
    created_by {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX access_rules_live ON access_rules (subject_id, role_id, scope_id) WHERE deleted_at IS NULL;
CREATE INDEX access_rules_deleted ON access_rules (deleted_at);

-- Both halves in base64; the private one is encrypted under the master key.
CREATE TABLE signing_keys (
    kid {text} PRIMARY KEY,
    algorithm {text} NOT NULL,
    public {text} NOT NULL,
    sealed {text} NOT NULL,
    created_at BIGINT NOT NULL,
    active_at BIGINT NOT NULL,
    retired_at BIGINT
);

-- Append-only. Each mac covers the record and the mac before it.
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    subject {text} NOT NULL,
    subject_type {text} NOT NULL,
    action {text} NOT NULL,
    result {text} NOT NULL,
    source_ip {text},
    http_method {text},
    url {text},
    http_status_code BIGINT,
    entity_type {text} NOT NULL,
    entity_id {text} NOT NULL,
    entity_name {text} NOT NULL,
    request_id {text},
    metadata {text},
    mac {text} NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);
