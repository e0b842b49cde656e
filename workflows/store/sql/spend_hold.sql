-- Nothing: notes which attempt holds what was just reserved.
INSERT INTO workflows_spendhold (attempt_id, project_id, key, nanousd, uncertain, made_at)
VALUES (%(attempt_id)s, %(project_id)s, %(key)s, %(amount)s, false, clock_timestamp())
