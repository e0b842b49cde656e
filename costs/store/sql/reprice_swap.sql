-- trace_id as bytes and a minute (since 1970): where calls have their new amounts now; those that had them are left.
WITH swapped AS (
    UPDATE span AS old SET
        cost_nanousd = new.cost_nanousd, price_id = new.price_id, cost_source = new.cost_source
    FROM span_reprice AS new
    WHERE
        old.project_id = %(project_id)s AND new.project_id = %(project_id)s
        AND new.start_time >= %(first)s AND new.start_time < %(last)s
        AND old.start_time >= %(first)s AND old.start_time < %(last)s
        AND old.trace_id = new.trace_id AND old.span_id = new.span_id AND old.source = new.source
        AND old.start_time = new.start_time
        AND (old.cost_nanousd, old.price_id, old.cost_source)
        IS DISTINCT FROM (new.cost_nanousd, new.price_id, new.cost_source)
    RETURNING old.trace_id, old.start_ns
)
SELECT DISTINCT uuid_send(trace_id) AS trace_id, start_ns / 60000000000 AS minute FROM swapped
