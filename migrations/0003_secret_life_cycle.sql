-- The secret before this one, while both live. All of them are null, or none is.
ALTER TABLE applications ADD COLUMN previous_hash {text};
ALTER TABLE applications ADD COLUMN previous_hint {text};
ALTER TABLE applications ADD COLUMN previous_created_at BIGINT;
ALTER TABLE applications ADD COLUMN previous_valid_until BIGINT;
ALTER TABLE applications ADD COLUMN previous_generation BIGINT;

-- Which secret the last login was with, by when it was made.
ALTER TABLE application_logins ADD COLUMN secret_created_at BIGINT;

-- When each of two secrets that live side by side was last used.
CREATE TABLE secret_uses (
    application_id {text} NOT NULL,
    secret_created_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    PRIMARY KEY (application_id, secret_created_at)
);
CREATE INDEX secret_uses_by_batch ON secret_uses (batch);

-- Creations that may be repeated within a day. The key is hashed with who sent it.
CREATE TABLE idempotency_keys (
    key {text} PRIMARY KEY,
    request {text} NOT NULL,
    entity_id {text} NOT NULL,
    generation BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);
