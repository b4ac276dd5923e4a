BEGIN;

-- An entry says the actor and the moment of the write it belongs to, and no others: what an INSERT claims beside them is
-- refused. Entries are added one after the other, so a number given by hand would stand in the wrong place of the chain.
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    IF NEW.at IS DISTINCT FROM pilar_at() OR NEW.actor_id IS DISTINCT FROM pilar_actor_id()
       OR NEW.actor_name IS DISTINCT FROM pilar_actor() THEN
        RAISE EXCEPTION 'an entry of the trail names another actor or moment than its write';
    END IF;
    SELECT id, hash INTO last FROM audit_entry ORDER BY id DESC LIMIT 1;
    IF NEW.id <= last.id THEN
        RAISE EXCEPTION 'an entry of the trail comes after all others';
    END IF;
    NEW.previous := coalesce(last.hash, '');
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END
$$;

COMMIT;
