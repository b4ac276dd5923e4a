BEGIN;

-- A file that somebody brought, what it would change, what it changed, and its undoing. None of it is a fact about anybody:
-- facts stand where the import stores them, and say by import_effect which import that was.
CREATE TABLE import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch       bigint, -- the first of the files that came together; NULL: it came alone, or is the first
    file        text NOT NULL,
    size        bigint NOT NULL,
    hash        bytea NOT NULL, -- SHA-256 of the file
    account     bigint REFERENCES account, -- whose it is; NULL: the command line's
    kecamatan   text[], -- the limit of that account when it brought the file; NULL: none
    cadre       text REFERENCES cadre, -- NULL: not recognised, and asked
    as_of       date, -- keadaan per; NULL until it was read
    as_of_given boolean NOT NULL DEFAULT false, -- by a person, not by the file
    shape       bytea, -- SHA-256 of its heads
    state       text NOT NULL CONSTRAINT import_state CHECK (state IN
                    ('asking', 'checking', 'checked', 'unreadable', 'storing', 'stored', 'undoing', 'undone')),
    trouble     text NOT NULL DEFAULT '', -- why it is unreadable, or why what was asked for last did not happen
    version     integer NOT NULL DEFAULT 1,
    counts      jsonb NOT NULL DEFAULT '{}', -- rows by verdict, and by kind of problem
    chosen      integer NOT NULL DEFAULT 0, -- rows that storing would store
    heads       jsonb NOT NULL DEFAULT '[]',
    notes       jsonb NOT NULL DEFAULT '[]',
    asked_by      text, -- who asked for it to be stored or undone, in whose name that is done
    asked_account bigint,
    asked_request text NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL DEFAULT pilar_at(),
    received_by text NOT NULL DEFAULT pilar_actor(),
    checked_at  timestamptz,
    stored_at   timestamptz,
    stored_by   text,
    undone_at   timestamptz,
    undone_by   text,
    undo_reason text
);

CREATE INDEX import_account ON import (account, id);
CREATE INDEX import_batch ON import (batch) WHERE batch IS NOT NULL;
CREATE INDEX import_shape ON import (shape, id) WHERE state = 'stored';
CREATE INDEX import_hash ON import (hash);
CREATE INDEX import_at_work ON import (id) WHERE state IN ('checking', 'storing', 'undoing');

-- The file itself, sealed piece by piece: in the database, so that it comes, goes and is backed up with its import.
CREATE TABLE import_part (
    import  bigint NOT NULL REFERENCES import ON DELETE CASCADE,
    n       integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (import, n)
);

CREATE TABLE import_row (
    import     bigint NOT NULL REFERENCES import ON DELETE CASCADE,
    n          integer NOT NULL, -- its place among the data rows of the file
    sheet      text NOT NULL,
    row        integer NOT NULL, -- as Excel numbers it
    verdict    text NOT NULL CONSTRAINT import_row_verdict CHECK (verdict IN ('new', 'changed', 'same', 'rejected', 'repeated')),
    kinds      text[] NOT NULL DEFAULT '{}', -- of its problems
    chosen     boolean NOT NULL, -- to be stored
    mend_place boolean NOT NULL DEFAULT false, -- another duty place mends a mistake; false: the person has moved
    outcome    text CONSTRAINT import_row_outcome CHECK (outcome IN ('stored', 'stale')), -- NULL: nothing was done with it
    nik_sealed bytea, -- as worker.nik_sealed; NULL where there is none
    digest     bytea NOT NULL, -- of what storing it would do: what has become something else since is not stored
    content    bytea NOT NULL, -- sealed: cells, what they say, problems, changes
    PRIMARY KEY (import, n)
);

CREATE INDEX import_row_verdict ON import_row (import, verdict, n);
CREATE INDEX import_row_nik ON import_row (nik_sealed) WHERE nik_sealed IS NOT NULL;

-- Sealed bytes do not compress: trying it costs more than the rest of storing them.
ALTER TABLE import_part ALTER content SET STORAGE EXTERNAL;
ALTER TABLE import_row ALTER content SET STORAGE EXTERNAL;

-- What was typed on the screen instead of what stands in a cell.
CREATE TABLE import_mend (
    import       bigint NOT NULL REFERENCES import ON DELETE CASCADE,
    sheet        text NOT NULL,
    row          integer NOT NULL,
    position     integer NOT NULL, -- the column; 0 is A
    value_sealed bytea, -- NULL: an empty cell
    mended_at    timestamptz NOT NULL DEFAULT pilar_at(),
    mended_by    text NOT NULL DEFAULT pilar_actor(),
    PRIMARY KEY (import, sheet, row, position)
);

-- What an import wrote. Records are named by their table's own number.
CREATE TABLE import_effect (
    import   bigint NOT NULL REFERENCES import,
    n        bigint GENERATED ALWAYS AS IDENTITY,
    worker   bigint NOT NULL REFERENCES worker,
    kind     text NOT NULL CONSTRAINT import_effect_kind CHECK (kind IN
                ('registered', 'corrected', 'engagement', 'employment', 'bank_account')),
    record   bigint NOT NULL,
    replaced bigint, -- what it replaced: a record, of a correction the worker's version; NULL: nothing
    version  integer, -- of the worker, as the import left it
    before   bytea, -- sealed: the person before it was corrected
    undone   boolean, -- NULL: no undoing yet; false: kept, see kept
    kept     text, -- why undoing left it
    PRIMARY KEY (import, worker, n)
);

CREATE INDEX import_effect_worker ON import_effect (worker);

-- How far the work on an import is: written beside the transaction that does it.
CREATE TABLE import_progress (
    import bigint PRIMARY KEY REFERENCES import ON DELETE CASCADE,
    done   integer NOT NULL,
    total  integer NOT NULL, -- 0: not known yet
    at     timestamptz NOT NULL DEFAULT now()
);

-- What was answered about heads that the reader does not know, for the next file of the same shape.
CREATE TABLE head_memory (
    shape       bytea NOT NULL,
    head        text NOT NULL, -- as the reader compares heads
    holds       text NOT NULL, -- which column it is; '' is none: do not read
    answered_at timestamptz NOT NULL DEFAULT pilar_at(),
    answered_by text NOT NULL DEFAULT pilar_actor(),
    PRIMARY KEY (shape, head)
);

-- What leans on a person since it was recorded, and on which fact: what is taken out of the register must not be among it.
-- Whatever comes to refer to people is added here.
CREATE FUNCTION worker_use(workers bigint[])
RETURNS TABLE (worker bigint, fact text, why text, since timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT c.worker, 'engagement', 'Sudah bersertifikat', c.recorded_at
    FROM certificate c
    WHERE c.worker = ANY(workers)
      AND c.voided_at IS NULL
$$;

COMMIT;
