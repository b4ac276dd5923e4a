BEGIN;

DROP FUNCTION worker_use(bigint[]);
DROP TABLE head_memory, import_progress, import_effect, import_mend, import_row, import_part, import;

COMMIT;
