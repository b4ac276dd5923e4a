BEGIN;

-- The ministry's codes: 32.17 kabupaten, 32.17.01 kecamatan, 32.17.01.2001 desa.
CREATE TABLE region (
    code   text PRIMARY KEY,
    name   text NOT NULL,
    level  text NOT NULL CONSTRAINT region_level CHECK (level IN ('kabupaten', 'kecamatan', 'desa')),
    parent text REFERENCES region,
    CONSTRAINT region_code_form CHECK (code ~ CASE level
        WHEN 'kabupaten' THEN '^\d\d\.\d\d$'
        WHEN 'kecamatan' THEN '^\d\d\.\d\d\.\d\d$'
        ELSE '^\d\d\.\d\d\.\d\d\.\d{4}$' END),
    CONSTRAINT region_parent_form CHECK ((level = 'kabupaten') = (parent IS NULL)
        AND (parent IS NULL OR code LIKE parent || '.%'))
);

CREATE INDEX region_parent ON region (parent);

-- The kecamatan a place lies in; NULL for the kabupaten itself.
CREATE FUNCTION kecamatan_of(code text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN length(code) >= 8 THEN left(code, 8) END
$$;

-- An account without rows here sees every kecamatan.
CREATE TABLE account_region (
    account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    region  text NOT NULL REFERENCES region,
    PRIMARY KEY (account, region)
);

CREATE TABLE cadre (
    code       text PRIMARY KEY,
    name       text NOT NULL,
    category   text NOT NULL,
    duty_level text NOT NULL CONSTRAINT cadre_duty_level CHECK (duty_level IN ('kabupaten', 'kecamatan', 'desa')),
    staff      boolean NOT NULL DEFAULT false,
    active     boolean NOT NULL DEFAULT true,
    position   integer NOT NULL
);

COMMENT ON COLUMN cadre.staff IS 'the office''s own people: totals are shown with and without them';

-- Fields that only one cadre has; their values stand in engagement.fields under key.
CREATE TABLE cadre_field (
    cadre    text NOT NULL REFERENCES cadre,
    key      text NOT NULL,
    label    text NOT NULL,
    type     text NOT NULL CONSTRAINT cadre_field_type CHECK (type IN ('text', 'choice', 'date', 'number')),
    choices  text[] NOT NULL DEFAULT '{}',
    sealed   boolean NOT NULL DEFAULT false,
    position integer NOT NULL,
    PRIMARY KEY (cadre, key)
);

-- Categories: Permensos 16/2017 jo. 29/2017. The mapping can be edited by the office.
INSERT INTO cadre (code, name, category, duty_level, staff, active, position) VALUES
    ('TKSK',   'Tenaga Kesejahteraan Sosial Kecamatan', 'Relawan Sosial', 'kecamatan', false, true, 1),
    ('PSM',    'Pekerja Sosial Masyarakat',             'Relawan Sosial', 'desa',      false, true, 2),
    ('TAGANA', 'Taruna Siaga Bencana',                  'Relawan Sosial', 'kecamatan', false, true, 3),
    ('PKH',    'Pendamping PKH',                        'Tenaga Kesejahteraan Sosial', 'kecamatan', false, true, 4),
    ('SAKTI',  'Satuan Bakti Pekerja Sosial (Sakti Peksos)', 'Pekerja Sosial', 'kabupaten', false, false, 5),
    ('DINSOS', 'Staf Dinas Sosial',                     'Tenaga Kesejahteraan Sosial', 'kabupaten', true, true, 6);

INSERT INTO cadre_field (cadre, key, label, type, choices, position) VALUES
    ('TAGANA', 'jenjang', 'Jenjang', 'choice', '{Muda,Madya,Utama}', 1),
    ('TAGANA', 'keahlian', 'Keahlian khusus', 'text', '{}', 2),
    ('PSM', 'masa_bakti', 'Masa bakti', 'text', '{}', 1),
    ('PKH', 'jabatan', 'Jabatan', 'text', '{}', 1),
    ('DINSOS', 'jabatan', 'Jabatan', 'text', '{}', 1);

CREATE TABLE formation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cadre       text NOT NULL REFERENCES cadre,
    region      text NOT NULL REFERENCES region,
    posts       integer NOT NULL CONSTRAINT formation_posts CHECK (posts >= 0),
    valid       daterange NOT NULL CONSTRAINT formation_valid CHECK (NOT isempty(valid)),
    kecamatan   text GENERATED ALWAYS AS (kecamatan_of(region)) STORED,
    recorded_at timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by text NOT NULL DEFAULT pilar_actor(),
    voided_at   timestamptz,
    voided_by   text,
    void_reason text,
    replaces    bigint REFERENCES formation,
    CONSTRAINT formation_no_overlap EXCLUDE USING gist (cadre WITH =, region WITH =, valid WITH &&) WHERE (voided_at IS NULL)
);

COMMIT;
