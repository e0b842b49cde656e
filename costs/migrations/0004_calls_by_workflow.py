from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Calls are rolled up by workflow, price and context tier too: what a change of cost is split by."""

    dependencies = [("costs", "0003_new_amounts_by_source"), ("traces", "0011_version_seen")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0004_calls_by_workflow.sql").read_text(),
            reverse_sql="""
                DROP TABLE cost_day, cost_day_done;
                DELETE FROM rollup_call;
                ALTER TABLE rollup_call DROP CONSTRAINT rollup_call_pkey;
                ALTER TABLE rollup_call
                    DROP COLUMN workflow, DROP COLUMN price_id, DROP COLUMN context_over, DROP COLUMN useful_calls;
                ALTER TABLE rollup_call
                    ADD PRIMARY KEY (project_id, grain, bucket, provider, model, service_tier, cost_source);
                INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'span', bucket FROM rollup_span;
            """,
        )
    ]
