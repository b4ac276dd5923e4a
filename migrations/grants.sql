-- Run by the owner after every move of the schema; :app is the login that serves.
-- The application may add facts and void them, and nothing else: a fact is never overwritten, and the trail only grows.
DO $$
DECLARE
    t record;
BEGIN
    EXECUTE 'GRANT USAGE ON SCHEMA public TO :app';
    FOR t IN SELECT c.relname,
                    c.relname <> 'worker' AND EXISTS (
                        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'voided_at') AS fact
             FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('REVOKE ALL ON %I FROM :app', t.relname);
        IF t.relname = 'audit_entry' THEN
            -- Its number and its place in the chain are none of the application's business.
            EXECUTE 'GRANT SELECT, INSERT (at, actor_id, actor_name, verb, subject_kind, subject_id, subject_name, changes, reason, request) ON audit_entry TO :app';
        ELSIF t.relname = 'decree' THEN
            EXECUTE 'GRANT SELECT, INSERT, UPDATE (valid) ON decree TO :app';
        ELSIF t.relname IN ('schema_migrations', 'river_migration', 'permission', 'role', 'role_permission',
                            'certifier', 'scheme', 'scheme_version', 'scheme_cadre', 'kept_standing', 'kept_word') THEN
            EXECUTE format('GRANT SELECT ON %I TO :app', t.relname);
        ELSIF t.relname IN ('cadre', 'cadre_field') THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO :app', t.relname);
        ELSIF t.fact THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE (voided_at, voided_by, void_reason) ON %I TO :app', t.relname);
        ELSIF t.relname = 'worker' THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO :app', t.relname);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO :app', t.relname);
        END IF;
    END LOOP;
    EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :app';
END
$$;
