BEGIN;

-- Whoever was invited has no password until they choose one: nothing can match it.
ALTER TABLE account ALTER COLUMN password_hash DROP NOT NULL;

ALTER TABLE account ADD COLUMN signed_in_at timestamptz;
UPDATE account a
SET signed_in_at = (SELECT max(e.at)
                    FROM audit_entry e
                    WHERE e.subject_kind = 'account'
                      AND e.subject_id = a.id
                      AND e.verb = 'account.signed_in');

-- A link either makes the first administrator's account, with its role, or lets the owner of an account choose a password.
-- An account has one at most: a newer one takes the place of the older.
ALTER TABLE account_link ALTER COLUMN role DROP NOT NULL;
ALTER TABLE account_link ADD COLUMN account bigint CONSTRAINT account_link_account_key UNIQUE REFERENCES account ON DELETE CASCADE;
ALTER TABLE account_link ADD CONSTRAINT account_link_purpose CHECK ((role IS NULL) = (account IS NOT NULL));

-- The list of accounts is in the order of the names.
CREATE INDEX account_name ON account (name, id);

COMMIT;
