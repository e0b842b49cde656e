-- Returns nothing; takes rows of new amounts, each with its project_id.
COPY span_reprice (project_id, trace_id, span_id, source, start_time, cost_nanousd, price_id, cost_source) FROM STDIN
