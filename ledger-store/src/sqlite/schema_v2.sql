-- From version 1 to version 2. Frozen once it is released: add to it with a reason, take nothing away.

-- Corrections of the clock are rare, and every read of the past by time asks for them.
CREATE INDEX events_clock_corrected ON events(position) WHERE kind = 'clock_corrected';

-- The checkpoint of version 1 lacks columns: it is dropped, and the next opening folds the journal from the start.
DELETE FROM checkpoint;
DELETE FROM books;
DELETE FROM accounts;
DELETE FROM unlocks;
DELETE FROM orders;

-- Points earned in the week and the month before those that `week` and `month` have.
ALTER TABLE accounts ADD COLUMN last_week         INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_week_earned  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_week_since   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_month        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_month_earned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_month_since  INTEGER NOT NULL DEFAULT 0;

-- The time of the last event of an account, which need not be the latest: recorded time may go back.
DROP VIEW tail_touched;
CREATE VIEW tail_touched AS
  SELECT book, account, at AS last_at FROM (
    SELECT book, account, at, max(position) FROM (
      SELECT position, book, debit AS account, at FROM tail WHERE debit > 0
      UNION ALL
      SELECT position, book, credit, at FROM tail WHERE credit > 0)
     GROUP BY book, account);

-- Targets that an outbox cannot reach. The deliveries to such a target have the state `held`; one of them is tried at
-- `next_try_at`. Account 0 stands for none.
CREATE TABLE closed_targets (
  reaction    TEXT    NOT NULL,
  book        INTEGER NOT NULL,
  account     INTEGER NOT NULL,
  target      INTEGER NOT NULL,
  since       INTEGER NOT NULL,
  tries       INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  last_error  TEXT    NOT NULL,
  PRIMARY KEY (reaction, book, account, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_held ON deliveries(reaction, book, account, target, position, place) WHERE state = 'held';
