BEGIN;
DROP INDEX account_name;
DELETE FROM account_link WHERE account IS NOT NULL;
ALTER TABLE account_link DROP COLUMN account;
ALTER TABLE account_link ALTER COLUMN role SET NOT NULL;
ALTER TABLE account DROP COLUMN signed_in_at;
UPDATE account SET password_hash = '' WHERE password_hash IS NULL;
ALTER TABLE account ALTER COLUMN password_hash SET NOT NULL;
COMMIT;
