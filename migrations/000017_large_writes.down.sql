BEGIN;

DROP FUNCTION pilar_take_stock();

CREATE OR REPLACE VIEW standing_stretch AS
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

CREATE OR REPLACE FUNCTION keep_standing(workers bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kept_standing WHERE worker = ANY(workers);
    INSERT INTO kept_standing SELECT * FROM standing_stretch WHERE worker = ANY(workers);
END
$$;

CREATE OR REPLACE FUNCTION keep_words(workers bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kept_word WHERE worker = ANY(workers);
    INSERT INTO kept_word SELECT * FROM word_stretch WHERE worker = ANY(workers);
END
$$;

COMMIT;
