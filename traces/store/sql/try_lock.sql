-- name: of the locks that we have now, until the transaction ends; somebody else has the others.
SELECT name
FROM unnest(%(names)s::text[]) AS name
WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))
