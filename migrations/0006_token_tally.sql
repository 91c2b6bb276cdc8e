-- Tokens obtained and clients refused, counted by minute (since 1970) until they are records of the audit log. A row
-- without an address counts tokens; one without an application, clients that nobody knows; one without either, and
-- refusals without an address: those that found no place of their own.
CREATE TABLE token_tally (
    minute BIGINT NOT NULL,
    application_id {text} NOT NULL,
    address {text} NOT NULL,
    issued BIGINT NOT NULL,
    wrong_secret BIGINT NOT NULL,
    unknown_client BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    expired BIGINT NOT NULL,
    throttled BIGINT NOT NULL,
    PRIMARY KEY (minute, application_id, address)
);
