BEGIN;
DROP TABLE formation, cadre_field, cadre, account_region, region;
DROP FUNCTION kecamatan_of(text);
COMMIT;
