-- An application's public keys, as a JSON list of JWKs; null for none.
ALTER TABLE applications ADD COLUMN public_keys {text};
