-- Roles that administrators make, numbered from 10000. Permissions are written `apps:read apps:update`.
CREATE TABLE roles (
    id BIGINT PRIMARY KEY,
    name {text} NOT NULL,
    name_key {text} NOT NULL UNIQUE,
    description {text} NOT NULL,
    permissions {text} NOT NULL,
    created_by {text} NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
