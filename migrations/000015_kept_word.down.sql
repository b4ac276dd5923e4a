BEGIN;

DROP TRIGGER keep_words_added ON engagement;
DROP TRIGGER keep_words_voided ON engagement;
DROP TRIGGER keep_words_renamed ON worker;
DROP FUNCTION keep_words_of_renamed();
DROP FUNCTION keep_words_of_engaged();
DROP FUNCTION keep_words(bigint[]);
DROP VIEW word_stretch;
DROP TABLE kept_word;

COMMIT;
