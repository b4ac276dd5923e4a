BEGIN;

-- What an office writes on its letters and shows on its pages; a register without places has no NIK prefixes of its own yet.
INSERT INTO setting (key, value) VALUES
    ('office.street', ''),
    ('office.area', ''),
    ('office.postcode', ''),
    ('office.phone', ''),
    ('office.email', ''),
    ('office.website', ''),
    ('office.city', ''),
    ('office.letterhead', ''),
    ('office.logo', ''),
    ('office.zone', 'WIB');

UPDATE setting SET value = '' WHERE key = 'nik.prefixes' AND NOT EXISTS (SELECT FROM region);

-- The picture that the setting office.logo names by its hash.
CREATE TABLE logo (
    hash  text PRIMARY KEY,
    kind  text NOT NULL CONSTRAINT logo_kind CHECK (kind IN ('image/png', 'image/jpeg')),
    image bytea NOT NULL
);

-- Cadres and their fields are edited on screens. A field that is not used any more keeps its values and leaves the forms.
ALTER TABLE cadre ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE cadre_field
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    ADD COLUMN version integer NOT NULL DEFAULT 1;

COMMIT;
