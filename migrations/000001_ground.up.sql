BEGIN;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What the office can change without a new version of Pilar.
CREATE TABLE setting (
    key     text PRIMARY KEY,
    value   text NOT NULL,
    version integer NOT NULL DEFAULT 1
);

INSERT INTO setting (key, value) VALUES
    ('office.name', 'Dinas Sosial'),
    ('office.accent', '#0f6b66'),
    ('nik.prefixes', '3217,3204');

-- Every change runs between pilar_begin_write and COMMIT. Writers stand in one line: the moment a fact was recorded then
-- grows in the order of the commits, so that an answer "as recorded on K" never changes, and the audit chain has one end.
-- A write inside a write (a Store's verb within an import) keeps the outer one's moment and actor. The checks of foreign keys
-- and the chain are planned once: the pool asks for a plan each time, which serves reading.
CREATE FUNCTION pilar_begin_write(actor_id bigint, actor_name text, at timestamptz DEFAULT NULL)
RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := nullif(current_setting('pilar.at', true), '')::timestamptz;
BEGIN
    IF moment IS NOT NULL THEN
        RETURN moment;
    END IF;
    PERFORM pg_advisory_xact_lock(3217);
    moment := coalesce(at, clock_timestamp());
    PERFORM set_config('pilar.at', moment::text, true),
            set_config('pilar.actor_id', coalesce(actor_id::text, ''), true),
            set_config('pilar.actor', actor_name, true),
            set_config('plan_cache_mode', 'auto', true);
    RETURN moment;
END
$$;

-- Waits until every write that began earlier has ended: after it, what was recorded by a past moment is settled.
CREATE FUNCTION pilar_settle() RETURNS void
LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock_shared(3217);
$$;

-- NULL outside a write: the NOT NULL of recorded_at then refuses a fact that nobody recorded.
CREATE FUNCTION pilar_at() RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('pilar.at', true), '')::timestamptz
$$;

CREATE FUNCTION pilar_actor() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('pilar.actor', true), '')
$$;

CREATE FUNCTION pilar_actor_id() RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('pilar.actor_id', true), '')::bigint
$$;

-- Who did what to which record. Names stand beside ids, without foreign keys: the trail outlives what it speaks of.
CREATE TABLE audit_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL DEFAULT pilar_at(),
    actor_id     bigint DEFAULT pilar_actor_id(),
    actor_name   text NOT NULL DEFAULT pilar_actor(),
    verb         text NOT NULL,
    subject_kind text NOT NULL,
    subject_id   bigint,
    subject_name text NOT NULL,
    changes      bytea,
    reason       text NOT NULL DEFAULT '',
    request      text NOT NULL DEFAULT '',
    previous     bytea NOT NULL,
    hash         bytea NOT NULL
);

CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, id);

CREATE FUNCTION audit_hash(e audit_entry) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(e.previous || convert_to(jsonb_build_array(
        e.id, extract(epoch FROM e.at)::numeric, e.actor_id, e.actor_name, e.verb,
        e.subject_kind, e.subject_id, e.subject_name, encode(e.changes, 'hex'), e.reason, e.request)::text, 'UTF8'))
$$;

CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.previous := coalesce((SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1), '');
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_chain();

-- The first entry that does not follow from the one before it, or NULL where the chain is whole.
CREATE FUNCTION audit_broken_at() RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT min(id)
    FROM (SELECT e.id, e.hash IS DISTINCT FROM audit_hash(e)
                    OR e.previous IS DISTINCT FROM coalesce(lag(e.hash) OVER (ORDER BY e.id), '') AS broken
          FROM audit_entry e) AS checked
    WHERE broken
$$;

COMMIT;
