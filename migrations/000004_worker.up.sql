BEGIN;

-- One person, once, however many roles. Numbers that identify a person are sealed: see package seal.
CREATE TABLE worker (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    title_before text NOT NULL DEFAULT '',
    title_after  text NOT NULL DEFAULT '',
    name_key     text COLLATE "C" NOT NULL,
    name_words   tsvector GENERATED ALWAYS AS (to_tsvector('simple', name_key)) STORED,
    sex          text CONSTRAINT worker_sex CHECK (sex IN ('L', 'P')),
    birth_place  text NOT NULL DEFAULT '',
    birth_date   date,
    nik_sealed   bytea NOT NULL,
    kk_sealed    bytea,
    npwp_sealed  bytea,
    phone_sealed bytea,
    phone_note_sealed bytea,
    email        text NOT NULL DEFAULT '',
    home_region  text REFERENCES region,
    address      text NOT NULL DEFAULT '',
    education    text NOT NULL DEFAULT '',
    died_on      date,
    version      integer NOT NULL DEFAULT 1,
    changed_at   timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_at  timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by  text NOT NULL DEFAULT pilar_actor(),
    voided_at    timestamptz,
    voided_by    text,
    void_reason  text
);

COMMENT ON COLUMN worker.name_key IS 'the name for sorting and searching: lower case, accents folded, without titles';
COMMENT ON COLUMN worker.phone_note_sealed IS 'a phone number as it was typed, where it cannot be one';

CREATE UNIQUE INDEX worker_nik_key ON worker (nik_sealed) WHERE voided_at IS NULL;
CREATE INDEX worker_phone ON worker (phone_sealed) WHERE phone_sealed IS NOT NULL;
CREATE INDEX worker_name ON worker (name_key, id) WHERE voided_at IS NULL;
CREATE INDEX worker_changed ON worker (changed_at, id) WHERE voided_at IS NULL;
CREATE INDEX worker_name_words ON worker USING gin (name_words);
CREATE INDEX worker_live ON worker (id) INCLUDE (recorded_at) WHERE voided_at IS NULL;
CREATE INDEX worker_name_similar ON worker USING gin (name_key gin_trgm_ops);
CREATE INDEX worker_birth ON worker (birth_date, name_key);

CREATE TABLE bank_account (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker        bigint NOT NULL REFERENCES worker,
    bank          text NOT NULL,
    number_sealed bytea NOT NULL,
    holder        text NOT NULL,
    valid         daterange NOT NULL CONSTRAINT bank_account_valid CHECK (NOT isempty(valid)),
    recorded_at   timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by   text NOT NULL DEFAULT pilar_actor(),
    voided_at     timestamptz,
    voided_by     text,
    void_reason   text,
    replaces      bigint REFERENCES bank_account,
    CONSTRAINT bank_account_no_overlap EXCLUDE USING gist (worker WITH =, valid WITH &&) WHERE (voided_at IS NULL)
);

CREATE TABLE employment (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker      bigint NOT NULL REFERENCES worker,
    kind        text NOT NULL CONSTRAINT employment_kind CHECK (kind IN ('PNS', 'PPPK', 'NON_ASN')),
    nip         text NOT NULL DEFAULT '',
    grade       text NOT NULL DEFAULT '',
    post        text NOT NULL DEFAULT '',
    unit        text NOT NULL DEFAULT '',
    valid       daterange NOT NULL CONSTRAINT employment_valid CHECK (NOT isempty(valid)),
    precision   text NOT NULL DEFAULT 'day' CONSTRAINT employment_precision CHECK (precision IN ('day', 'year', 'unknown')),
    recorded_at timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by text NOT NULL DEFAULT pilar_actor(),
    voided_at   timestamptz,
    voided_by   text,
    void_reason text,
    replaces    bigint REFERENCES employment,
    CONSTRAINT employment_no_overlap EXCLUDE USING gist (worker WITH =, valid WITH &&) WHERE (voided_at IS NULL)
);

CREATE INDEX employment_worker ON employment (worker);
CREATE INDEX employment_nip ON employment (nip) WHERE nip <> '' AND voided_at IS NULL;

-- One decree names many people.
CREATE TABLE decree (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number      text NOT NULL CONSTRAINT decree_number CHECK (number <> ''),
    decided_on  date,
    issuer      text NOT NULL DEFAULT '',
    valid       daterange,
    recorded_at timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by text NOT NULL DEFAULT pilar_actor(),
    CONSTRAINT decree_key UNIQUE NULLS NOT DISTINCT (number, decided_on, issuer)
);

-- A dated role of a worker at a duty place, which is not the home.
CREATE TABLE engagement (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker          bigint NOT NULL REFERENCES worker,
    cadre           text NOT NULL REFERENCES cadre,
    region          text NOT NULL REFERENCES region,
    kecamatan       text GENERATED ALWAYS AS (kecamatan_of(region)) STORED,
    valid           daterange NOT NULL CONSTRAINT engagement_valid CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    start_precision text NOT NULL DEFAULT 'day'
        CONSTRAINT engagement_precision CHECK (start_precision IN ('day', 'year', 'unknown')),
    end_reason      text NOT NULL DEFAULT '',
    member_number   text NOT NULL DEFAULT '',
    fields          jsonb NOT NULL DEFAULT '{}',
    recorded_at     timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by     text NOT NULL DEFAULT pilar_actor(),
    voided_at       timestamptz,
    voided_by       text,
    void_reason     text,
    replaces        bigint REFERENCES engagement,
    CONSTRAINT engagement_no_overlap EXCLUDE USING gist (worker WITH =, cadre WITH =, valid WITH &&) WHERE (voided_at IS NULL)
);

CREATE INDEX engagement_worker ON engagement (worker, cadre) INCLUDE (region, kecamatan, valid, recorded_at, voided_at);
CREATE INDEX engagement_place ON engagement (cadre, region, worker) INCLUDE (valid, recorded_at, voided_at);
CREATE INDEX engagement_kecamatan ON engagement (kecamatan, cadre, worker) INCLUDE (valid, recorded_at, voided_at);
CREATE INDEX engagement_begun ON engagement (lower(valid), worker);
CREATE INDEX engagement_ended ON engagement (upper(valid), worker);
CREATE INDEX engagement_region ON engagement (region, worker) INCLUDE (valid, recorded_at, voided_at);

CREATE TABLE engagement_decree (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    engagement  bigint NOT NULL REFERENCES engagement,
    decree      bigint NOT NULL REFERENCES decree,
    recorded_at timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by text NOT NULL DEFAULT pilar_actor(),
    voided_at   timestamptz,
    voided_by   text,
    void_reason text,
    replaces    bigint REFERENCES engagement_decree
);

CREATE UNIQUE INDEX engagement_decree_key ON engagement_decree (engagement, decree) WHERE voided_at IS NULL;
CREATE INDEX engagement_decree_decree ON engagement_decree (decree);

COMMIT;
