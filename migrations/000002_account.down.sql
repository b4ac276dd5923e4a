BEGIN;
DROP TABLE session, account_link, account, role_permission, role, permission;
COMMIT;
