BEGIN;

-- The words of the names of those who ever served, as far as is known now, with the days from which and until which they
-- served: what a search by name reads, counts and sorts without reading anybody. It follows from worker and engagement, is
-- kept by their triggers, and says what word_stretch says; a test compares the two.
CREATE TABLE kept_word (
    word     text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    worker   bigint NOT NULL,
    since    date NOT NULL,
    until    date NOT NULL, -- no longer on that day
    shared   integer NOT NULL,
    PRIMARY KEY (word, name_key, worker, since) INCLUDE (until, shared)
);

COMMENT ON COLUMN kept_word.shared IS 'how many letters the word begins with as the one before it, in order, of the same name does: of the words that begin as was typed, only the first shares fewer letters, and finds the person once';

CREATE INDEX kept_word_worker ON kept_word (worker);

-- The same, reckoned from the facts.
CREATE VIEW word_stretch AS
    SELECT part.word, w.name_key, w.id AS worker, lower(served.days) AS since,
           coalesce(upper(served.days), 'infinity') AS until,
           CASE WHEN left(part.before, 1) = left(part.word, 1) -- few do
                THEN (SELECT count(*)::integer
                      FROM generate_series(1, length(part.before)) n
                      WHERE left(part.before, n) = left(part.word, n))
                ELSE 0
           END AS shared
    FROM worker w
    CROSS JOIN LATERAL (
        SELECT word, lag(word) OVER (ORDER BY word) AS before
        FROM (SELECT DISTINCT string_to_table(w.name_key, ' ') AS word) AS spelled
    ) AS part
    CROSS JOIN LATERAL (
        SELECT unnest(range_agg(e.valid)) AS days
        FROM engagement e
        WHERE e.worker = w.id
          AND e.voided_at IS NULL
    ) AS served
    WHERE w.voided_at IS NULL;

CREATE FUNCTION keep_words(workers bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM kept_word WHERE worker = ANY(workers);
    INSERT INTO kept_word SELECT * FROM word_stretch WHERE worker = ANY(workers);
END
$$;

CREATE FUNCTION keep_words_of_engaged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_words(array_agg(DISTINCT worker)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION keep_words_of_renamed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM keep_words(array_agg(c.id))
    FROM changed c
    JOIN replaced r ON r.id = c.id
    WHERE (c.name_key, c.voided_at) IS DISTINCT FROM (r.name_key, r.voided_at)
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_words_added AFTER INSERT ON engagement REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_engaged();
CREATE TRIGGER keep_words_voided AFTER UPDATE ON engagement REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_engaged();
CREATE TRIGGER keep_words_renamed AFTER UPDATE ON worker REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_renamed();

INSERT INTO kept_word SELECT * FROM word_stretch;

COMMIT;
