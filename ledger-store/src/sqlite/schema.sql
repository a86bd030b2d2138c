-- The journal. Frozen: add to it with a reason, take nothing away.
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  position     INTEGER PRIMARY KEY,
  book         INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  occurred_at  INTEGER,
  kind         TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  command      INTEGER NOT NULL,
  actor        INTEGER NOT NULL,
  debit        INTEGER NOT NULL,
  credit       INTEGER NOT NULL,
  amount       INTEGER NOT NULL,
  reverses     INTEGER,
  book_prev    INTEGER NOT NULL,
  debit_prev   INTEGER NOT NULL,
  credit_prev  INTEGER NOT NULL,
  request_key  TEXT,
  fingerprint  BLOB,
  body         TEXT,
  private      TEXT,
  salt         BLOB,
  private_hash BLOB
) STRICT;

CREATE UNIQUE INDEX events_request_key ON events(book, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE seals (position INTEGER PRIMARY KEY, seal BLOB NOT NULL) STRICT;

-- Events are neither edited nor deleted, with one exception: erasing private data replaces text and salt by their hash
-- and removes the fingerprint.
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted; corrections are reversals'); END;

CREATE TRIGGER events_are_never_edited BEFORE UPDATE ON events
WHEN NOT (
  NEW.position = OLD.position AND NEW.book = OLD.book AND NEW.at = OLD.at
  AND NEW.occurred_at IS OLD.occurred_at AND NEW.kind = OLD.kind AND NEW.version = OLD.version
  AND NEW.command = OLD.command AND NEW.actor = OLD.actor AND NEW.debit = OLD.debit AND NEW.credit = OLD.credit
  AND NEW.amount = OLD.amount AND NEW.reverses IS OLD.reverses AND NEW.book_prev = OLD.book_prev
  AND NEW.debit_prev = OLD.debit_prev AND NEW.credit_prev = OLD.credit_prev
  AND NEW.request_key IS OLD.request_key AND NEW.body IS OLD.body
  AND (NEW.fingerprint IS OLD.fingerprint OR NEW.fingerprint IS NULL)
  AND (
    (NEW.private IS OLD.private AND NEW.salt IS OLD.salt AND NEW.private_hash IS OLD.private_hash)
    OR (OLD.private IS NOT NULL AND NEW.private IS NULL AND NEW.salt IS NULL
        AND coalesce(length(NEW.private_hash), 0) = 32)
  )
)
BEGIN SELECT RAISE(ABORT, 'events are never edited; only what is private can be erased'); END;

CREATE TRIGGER seals_are_never_deleted BEFORE DELETE ON seals
BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END;

CREATE TRIGGER seals_are_never_edited BEFORE UPDATE ON seals
BEGIN SELECT RAISE(ABORT, 'seals are never edited'); END;

-- The checkpoint: the state at one position. It can be discarded and rebuilt at any time.
CREATE TABLE checkpoint (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  position   INTEGER NOT NULL,
  digest     BLOB    NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;

CREATE TABLE books (
  book    INTEGER PRIMARY KEY,
  head    INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  issued  INTEGER NOT NULL,
  spent   INTEGER NOT NULL,
  state   TEXT    NOT NULL
) STRICT;

CREATE TABLE accounts (
  book          INTEGER NOT NULL,
  account       INTEGER NOT NULL,
  member        INTEGER,
  balance       INTEGER NOT NULL,
  balance_since INTEGER NOT NULL,
  earned        INTEGER NOT NULL,
  earned_since  INTEGER NOT NULL,
  spent         INTEGER NOT NULL,
  highest       INTEGER NOT NULL,
  week          INTEGER NOT NULL,
  week_earned   INTEGER NOT NULL,
  week_since    INTEGER NOT NULL,
  month         INTEGER NOT NULL,
  month_earned  INTEGER NOT NULL,
  month_since   INTEGER NOT NULL,
  entries       INTEGER NOT NULL,
  orders        INTEGER NOT NULL,
  first_at      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  head          INTEGER NOT NULL,
  PRIMARY KEY (book, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE unlocks (
  book        INTEGER NOT NULL,
  account     INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  achievement INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  revoked     INTEGER NOT NULL,
  PRIMARY KEY (book, account, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  book              INTEGER NOT NULL,
  order_no          INTEGER NOT NULL,
  source            TEXT    NOT NULL,
  shop              TEXT    NOT NULL,
  order_id          TEXT    NOT NULL,
  amount            TEXT    NOT NULL,
  currency          TEXT,
  points            INTEGER NOT NULL,
  status            TEXT    NOT NULL,
  issue             INTEGER NOT NULL,
  code              BLOB    NOT NULL,
  secret            INTEGER NOT NULL,
  recorded          INTEGER NOT NULL,
  redeemed_account  INTEGER,
  redeemed_position INTEGER,
  redeemed_at       INTEGER,
  PRIMARY KEY (book, order_no)
) STRICT, WITHOUT ROWID;

-- Adapter data: values that are not events; they can be deleted, and neither a seal nor a fold covers them. Book 0 is
-- the whole ledger, member 0 the book itself.
CREATE TABLE kept (
  book   INTEGER NOT NULL,
  member INTEGER NOT NULL,
  name   TEXT    NOT NULL,
  value  TEXT    NOT NULL,
  PRIMARY KEY (book, member, name)
) STRICT, WITHOUT ROWID;

-- Outboxes: each has planned its deliveries up to a position; `deliveries` has the open ones. Only the holder acts,
-- until another process takes over.
CREATE TABLE reactions (
  name     TEXT    PRIMARY KEY,
  position INTEGER NOT NULL,
  holder   BLOB,
  until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  reaction    TEXT    NOT NULL,
  position    INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  book        INTEGER NOT NULL,
  account     INTEGER,
  action      TEXT    NOT NULL,
  target      INTEGER NOT NULL,
  state       TEXT    NOT NULL,
  attempts    INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  last_error  TEXT,
  PRIMARY KEY (reaction, position, place)
) STRICT, WITHOUT ROWID;
