-- Names the line of changes that this database has had; another one after a backup was put in its place. With it the
-- ledger's number says which state that is.
ALTER TABLE installation ADD COLUMN history {text};
