-- One row, `ready`: whether any run of these workflows could be claimed now.
SELECT EXISTS (
    SELECT FROM workflows_run
    WHERE state = 'queued' AND available_at <= clock_timestamp() AND name = ANY(%(names)s)
) AS ready
