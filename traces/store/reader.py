"""Everything pages and the API read of telemetry: the seam behind which the store may change.

Every function takes the project first and never answers with another project's rows. Times are nanoseconds.
"""

from traces.store.reader_ingest import ingest_counts, quarantined, refused
from traces.store.reader_lists import every, facet_values, list_traces
from traces.store.reader_sums import histogram, sums, totals
from traces.store.reader_trace import bodies, body, span, summary, trace

__all__ = [
    "bodies",
    "body",
    "every",
    "facet_values",
    "histogram",
    "ingest_counts",
    "list_traces",
    "quarantined",
    "refused",
    "span",
    "summary",
    "sums",
    "totals",
    "trace",
]
