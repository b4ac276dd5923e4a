BEGIN;

-- A form is carried out once: its key is noted by the write itself. Sent again it gets the answer of the first time.
CREATE TABLE form_key (
    key     text PRIMARY KEY,
    request text NOT NULL, -- the one that carried it out; its further writes may note the key again
    url     text,          -- where it went; NULL while it is under way, '' where it was a page
    used_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX form_key_used ON form_key (used_at);

COMMIT;
