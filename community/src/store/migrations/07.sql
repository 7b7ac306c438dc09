-- Version 7: what whoever reported, or waits for a place, is told.

-- Whether the telephone was shown to be theirs by a code, and not by speaking with staff: only then it can
-- be sent a text. Of those before nobody knows.
ALTER TABLE sign_up ADD COLUMN coded INTEGER NOT NULL DEFAULT 0 CHECK (coded IN (0, 1));

-- One row a report, of its last change; one a sign-up, since it moved up. `body` has no word that a person
-- wrote. `due` is when it goes out, while it waits; `sent` when it did. No number is given twice.
CREATE TABLE tiding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    report INTEGER UNIQUE REFERENCES report (of) ON DELETE CASCADE,
    sign_up INTEGER UNIQUE REFERENCES sign_up (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    since INTEGER NOT NULL,
    due INTEGER,
    tries INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 255),
    sent INTEGER,
    CHECK ((report IS NULL) <> (sign_up IS NULL)),
    CHECK (due IS NULL OR sent IS NULL)
) STRICT;
CREATE INDEX tiding_due ON tiding (due) WHERE due IS NOT NULL;
