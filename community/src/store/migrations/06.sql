-- Version 6: a login's second step, the number that its telephone shows.

-- The secret is sealed with the station's key. It is asked for since `since`; before, nobody has shown
-- that their telephone knows it. `used` is the step of the code that was used last. No number is given
-- twice.
CREATE TABLE second_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user TEXT NOT NULL UNIQUE REFERENCES user (name),
    secret BLOB NOT NULL,
    since INTEGER,
    used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0)
) STRICT;

-- Recovery codes, by their hash, until each is used.
CREATE TABLE recovery (
    of INTEGER NOT NULL REFERENCES second_step (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    PRIMARY KEY (of, hash)
) STRICT, WITHOUT ROWID;
