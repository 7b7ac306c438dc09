-- The store of one community, version 1. Appended to by later steps, never edited.
-- Times are milliseconds since 1970, UTC. Bodies are JSON unless they are said to be packed or sealed.

CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Every home that was ever heard. The number stands for the name in what it said.
CREATE TABLE home (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 32),
    boot INTEGER NOT NULL DEFAULT 0 CHECK (boot >= 0)
) STRICT;

CREATE TABLE cursor (
    home INTEGER NOT NULL REFERENCES home (id),
    lane TEXT NOT NULL CHECK (lane IN ('a', 'e', 'r')),
    body TEXT NOT NULL,
    PRIMARY KEY (home, lane)
) STRICT, WITHOUT ROWID;

-- The last state of each home.
CREATE TABLE state (
    home INTEGER PRIMARY KEY REFERENCES home (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- The newest step of each open alarm: what a start must know, and no more.
CREATE TABLE open_alarm (
    home INTEGER NOT NULL REFERENCES home (id),
    alarm TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (home, alarm)
) STRICT, WITHOUT ROWID;

-- Every step. One that came in `alarms` has no place in a lane.
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,
    home INTEGER NOT NULL REFERENCES home (id),
    at INTEGER NOT NULL,
    boot INTEGER,
    seq INTEGER,
    body TEXT NOT NULL,
    CHECK ((boot IS NULL) = (seq IS NULL))
) STRICT;
CREATE INDEX alarm_of_home ON alarm (home, at);
CREATE INDEX alarm_by_age ON alarm (at);

-- A fact is there once: a later word about it takes the place of an earlier one.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    home INTEGER NOT NULL REFERENCES home (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    fact TEXT,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_fact ON event (home, fact) WHERE fact IS NOT NULL;
CREATE INDEX event_of_home ON event (home, at);
CREATE INDEX event_by_age ON event (at);

CREATE TABLE summary (
    home INTEGER NOT NULL REFERENCES home (id),
    of TEXT NOT NULL CHECK (of IN ('night', 'day')),
    date TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (home, of, date)
) STRICT;
CREATE INDEX summary_by_age ON summary (at);

CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    home INTEGER NOT NULL REFERENCES home (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX gap_of_home ON gap (home, at);
CREATE INDEX gap_by_age ON gap (at);

CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    home INTEGER NOT NULL REFERENCES home (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX reply_of_home ON reply (home, at);
CREATE INDEX reply_by_age ON reply (at);

-- Minutes of the last week, packed one by one. `slot` is the minute since 1970 and comes first, so
-- that what arrives together lies together: ten thousand homes touch a few pages and not ten thousand.
-- The number is never given twice: up to which one they are counted is in `meta`.
CREATE TABLE minute (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slot INTEGER NOT NULL,
    home INTEGER NOT NULL REFERENCES home (id),
    at INTEGER NOT NULL,
    heart INTEGER CHECK (heart BETWEEN 1 AND 255),
    body BLOB NOT NULL
) STRICT;
CREATE INDEX minute_slot ON minute (slot, home);

-- Older minutes, packed an hour a row. `hour` is the hour since 1970.
CREATE TABLE hour (
    hour INTEGER NOT NULL,
    home INTEGER NOT NULL REFERENCES home (id),
    body BLOB NOT NULL,
    PRIMARY KEY (hour, home)
) STRICT, WITHOUT ROWID;

-- How often each heart rate was a minute's mean, a day of UTC a row: pairs of a rate (a byte) and a
-- count (two bytes, the lower first).
CREATE TABLE heart (
    day INTEGER NOT NULL,
    home INTEGER NOT NULL REFERENCES home (id),
    body BLOB NOT NULL CHECK (length(body) % 3 = 0),
    PRIMARY KEY (day, home)
) STRICT, WITHOUT ROWID;

CREATE TABLE poison (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    topic TEXT NOT NULL,
    why TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;

-- Sealed with the resident's key, which is wrapped by the master key. No number is given twice.
CREATE TABLE resident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    home TEXT UNIQUE,
    seat INTEGER UNIQUE CHECK (seat BETWEEN 1 AND 65535),
    key BLOB NOT NULL,
    record BLOB NOT NULL
) STRICT;

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resident INTEGER NOT NULL REFERENCES resident (id),
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    before BLOB,
    UNIQUE (resident, revision),
    CHECK ((revision = 1) = (before IS NULL))
) STRICT;

CREATE TABLE user (
    name TEXT PRIMARY KEY NOT NULL CHECK (length(name) >= 1),
    password TEXT,
    role TEXT NOT NULL,
    residents TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id BLOB PRIMARY KEY NOT NULL,
    user TEXT,
    body BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_user ON session (user);
CREATE INDEX session_by_age ON session (until);

CREATE TABLE token (
    hash BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    is_for TEXT NOT NULL CHECK (is_for IN ('wall', 'public-wall', 'first-admin')),
    until INTEGER
) STRICT, WITHOUT ROWID;

-- Who looked at what. It stays when a resident goes: their number says nothing.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    resident INTEGER,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_age ON audit (at);
CREATE INDEX audit_of_resident ON audit (resident, at) WHERE resident IS NOT NULL;
CREATE INDEX audit_of_who ON audit (who, at);
