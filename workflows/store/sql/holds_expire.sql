-- Nothing: forgets whose uncertain spend it was when nobody will tell any more, some at a time; the counters keep the sum.
DELETE FROM workflows_spendhold
WHERE attempt_id IN (
    SELECT attempt_id FROM workflows_spendhold
    WHERE uncertain AND made_at < clock_timestamp() - make_interval(days => %(days)s)
    ORDER BY made_at LIMIT %(most)s
)
