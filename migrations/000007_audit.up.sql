BEGIN;

-- The trail is read newest first, by who, by what and by kind of record: each filter walks an index of its own.
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor_name, at, id);
CREATE INDEX audit_entry_verb ON audit_entry (verb, at, id);
CREATE INDEX audit_entry_kind ON audit_entry (subject_kind, at, id) INCLUDE (subject_id);

COMMIT;
