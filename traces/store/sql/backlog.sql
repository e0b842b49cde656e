-- Returns one row: (open_traces, late_s, marks, oldest_mark_s) of all projects together.
SELECT
    (SELECT count(*) FROM trace WHERE settled_at IS NULL),
    (SELECT extract(EPOCH FROM clock_timestamp() - min(settle_after)) FROM trace WHERE settled_at IS NULL),
    (SELECT count(*) FROM mark),
    (SELECT extract(EPOCH FROM clock_timestamp() - min(made_at)) FROM mark)
