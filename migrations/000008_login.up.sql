BEGIN;

-- How often logging in has failed of late. The key is a keyed hash: of a login (whether or not somebody has it), of a
-- client's address, or of both together; neither can be read from it.
CREATE TABLE login_attempt (
    key         bytea PRIMARY KEY,
    failed      integer NOT NULL DEFAULT 0 CONSTRAINT login_attempt_failed_counts CHECK (failed >= 0),
    last_at     timestamptz NOT NULL,
    known_until timestamptz -- of a login with an address: somebody got in from there, which is remembered until then
);

CREATE INDEX login_attempt_last ON login_attempt (last_at);

-- Names a session where its token must not stand.
ALTER TABLE session ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE session ADD CONSTRAINT session_id_key UNIQUE (id);

COMMIT;
