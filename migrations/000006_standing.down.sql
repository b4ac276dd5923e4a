BEGIN;
DROP FUNCTION formation_standing(date, timestamptz);
DROP FUNCTION standing_of_all(date, timestamptz);
DROP FUNCTION standing(date, timestamptz);
DROP FUNCTION active_engagement(date, timestamptz);
DROP FUNCTION certified_as(date, timestamptz);
DROP FUNCTION certificate_in_force(date, timestamptz);
DROP FUNCTION known(timestamptz, timestamptz, timestamptz);
COMMIT;
