-- Version 4: what the neighbourhood does together, what it did before this station, and when it works.

-- Cases of the time before, from a file: counted in the ledger, and nowhere else.
CREATE TABLE past (
    receipt TEXT PRIMARY KEY NOT NULL CHECK (length(receipt) BETWEEN 1 AND 64),
    kind TEXT NOT NULL CHECK (length(kind) >= 1),
    worker INTEGER,
    building TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'received', 'accepted', 'assigned', 'in-work', 'done',
        'confirmed', 'unconfirmed', 'refused', 'duplicate', 'forwarded'
    )),
    received INTEGER NOT NULL,
    look_by INTEGER NOT NULL,
    looked INTEGER,
    done_by INTEGER,
    promised INTEGER,
    done INTEGER,
    ended INTEGER,
    reopened INTEGER NOT NULL CHECK (reopened >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_received ON past (received);

-- What is on, and for how many.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends >= starts),
    body TEXT NOT NULL
) STRICT;
CREATE INDEX activity_ends ON activity (ends);

-- Who comes: in the order in which they said so. The name and the telephone are sealed with the
-- station's key; `word` is the hash of the word of their own page. It goes a month after the activity.
CREATE TABLE sign_up (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    activity INTEGER NOT NULL REFERENCES activity (id),
    word BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    confirmed INTEGER,
    by TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX sign_up_of ON sign_up (activity, id);

-- What everybody is told, from a day to a day.
CREATE TABLE bulletin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until >= since),
    body TEXT NOT NULL
) STRICT;
CREATE INDEX bulletin_until ON bulletin (until);

-- The community chooses its working hours too.
ALTER TABLE setting RENAME TO setting_before;
CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('rota', 'book', 'quiet', 'calendar')),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting SELECT name, revision, body FROM setting_before;
DROP TABLE setting_before;
