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
