BEGIN;

-- Which backups were taken, and which of them have been restored on trial. The file itself lies elsewhere; sha256 tells
-- whether one at hand is the one that is meant. A backup does not hold its own row: it is written once the file is whole.
CREATE TABLE backup_record (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    taken_at   timestamptz NOT NULL,
    taken_by   text NOT NULL,
    file       text NOT NULL CONSTRAINT backup_record_file CHECK (file <> '' AND file NOT LIKE '%/%'),
    bytes      bigint NOT NULL,
    sha256     bytea NOT NULL CONSTRAINT backup_record_sha256_key UNIQUE,
    schema     integer NOT NULL,
    people     bigint NOT NULL,
    rows       bigint NOT NULL,
    files      bigint NOT NULL,
    head       bigint NOT NULL,
    checked_at timestamptz,
    checked_by text NOT NULL DEFAULT '',
    failure    text NOT NULL DEFAULT ''
);

COMMENT ON COLUMN backup_record.file IS 'name without folders';
COMMENT ON COLUMN backup_record.head IS 'the newest entry of the trail in it';
COMMENT ON COLUMN backup_record.checked_at IS 'when it was last restored on trial; failure says what went wrong then, empty: nothing';

CREATE INDEX backup_record_taken ON backup_record (taken_at, id);

COMMIT;
