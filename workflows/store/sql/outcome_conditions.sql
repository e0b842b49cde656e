-- Pieces of WHERE over the outcome table, chosen by workflows.store.reader. What people typed is a parameter.
-- name: workflow
AND workflow = %(workflow)s
-- name: status
AND status = %(status)s
-- name: source
AND source = %(source)s
-- name: q
AND (outcome_id = %(q)s OR ref = %(q)s)
-- name: unattributed
AND holds AND unattributed IS NOT NULL AND status <> 'withdrawn'
