BEGIN;

DROP TRIGGER keep_all ON scheme_version;
DROP TRIGGER keep_all ON scheme_cadre;
DROP TRIGGER keep_added ON engagement;
DROP TRIGGER keep_voided ON engagement;
DROP TRIGGER keep_added ON certificate;
DROP TRIGGER keep_voided ON certificate;
DROP TRIGGER keep_added ON certificate_revocation;
DROP TRIGGER keep_voided ON certificate_revocation;
DROP FUNCTION keep_standing_of_all();
DROP FUNCTION keep_standing_of_revoked();
DROP FUNCTION keep_standing_of_changed();
DROP FUNCTION keep_standing(bigint[]);
DROP FUNCTION standing_now(date);
DROP VIEW standing_stretch;
DROP TABLE kept_standing;

COMMIT;
