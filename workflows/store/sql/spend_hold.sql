-- Nothing: notes which attempt holds what was just reserved.
INSERT INTO workflows_spendhold (attempt_id, project_id, key, nanousd, uncertain, made_at)
VALUES (%(attempt_id)s::bigint, %(project_id)s::bigint, %(key)s::text, %(amount)s::bigint, false, clock_timestamp())
