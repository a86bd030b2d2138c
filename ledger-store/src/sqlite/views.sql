-- Views for reporting tools: the tables that communities know from the original bot, plus the book.
-- Exact, not late: the checkpoint, and what came after it added up. Times are seconds since 1970, as text in UTC.

CREATE VIEW tail AS
  SELECT * FROM events WHERE position > coalesce((SELECT position FROM checkpoint), 0);

-- One row per member's side of every posting.
CREATE VIEW sides AS
  SELECT position, book, at, kind, actor, body, private, debit AS account, -amount AS change
    FROM events WHERE amount > 0 AND debit > 0
  UNION ALL
  SELECT position, book, at, kind, actor, body, private, credit, amount
    FROM events WHERE amount > 0 AND credit > 0;

CREATE VIEW tail_sides AS
  SELECT position, book, at, kind, body, debit AS account, -amount AS change FROM tail WHERE amount > 0 AND debit > 0
  UNION ALL
  SELECT position, book, at, kind, body, credit, amount FROM tail WHERE amount > 0 AND credit > 0;

CREATE VIEW members AS
  SELECT book, account, member, balance, earned, spent, highest, entries, first_at, last_at
    FROM accounts WHERE account > 0
  UNION ALL
  SELECT book, credit, CAST(json_extract(private, '$.member') AS INTEGER), 0, 0, 0, 0, 0, at, at
    FROM tail WHERE kind = 'account_opened';

CREATE VIEW tail_sums AS
  SELECT book, account,
         sum(change) AS change,
         sum(CASE WHEN kind IN ('points_granted', 'claim_redeemed', 'achievement_unlocked', 'order_changed')
                    OR (kind = 'posting_reversed' AND json_extract(body, '$.flow') = 'earned')
                  THEN change ELSE 0 END) AS earned,
         sum(CASE WHEN kind = 'points_deducted'
                    OR (kind = 'posting_reversed' AND json_extract(body, '$.flow') = 'spent')
                  THEN -change ELSE 0 END) AS spent,
         max(running) AS highest,
         count(*) AS entries
    FROM (SELECT *, sum(change) OVER (PARTITION BY book, account ORDER BY position) AS running FROM tail_sides)
   GROUP BY book, account;

CREATE VIEW tail_touched AS
  SELECT book, account, max(at) AS last_at FROM (
    SELECT book, debit AS account, at FROM tail WHERE debit > 0
    UNION ALL
    SELECT book, credit, at FROM tail WHERE credit > 0)
   GROUP BY book, account;

CREATE VIEW points AS
  SELECT m.book,
         m.member AS user_id,
         m.balance + coalesce(t.change, 0) AS balance,
         datetime(m.first_at / 1000000, 'unixepoch') AS created_at,
         datetime(coalesce(n.last_at, m.last_at) / 1000000, 'unixepoch') AS updated_at
    FROM members m
    LEFT JOIN tail_sums t ON t.book = m.book AND t.account = m.account
    LEFT JOIN tail_touched n ON n.book = m.book AND n.account = m.account;

CREATE VIEW transactions AS
  SELECT s.position AS id,
         s.book,
         m.member AS user_id,
         abs(s.change) AS amount,
         CASE WHEN s.change > 0 THEN 'add' ELSE 'remove' END AS transaction_type,
         CASE WHEN s.actor > 0 THEN (SELECT a.member FROM members a WHERE a.book = s.book AND a.account = s.actor)
              ELSE s.actor END AS admin_id,
         json_extract(s.private, '$.reason') AS reason,
         s.kind,
         s.balance - s.change AS old_balance,
         s.balance AS new_balance,
         datetime(s.at / 1000000, 'unixepoch') AS created_at
    FROM (SELECT *, sum(change) OVER (PARTITION BY book, account ORDER BY position) AS balance FROM sides) s
    JOIN members m ON m.book = s.book AND m.account = s.account;

CREATE VIEW achievements AS
  SELECT e.position AS id,
         e.book,
         m.member AS user_id,
         json_extract(e.body, '$.achievement') AS achievement_type,
         (SELECT json_extract(d.body, '$.name') FROM events d
           WHERE d.book = e.book AND d.kind IN ('achievement_defined', 'achievement_changed') AND d.position < e.position
             AND json_extract(d.body, '$.achievement') = json_extract(e.body, '$.achievement')
           ORDER BY d.position DESC LIMIT 1) AS achievement_name,
         e.amount AS points_earned,
         datetime(e.at / 1000000, 'unixepoch') AS earned_at
    FROM events e
    JOIN members m ON m.book = e.book AND m.account = e.credit
   WHERE e.kind = 'achievement_unlocked'
     AND NOT EXISTS (SELECT 1 FROM events r
                      WHERE r.kind IN ('achievement_revoked', 'achievement_unlocked') AND r.book = e.book
                        AND r.credit = e.credit AND r.position > e.position
                        AND json_extract(r.body, '$.achievement') = json_extract(e.body, '$.achievement'));

CREATE VIEW user_stats AS
  SELECT m.book,
         m.member AS user_id,
         m.earned + coalesce(t.earned, 0) AS total_points_earned,
         m.spent + coalesce(t.spent, 0) AS total_points_spent,
         max(m.highest, m.balance + coalesce(t.highest, 0)) AS highest_balance,
         m.entries + coalesce(t.entries, 0) AS transactions_count,
         (SELECT count(*) FROM achievements a WHERE a.book = m.book AND a.user_id = m.member) AS achievements_count,
         datetime(m.first_at / 1000000, 'unixepoch') AS first_activity,
         datetime(coalesce(n.last_at, m.last_at) / 1000000, 'unixepoch') AS last_activity
    FROM members m
    LEFT JOIN tail_sums t ON t.book = m.book AND t.account = m.account
    LEFT JOIN tail_touched n ON n.book = m.book AND n.account = m.account;
