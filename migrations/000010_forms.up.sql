BEGIN;

-- A form is carried out once: its key is noted by the write itself. Sent again it gets the answer of the first time.
CREATE TABLE form_key (
    key     text PRIMARY KEY,
    request text NOT NULL, -- the one that carried it out; its further writes may note the key again
    url     text,          -- where it went; NULL while it is under way, '' where it was a page
    used_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX form_key_used ON form_key (used_at);

-- What was typed into forms that could not be carried out, such as those sent after the session's end. Only their sender's
-- account is offered them, and only in the browser that sent them: a random token in its cookie, of which this is the hash.
CREATE TABLE kept_form (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    browser bytea NOT NULL,
    content bytea NOT NULL, -- sealed: path, the form's name, fields
    sent_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX kept_form_key ON kept_form (account, browser, sha256(content));
CREATE INDEX kept_form_sent ON kept_form (sent_at);

COMMIT;
