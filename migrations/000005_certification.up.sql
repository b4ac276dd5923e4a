BEGIN;

CREATE TABLE certifier (
    code   text PRIMARY KEY,
    name   text NOT NULL,
    active boolean NOT NULL DEFAULT true
);

CREATE TABLE scheme (
    code     text PRIMARY KEY,
    name     text NOT NULL,
    category text NOT NULL,
    level    text NOT NULL DEFAULT '',
    active   boolean NOT NULL DEFAULT true
);

-- Editing a scheme never changes what was decided under it: each edit is a new dated version.
CREATE TABLE scheme_version (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scheme      text NOT NULL REFERENCES scheme,
    legal_basis text NOT NULL,
    standard    text NOT NULL DEFAULT '',
    months      integer CONSTRAINT scheme_version_months CHECK (months > 0),
    valid       daterange NOT NULL CONSTRAINT scheme_version_valid CHECK (NOT isempty(valid)),
    CONSTRAINT scheme_version_no_overlap EXCLUDE USING gist (scheme WITH =, valid WITH &&)
);

COMMENT ON COLUMN scheme_version.months IS 'months a certificate is valid for; NULL where no rule was found: the certificate tells';

CREATE TABLE scheme_cadre (
    scheme     text NOT NULL REFERENCES scheme,
    cadre      text NOT NULL REFERENCES cadre,
    is_default boolean NOT NULL DEFAULT false,
    counts     boolean NOT NULL DEFAULT true,
    PRIMARY KEY (scheme, cadre)
);

CREATE UNIQUE INDEX scheme_cadre_default ON scheme_cadre (cadre) WHERE is_default;

INSERT INTO certifier (code, name) VALUES
    ('LSKS', 'Lembaga Sertifikasi Kesejahteraan Sosial (LSKS)'),
    ('LSPS', 'Lembaga Sertifikasi Pekerja Sosial (LSPS)'),
    ('LSP-KEMENSOS', 'LSP Kementerian Sosial');

INSERT INTO scheme (code, name, category, level) VALUES
    ('RELAWAN',  'Relawan Sosial', 'Relawan Sosial', ''),
    ('TKS',      'Tenaga Kesejahteraan Sosial', 'Tenaga Kesejahteraan Sosial', ''),
    ('PEKSOS',   'Pekerja Sosial', 'Pekerja Sosial', ''),
    ('PENYULUH', 'Penyuluh Sosial', 'Penyuluh Sosial', '');

-- Five years are documented for relawan sosial alone (a 2022 certificate of LSP Kemensos).
INSERT INTO scheme_version (scheme, legal_basis, standard, months, valid) VALUES
    ('RELAWAN',  'Permensos 16/2017 jo. 29/2017', 'Standar Nasional SDM Penyelenggara Kesejahteraan Sosial', 60, '[2017-01-01,)'),
    ('TKS',      'Permensos 16/2017 jo. 29/2017', 'Standar Nasional SDM Penyelenggara Kesejahteraan Sosial', NULL, '[2017-01-01,)'),
    ('PEKSOS',   'Permensos 16/2017 jo. 29/2017', 'Standar Nasional SDM Penyelenggara Kesejahteraan Sosial', NULL, '[2017-01-01,)'),
    ('PENYULUH', 'Permensos 16/2017 jo. 29/2017', 'Standar Nasional SDM Penyelenggara Kesejahteraan Sosial', NULL, '[2017-01-01,)');

INSERT INTO scheme_cadre (scheme, cadre, is_default) VALUES
    ('RELAWAN', 'TKSK', true),
    ('RELAWAN', 'PSM', true),
    ('RELAWAN', 'TAGANA', true),
    ('TKS', 'PKH', true),
    ('TKS', 'DINSOS', true),
    ('PEKSOS', 'DINSOS', false),
    ('PENYULUH', 'DINSOS', false),
    ('PEKSOS', 'SAKTI', true);

CREATE TABLE certificate (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker         bigint NOT NULL REFERENCES worker,
    scheme_version bigint NOT NULL REFERENCES scheme_version,
    certifier      text NOT NULL REFERENCES certifier,
    number         text NOT NULL CONSTRAINT certificate_number CHECK (number <> ''),
    signed_on      date NOT NULL,
    valid_until    date NOT NULL,
    renews         bigint REFERENCES certificate,
    recorded_at    timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by    text NOT NULL DEFAULT pilar_actor(),
    voided_at      timestamptz,
    voided_by      text,
    void_reason    text,
    replaces       bigint REFERENCES certificate,
    CONSTRAINT certificate_dates CHECK (valid_until >= signed_on)
);

CREATE UNIQUE INDEX certificate_number_key ON certificate (certifier, number) WHERE voided_at IS NULL;
CREATE INDEX certificate_worker ON certificate (worker) INCLUDE (id, scheme_version, signed_on, valid_until, recorded_at, voided_at);

CREATE TABLE certificate_revocation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    certificate bigint NOT NULL REFERENCES certificate,
    revoked_on  date NOT NULL,
    reason      text NOT NULL CONSTRAINT certificate_revocation_reason CHECK (reason <> ''),
    recorded_at timestamptz NOT NULL DEFAULT pilar_at(),
    recorded_by text NOT NULL DEFAULT pilar_actor(),
    voided_at   timestamptz,
    voided_by   text,
    void_reason text,
    replaces    bigint REFERENCES certificate_revocation
);

CREATE UNIQUE INDEX certificate_revocation_key ON certificate_revocation (certificate) WHERE voided_at IS NULL;
CREATE INDEX certificate_revocation_certificate ON certificate_revocation (certificate);

COMMIT;
