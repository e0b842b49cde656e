"""New amounts are known by who told of the call too, as the rows of the span table are."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
BACK = """
DELETE FROM span_reprice WHERE source <> 0;
ALTER TABLE span_reprice DROP CONSTRAINT span_reprice_pkey;
ALTER TABLE span_reprice DROP COLUMN source;
ALTER TABLE span_reprice ADD PRIMARY KEY (project_id, trace_id, span_id, start_time);
"""


class Migration(migrations.Migration):
    dependencies = [("costs", "0002_priced_anew")]

    operations = [migrations.RunSQL((SQL / "0003_new_amounts_by_source.sql").read_text(), reverse_sql=BACK)]
