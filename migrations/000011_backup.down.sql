BEGIN;
DROP TABLE backup_record;
COMMIT;
