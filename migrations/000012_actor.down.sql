BEGIN;

CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.previous := coalesce((SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1), '');
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END
$$;

COMMIT;
