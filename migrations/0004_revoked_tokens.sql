-- Access tokens that were revoked one by one, until they would have expired anyway.
CREATE TABLE revoked_tokens (
    jti {text} PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
