BEGIN;
DROP TABLE certificate_revocation, certificate, scheme_cadre, scheme_version, scheme, certifier;
COMMIT;
