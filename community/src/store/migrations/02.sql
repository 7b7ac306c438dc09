-- Version 2: the desk. Who must go, who was told, who may be called.

-- One row a case. `body` knows people by number only; what a person wrote is in `sealed`: with the
-- resident's key, else with the station's. `due` is when it wants to be looked at, also when it is
-- closed, while somebody is still to be told. No number is given twice.
CREATE TABLE "case" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    key TEXT NOT NULL CHECK (length(key) >= 1),
    home TEXT,
    resident INTEGER,
    kind TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'medium', 'high')),
    stage TEXT NOT NULL CHECK (stage IN (
        'held', 'calling', 'nobody', 'accepted', 'on-the-way', 'at-the-door', 'closed'
    )),
    due INTEGER,
    opened INTEGER NOT NULL,
    closed INTEGER,
    body TEXT NOT NULL,
    sealed BLOB,
    CHECK ((stage = 'closed') = (closed IS NOT NULL)),
    CHECK (sealed IS NULL OR stage = 'closed')
) STRICT;
CREATE UNIQUE INDEX case_open ON "case" (key) WHERE stage <> 'closed';
CREATE INDEX case_of_key ON "case" (key, id);
CREATE INDEX case_due ON "case" (due) WHERE due IS NOT NULL;
CREATE INDEX case_closed ON "case" (closed) WHERE closed IS NOT NULL;
CREATE INDEX case_of_home ON "case" (home) WHERE home IS NOT NULL;
CREATE INDEX case_of_resident ON "case" (resident) WHERE resident IS NOT NULL;

-- What was done, a line each, with the stage that stood after it. Notes stand in the case.
CREATE TABLE case_log (
    id INTEGER PRIMARY KEY,
    of INTEGER NOT NULL REFERENCES "case" (id),
    at INTEGER NOT NULL,
    by INTEGER,
    stage TEXT NOT NULL CHECK (stage IN (
        'held', 'calling', 'nobody', 'accepted', 'on-the-way', 'at-the-door', 'closed'
    )),
    what TEXT NOT NULL
) STRICT;
CREATE INDEX case_log_of ON case_log (of);
CREATE INDEX case_log_at ON case_log (at);

-- What has happened and was not made into a change yet, in the order in which it was heard.
CREATE TABLE news (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    home TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX news_of_home ON news (home) WHERE home IS NOT NULL;

-- Who may be called. A responder is sealed with a key of their own, which is wrapped by the master
-- key; a resident's contact with the resident's, in the order of the record. No number is given twice.
CREATE TABLE party (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    resident INTEGER REFERENCES resident (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    key BLOB,
    body BLOB NOT NULL,
    CHECK ((resident IS NULL) = (key IS NOT NULL))
) STRICT;
CREATE INDEX party_of_resident ON party (resident, place) WHERE resident IS NOT NULL;

-- Codes that were sent to see whether a way to somebody works.
CREATE TABLE code (
    party INTEGER NOT NULL REFERENCES party (id),
    channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 255),
    hash BLOB NOT NULL,
    until INTEGER NOT NULL,
    tries INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 5),
    PRIMARY KEY (party, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_by_age ON code (until);

-- Words of links that were sent: by their hash only, each for one case and one who was called.
CREATE TABLE link (
    hash BLOB PRIMARY KEY NOT NULL,
    of INTEGER NOT NULL REFERENCES "case" (id),
    party INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_of ON link (of);

-- Robots that may not speak until then.
CREATE TABLE robot (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) >= 1),
    muted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the community has chosen for its desk: one row each.
CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('rota', 'book', 'quiet')),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Pictures, each a sealed file of this name in the folder beside the store. The row is written after
-- its file and deleted before it; a file without a row is removed at the next start.
CREATE TABLE photo (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) = 32),
    of INTEGER NOT NULL REFERENCES "case" (id),
    resident INTEGER,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_of ON photo (of);
