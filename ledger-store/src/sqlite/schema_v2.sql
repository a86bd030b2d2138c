-- From version 1 to version 2. Frozen once it is released: add to it with a reason, take nothing away.

-- Corrections of the clock are rare, and every read of the past by time asks for them.
CREATE INDEX events_clock_corrected ON events(position) WHERE kind = 'clock_corrected';

-- The time of the last event of an account, which need not be the latest: recorded time may go back.
DROP VIEW tail_touched;
CREATE VIEW tail_touched AS
  SELECT book, account, at AS last_at FROM (
    SELECT book, account, at, max(position) FROM (
      SELECT position, book, debit AS account, at FROM tail WHERE debit > 0
      UNION ALL
      SELECT position, book, credit, at FROM tail WHERE credit > 0)
     GROUP BY book, account);
