BEGIN;

-- What is kept of many people, in one statement of a large write: the planner knows nothing yet of what that write has
-- stored, and takes next to nothing for not voided. It then reads all live certificates for each person, and all live
-- engagements for each batch of them, as often as there are batches. So each person's facts are looked up by the person, one
-- after the other, and only then asked whether they are voided: OFFSET 0 keeps the one from the other.
CREATE OR REPLACE VIEW standing_stretch AS
    SELECT e.worker, e.cadre, e.region, e.kecamatan, part.certified, part.valid
    FROM engagement e
    CROSS JOIN LATERAL (
        SELECT range_agg(daterange(c.signed_on, least(c.valid_until, r.revoked_on - 1), '[]')) AS days
        FROM (SELECT * FROM certificate WHERE worker = e.worker OFFSET 0) c
        JOIN scheme_version v ON v.id = c.scheme_version
        JOIN scheme_cadre sc ON sc.scheme = v.scheme AND sc.counts
        LEFT JOIN certificate_revocation r ON r.certificate = c.id AND r.voided_at IS NULL
        WHERE sc.cadre = e.cadre
          AND c.voided_at IS NULL
          AND (r.revoked_on IS NULL OR r.revoked_on > c.signed_on)
    ) AS held
    CROSS JOIN LATERAL (
        SELECT true, unnest(datemultirange(e.valid) * held.days)
        UNION ALL
        SELECT false, unnest(datemultirange(e.valid) - coalesce(held.days, '{}'))
    ) AS part (certified, valid)
    WHERE e.voided_at IS NULL;

-- A plan that was made while the tables were small is kept while the write fills them: it must not read them whole.
CREATE OR REPLACE FUNCTION keep_standing(workers bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM kept_standing WHERE worker = ANY(workers);
    INSERT INTO kept_standing
    SELECT kept.*
    FROM unnest(workers) AS one (worker)
    CROSS JOIN LATERAL (SELECT * FROM standing_stretch s WHERE s.worker = one.worker OFFSET 0) AS kept;
END
$$;

CREATE OR REPLACE FUNCTION keep_words(workers bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM kept_word WHERE worker = ANY(workers);
    INSERT INTO kept_word
    SELECT kept.*
    FROM unnest(workers) AS one (worker)
    CROSS JOIN LATERAL (SELECT * FROM word_stretch s WHERE s.worker = one.worker OFFSET 0) AS kept;
END
$$;

-- Has the planner look again at tables that hold more than four times what it knows of: in a large write at what the write
-- itself has stored, which nobody else tells it before the end. It takes next to nothing where there is no such table.
CREATE FUNCTION pilar_take_stock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    grown regclass;
BEGIN
    FOR grown IN SELECT c.oid
                 FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace
                   AND c.relkind = 'r'
                   AND pg_relation_size(c.oid) > 4 * greatest(c.relpages, 1) * current_setting('block_size')::bigint
    LOOP
        EXECUTE format('ANALYZE %s', grown);
    END LOOP;
END
$$;

COMMIT;
