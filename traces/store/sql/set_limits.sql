-- Returns one row; until the transaction ends, statements have a time limit and plans neither compile nor remember what
-- comes once: both cost more here.
SELECT
    set_config('statement_timeout', %(timeout_ms)s::text, true),
    set_config('jit', 'off', true),
    set_config('enable_memoize', 'off', true),
    set_config('enable_seqscan', %(seqscan)s, true),
    set_config('work_mem', '32MB', true)
