-- One row once the audit log was pruned: number, time and mac of the last record that is gone, under a seal that takes the
-- audit chain's key. What is left begins after it.
CREATE TABLE audit_anchor (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    mac {text} NOT NULL,
    seal {text} NOT NULL
);
