-- source, outcome_id: of outcomes that name one of these sessions and happened or came before a time.
SELECT DISTINCT source, outcome_id
FROM outcome
WHERE
    project_id = %(project_id)s AND ref_kind = 'session' AND ref = ANY(%(sessions)s)
    AND least(occurred_at, received_at) < %(before)s
