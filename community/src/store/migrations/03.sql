-- Version 3: citizens' reports and residents' wishes, and where they are.

-- One row a report, beside its case, written with it. How far it is and when what happened stands here a
-- second time, for lists and ledgers: the case's body decides. `sealed` is what people wrote, with the
-- resident's key, else with the station's; `phone` is where whoever reported may be called, which goes
-- before the rest does.
CREATE TABLE report (
    of INTEGER PRIMARY KEY REFERENCES "case" (id),
    kind TEXT NOT NULL CHECK (length(kind) >= 1),
    private INTEGER NOT NULL CHECK (private IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN (
        'received', 'accepted', 'assigned', 'in-work', 'done',
        'confirmed', 'unconfirmed', 'refused', 'duplicate', 'forwarded'
    )),
    worker INTEGER,
    building TEXT NOT NULL,
    x INTEGER CHECK (x BETWEEN 0 AND 10000),
    y INTEGER CHECK (y BETWEEN 0 AND 10000),
    received INTEGER NOT NULL,
    look_by INTEGER NOT NULL,
    looked INTEGER,
    done_by INTEGER,
    promised INTEGER,
    done INTEGER,
    ended INTEGER,
    reopened INTEGER NOT NULL CHECK (reopened >= 0),
    me_too INTEGER NOT NULL CHECK (me_too >= 0),
    published INTEGER,
    sealed BLOB NOT NULL,
    phone BLOB,
    CHECK ((x IS NULL) = (y IS NULL)),
    CHECK ((ended IS NULL) = (state IN ('received', 'accepted', 'assigned', 'in-work', 'done')))
) STRICT;
CREATE INDEX report_received ON report (received);
CREATE INDEX report_open ON report (worker) WHERE ended IS NULL;
CREATE INDEX report_published ON report (done) WHERE published IS NOT NULL;
CREATE INDEX report_phone ON report (ended) WHERE phone IS NOT NULL;

-- The community's buildings, whose part of the neighbourhood each is, and where it is on the map.
CREATE TABLE place (
    building TEXT PRIMARY KEY NOT NULL CHECK (length(building) BETWEEN 1 AND 64),
    ord INTEGER NOT NULL,
    worker INTEGER,
    x INTEGER CHECK (x BETWEEN 0 AND 10000),
    y INTEGER CHECK (y BETWEEN 0 AND 10000),
    CHECK ((x IS NULL) = (y IS NULL))
) STRICT, WITHOUT ROWID;

-- The community's own map: one picture, made anew here, and how many metres its ground has.
CREATE TABLE map (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    metres_wide INTEGER NOT NULL CHECK (metres_wide BETWEEN 10 AND 100000),
    pixels_wide INTEGER NOT NULL CHECK (pixels_wide >= 1),
    pixels_high INTEGER NOT NULL CHECK (pixels_high >= 1),
    picture BLOB NOT NULL
) STRICT;
