BEGIN;

CREATE TABLE permission (
    code     text PRIMARY KEY,
    sentence text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE role (
    code     text PRIMARY KEY,
    name     text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE role_permission (
    role       text NOT NULL REFERENCES role,
    permission text NOT NULL REFERENCES permission,
    PRIMARY KEY (role, permission)
);

INSERT INTO permission (code, sentence, position) VALUES
    ('register.read',  'Membaca daftar dan beranda; data pribadi disamarkan', 1),
    ('register.write', 'Mencatat, memperbaiki, dan mengimpor data; mengusulkan calon dan target; mencatat hasil', 2),
    ('personal.show',  'Membuka dan mengekspor data pribadi secara utuh, dengan alasan yang dicatat', 3),
    ('budget.plan',    'Menyusun rekening belanja, komitmen, dan usulan target', 4),
    ('budget.pay',     'Mencatat realisasi, menyiapkan penyaluran, dan membuat berkas bank', 5),
    ('approve',        'Menyetujui target, daftar calon, dan penyaluran, kecuali usulan sendiri', 6),
    ('audit.read',     'Membaca jejak audit', 7),
    ('admin',          'Mengatur pengguna, jenis SDM, formasi, skema, pengaturan, dan cadangan', 8);

INSERT INTO role (code, name, position) VALUES
    ('staf',      'Staf', 1),
    ('operator',  'Operator', 2),
    ('bendahara', 'Bendahara/PPTK', 3),
    ('pimpinan',  'Pimpinan', 4),
    ('pemeriksa', 'Pemeriksa', 5),
    ('admin',     'Administrator', 6);

INSERT INTO role_permission (role, permission)
SELECT code, 'register.read' FROM role
UNION ALL VALUES
    ('operator', 'register.write'),
    ('operator', 'personal.show'),
    ('bendahara', 'personal.show'),
    ('pimpinan', 'personal.show'),
    ('bendahara', 'budget.plan'),
    ('bendahara', 'budget.pay'),
    ('pimpinan', 'approve'),
    ('pemeriksa', 'audit.read'),
    ('admin', 'audit.read'),
    ('admin', 'admin');

CREATE TABLE account (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login         text NOT NULL CONSTRAINT account_login_form CHECK (login = lower(login) AND login <> ''),
    name          text NOT NULL,
    role          text NOT NULL REFERENCES role,
    password_hash text NOT NULL,
    demo          boolean NOT NULL DEFAULT false,
    ends_on       date,
    suspended_at  timestamptz,
    version       integer NOT NULL DEFAULT 1,
    CONSTRAINT account_login_key UNIQUE (login)
);

-- A role of inspectors comes from outside and goes again.
ALTER TABLE account ADD CONSTRAINT account_pemeriksa_ends CHECK (role <> 'pemeriksa' OR ends_on IS NOT NULL);

-- A one-time link that lets somebody make or recover an account; only its hash is kept.
CREATE TABLE account_link (
    token_hash bytea PRIMARY KEY,
    role       text NOT NULL REFERENCES role,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE session (
    token_hash text PRIMARY KEY,
    account    bigint REFERENCES account ON DELETE CASCADE,
    data       bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

COMMIT;
