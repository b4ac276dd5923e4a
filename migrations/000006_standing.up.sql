BEGIN;

-- The definitions of design 3.1, once, as functions of two times: d, the day asked about, and k, the moment up to which
-- what was recorded counts ('infinity': all that is known now). Every Store and every figure calls these.

-- Was a fact known at k?
CREATE FUNCTION known(recorded_at timestamptz, voided_at timestamptz, k timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT recorded_at <= k AND (voided_at IS NULL OR voided_at > k)
$$;

-- Certificates in force on d: signed by then, not ended, not revoked by then.
CREATE FUNCTION certificate_in_force(d date, k timestamptz) RETURNS SETOF certificate
LANGUAGE sql STABLE AS $$
    SELECT c.*
    FROM certificate c
    WHERE known(c.recorded_at, c.voided_at, k)
      AND c.signed_on <= d
      AND d <= c.valid_until
      AND NOT EXISTS (
          SELECT FROM certificate_revocation r
          WHERE r.certificate = c.id
            AND r.revoked_on <= d
            AND known(r.recorded_at, r.voided_at, k))
$$;

-- A certificate counts for the cadres that its scheme counts for.
CREATE FUNCTION certified_as(d date, k timestamptz) RETURNS TABLE (worker bigint, cadre text)
LANGUAGE sql STABLE AS $$
    SELECT c.worker, sc.cadre
    FROM certificate_in_force(d, k) c
    JOIN scheme_version v ON v.id = c.scheme_version
    JOIN scheme_cadre sc ON sc.scheme = v.scheme AND sc.counts
$$;

-- Engagements that cover d: active in a cadre on d = one row here.
CREATE FUNCTION active_engagement(d date, k timestamptz) RETURNS SETOF engagement
LANGUAGE sql STABLE AS $$
    SELECT e.*
    FROM engagement e
    WHERE e.valid @> d
      AND lower(e.valid) <= d
      AND known(e.recorded_at, e.voided_at, k)
$$;

-- One row per worker and cadre active on d, and whether certified in it.
CREATE FUNCTION standing(d date, k timestamptz)
RETURNS TABLE (engagement bigint, worker bigint, cadre text, region text, kecamatan text, certified boolean)
LANGUAGE sql STABLE AS $$
    SELECT e.id, e.worker, e.cadre, e.region, e.kecamatan,
           EXISTS (SELECT FROM certified_as(d, k) a WHERE a.worker = e.worker AND a.cadre = e.cadre)
    FROM active_engagement(d, k) e
$$;

-- The same for everybody at once, reckoned set by set: what figures count. A test compares it with standing.
CREATE FUNCTION standing_of_all(d date, k timestamptz)
RETURNS TABLE (engagement bigint, worker bigint, cadre text, region text, kecamatan text, certified boolean)
LANGUAGE sql STABLE AS $$
    WITH holder AS MATERIALIZED (
        SELECT DISTINCT a.worker, a.cadre
        FROM certified_as(d, k) a
    )
    SELECT e.id, e.worker, e.cadre, e.region, e.kecamatan, h.worker IS NOT NULL
    FROM active_engagement(d, k) e
    LEFT JOIN holder h ON h.worker = e.worker AND h.cadre = e.cadre
$$;

-- Engagements that cover d by people who hold a certificate that counts for the cadre; one row for each such certificate.
CREATE FUNCTION certified_engagement(d date, k timestamptz) RETURNS SETOF engagement
LANGUAGE sql STABLE AS $$
    SELECT e.*
    FROM active_engagement(d, k) e
    JOIN certified_as(d, k) a ON a.worker = e.worker AND a.cadre = e.cadre
$$;

-- Posts against people, place by place: an empty desa stays vacant however many serve in the next one.
CREATE FUNCTION formation_standing(d date, k timestamptz)
RETURNS TABLE (cadre text, region text, kecamatan text, posts integer, active integer, vacant integer, excess integer)
LANGUAGE sql STABLE AS $$
    WITH serving AS MATERIALIZED (
        SELECT s.cadre, s.region, count(*)::integer AS n
        FROM active_engagement(d, k) s
        GROUP BY s.cadre, s.region
    ), posted AS MATERIALIZED (
        SELECT f.cadre, f.region, f.kecamatan, f.posts
        FROM formation f
        WHERE f.valid @> d
          AND known(f.recorded_at, f.voided_at, k)
    ), filled AS MATERIALIZED (
        SELECT p.cadre, p.region, p.kecamatan, p.posts,
               coalesce((SELECT sum(s.n)::integer FROM serving s
                         WHERE s.cadre = p.cadre
                           AND (s.region = p.region OR starts_with(s.region, p.region || '.'))), 0) AS active
        FROM posted p
        UNION ALL
        -- People where their cadre has no post: active less posts is then excess less vacant, always.
        SELECT s.cadre, s.region, kecamatan_of(s.region), 0, s.n
        FROM serving s
        WHERE s.cadre IN (SELECT p.cadre FROM posted p)
          AND NOT EXISTS (SELECT FROM posted p
                          WHERE p.cadre = s.cadre
                            AND (s.region = p.region OR starts_with(s.region, p.region || '.')))
    )
    SELECT cadre, region, kecamatan, posts, active, greatest(posts - active, 0), greatest(active - posts, 0)
    FROM filled
$$;

-- What was voided stays so: bringing a fact back is a new row, else what was recorded by a past moment would change.
CREATE FUNCTION fact_stays_void() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a voided % is not brought back: record it anew', TG_TABLE_NAME;
END
$$;

DO $$
DECLARE
    fact text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['formation', 'bank_account', 'employment', 'engagement', 'engagement_decree', 'certificate',
                                'certificate_revocation'] LOOP
        EXECUTE format('CREATE TRIGGER stays_void BEFORE UPDATE ON %I FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL)
                        EXECUTE FUNCTION fact_stays_void()', fact);
    END LOOP;
END
$$;

COMMIT;
