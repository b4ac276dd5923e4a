BEGIN;
DROP INDEX audit_entry_at, audit_entry_actor, audit_entry_verb, audit_entry_kind;
COMMIT;
