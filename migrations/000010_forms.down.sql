BEGIN;
DROP TABLE form_key, kept_form;
COMMIT;
