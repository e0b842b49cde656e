-- Rows touched: 1 when this try was the last one begun.
UPDATE workflows_effect
SET state = %(state)s, answer = %(answer)s::jsonb, error = %(error)s,
    next_at = clock_timestamp() + make_interval(secs => %(wait_s)s),
    sent_at = CASE WHEN %(state)s = 'sent' THEN clock_timestamp() END
WHERE id = %(id)s AND project_id = %(project_id)s AND state = 'sending' AND tries = %(tries)s
