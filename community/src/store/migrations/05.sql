-- Version 5: the clinic. What leaves for it, and what it asks.

-- One row a thing: a night, an alarm. `body` knows people by number only; what was sent is in `sealed`,
-- with the resident's key. `due` is when it goes out, while it waits. No number is given twice.
CREATE TABLE clinic (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    resident INTEGER NOT NULL,
    home TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('person', 'night', 'day', 'alarm', 'risk', 'task')),
    stage TEXT NOT NULL CHECK (stage IN ('waiting', 'sent', 'stuck', 'stopped', 'left')),
    due INTEGER,
    moved INTEGER NOT NULL,
    body TEXT NOT NULL,
    sealed BLOB,
    CHECK ((stage = 'waiting') = (due IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX clinic_thing ON clinic (home, name);
CREATE INDEX clinic_due ON clinic (due) WHERE due IS NOT NULL;
CREATE INDEX clinic_of_resident ON clinic (resident);
CREATE INDEX clinic_stuck ON clinic (id) WHERE stage = 'stuck';
CREATE INDEX clinic_by_age ON clinic (moved);

-- Homes that have said something which the clinic may want, since they were looked at. Written with what
-- they said; `n` grows, so that what is said meanwhile is looked at again.
CREATE TABLE clinic_mark (
    home TEXT PRIMARY KEY NOT NULL,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the clinic keeps a resident; the tag of its version, if we made it.
CREATE TABLE clinic_place (
    resident INTEGER PRIMARY KEY,
    place TEXT NOT NULL,
    ours TEXT
) STRICT;

-- Who lives where, and since when if that was seen; and who lived in a home last.
CREATE TABLE clinic_lives (
    resident INTEGER PRIMARY KEY,
    home TEXT,
    since INTEGER
) STRICT;
CREATE TABLE clinic_lived (
    home TEXT PRIMARY KEY NOT NULL,
    resident INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the clinic asks. What it wrote, and what was answered, is in `sealed`.
CREATE TABLE clinic_ask (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    request TEXT NOT NULL UNIQUE,
    resident INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('open', 'accepted', 'done', 'declined', 'withdrawn')),
    moved INTEGER NOT NULL,
    body TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX clinic_ask_of ON clinic_ask (resident);
CREATE INDEX clinic_ask_open ON clinic_ask (id) WHERE stage IN ('open', 'accepted');
CREATE INDEX clinic_ask_by_age ON clinic_ask (moved);
