BEGIN;
DROP TABLE engagement_decree, engagement, decree, employment, bank_account, worker;
COMMIT;
