-- Tokens obtained and clients refused, counted until they are records of the audit log: what each server counted in a second, a
-- row for each minute (since 1970) and shard of applications. A line of `counts` is an application, an address, tokens issued
-- and refusals by reason, between commas; what is 0 at its end is left out. It takes the place of token_tally, which no
-- released version has: so that goes at once.
CREATE TABLE token_counts (
    minute BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    counts {text} NOT NULL
);

CREATE INDEX token_counts_minute ON token_counts (minute, shard);

INSERT INTO token_counts (minute, shard, counts)
SELECT minute, 0, application_id || ',' || address || ',' || issued || ',' || wrong_secret || ',' || unknown_client || ',' || disabled || ',' || expired || ',' || throttled
FROM token_tally;

DROP TABLE token_tally;
