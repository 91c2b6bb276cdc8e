-- Servers that run on this database, so that nobody restores a backup under them.
CREATE TABLE servers (
    id {text} PRIMARY KEY,
    address {text} NOT NULL,
    seen_at BIGINT NOT NULL
);
