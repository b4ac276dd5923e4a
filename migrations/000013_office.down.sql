BEGIN;
ALTER TABLE cadre_field DROP COLUMN active, DROP COLUMN version;
ALTER TABLE cadre DROP COLUMN version;
DROP TABLE logo;
DELETE FROM setting WHERE key IN ('office.street', 'office.area', 'office.postcode', 'office.phone', 'office.email', 'office.website',
    'office.city', 'office.letterhead', 'office.logo', 'office.zone');
COMMIT;
