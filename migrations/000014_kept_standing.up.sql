BEGIN;

-- Who serves as what, from when to when, and whether certified for it, as far as is known now: one row for each stretch of
-- days in which neither changes. It follows from engagements and certificates, is kept by their triggers, and says on every
-- day what standing(d, 'infinity') says; a test compares the two. The
-- login that serves only reads it: the triggers act for the owner.
CREATE TABLE kept_standing (
    worker    bigint NOT NULL,
    cadre     text NOT NULL,
    region    text NOT NULL,
    kecamatan text,
    certified boolean NOT NULL,
    valid     daterange NOT NULL,
    PRIMARY KEY (worker, cadre, valid) INCLUDE (region, kecamatan, certified)
);

CREATE INDEX kept_standing_certified ON kept_standing (worker, cadre) INCLUDE (region, kecamatan, valid) WHERE certified;
CREATE INDEX kept_standing_kecamatan ON kept_standing (kecamatan, cadre, worker) INCLUDE (certified, valid);
CREATE INDEX kept_standing_place ON kept_standing (cadre, region, worker) INCLUDE (certified, valid);
CREATE INDEX kept_standing_begun ON kept_standing (lower(valid), worker);
CREATE INDEX kept_standing_region ON kept_standing (region, worker) INCLUDE (certified, valid);

-- The same, reckoned from the facts.
CREATE VIEW standing_stretch AS
    SELECT e.worker, e.cadre, e.region, e.kecamatan, part.certified, part.valid
    FROM engagement e
    CROSS JOIN LATERAL (
        SELECT range_agg(daterange(c.signed_on, least(c.valid_until, r.revoked_on - 1), '[]')) AS days
        FROM certificate c
        JOIN scheme_version v ON v.id = c.scheme_version
        JOIN scheme_cadre sc ON sc.scheme = v.scheme AND sc.counts
        LEFT JOIN certificate_revocation r ON r.certificate = c.id AND r.voided_at IS NULL
        WHERE c.worker = e.worker
          AND sc.cadre = e.cadre
          AND c.voided_at IS NULL
          AND (r.revoked_on IS NULL OR r.revoked_on > c.signed_on)
    ) AS held
    CROSS JOIN LATERAL (
        SELECT true, unnest(datemultirange(e.valid) * held.days)
        UNION ALL
        SELECT false, unnest(datemultirange(e.valid) - coalesce(held.days, '{}'))
    ) AS part (certified, valid)
    WHERE e.voided_at IS NULL;

-- The same as standing(d, 'infinity'), from what is kept.
CREATE FUNCTION standing_now(d date)
RETURNS TABLE (worker bigint, cadre text, region text, kecamatan text, certified boolean)
LANGUAGE sql STABLE AS $$
    SELECT s.worker, s.cadre, s.region, s.kecamatan, s.certified
    FROM kept_standing s
    WHERE s.valid @> d
      AND lower(s.valid) <= d
$$;

CREATE FUNCTION keep_standing(workers bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kept_standing WHERE worker = ANY(workers);
    INSERT INTO kept_standing SELECT * FROM standing_stretch WHERE worker = ANY(workers);
END
$$;

CREATE FUNCTION keep_standing_of_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_standing(array_agg(DISTINCT worker)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION keep_standing_of_revoked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_standing(array_agg(DISTINCT c.worker)) FROM changed r JOIN certificate c ON c.id = r.certificate HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION keep_standing_of_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM kept_standing;
    INSERT INTO kept_standing SELECT * FROM standing_stretch;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    fact text;
    keeper text;
BEGIN
    FOR fact, keeper IN VALUES ('engagement', 'keep_standing_of_changed'), ('certificate', 'keep_standing_of_changed'),
                               ('certificate_revocation', 'keep_standing_of_revoked') LOOP
        EXECUTE format('CREATE TRIGGER keep_added AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION %I()', fact, keeper);
        EXECUTE format('CREATE TRIGGER keep_voided AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
                        FOR EACH STATEMENT EXECUTE FUNCTION %I()', fact, keeper);
    END LOOP;
END
$$;

-- Which cadres a certificate counts for is a matter of few rows and rare changes.
CREATE TRIGGER keep_all AFTER INSERT OR UPDATE OR DELETE ON scheme_cadre
    FOR EACH STATEMENT EXECUTE FUNCTION keep_standing_of_all();
CREATE TRIGGER keep_all AFTER UPDATE OR DELETE ON scheme_version
    FOR EACH STATEMENT EXECUTE FUNCTION keep_standing_of_all();

INSERT INTO kept_standing SELECT * FROM standing_stretch;

COMMIT;
