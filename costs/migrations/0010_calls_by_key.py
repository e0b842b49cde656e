from django.db import migrations


class Migration(migrations.Migration):
    """Calls are rolled up by the API key they came by; 0: by none, or before keys were kept."""

    dependencies = [("costs", "0008_bills"), ("traces", "0020_key_of_a_span")]
    operations = [
        migrations.RunSQL(
            """
                ALTER TABLE rollup_call ADD COLUMN api_key integer NOT NULL DEFAULT 0;
                ALTER TABLE rollup_call DROP CONSTRAINT rollup_call_pkey;
                ALTER TABLE rollup_call ADD PRIMARY KEY (
                    project_id, grain, bucket, workflow, provider, model, service_tier, cost_source, price_id,
                    context_over, api_key
                );
            """,
            reverse_sql="""
                DELETE FROM rollup_call;
                ALTER TABLE rollup_call DROP CONSTRAINT rollup_call_pkey;
                ALTER TABLE rollup_call DROP COLUMN api_key;
                ALTER TABLE rollup_call ADD PRIMARY KEY (
                    project_id, grain, bucket, workflow, provider, model, service_tier, cost_source, price_id,
                    context_over
                );
                INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'span', bucket FROM rollup_span;
            """,
        )
    ]
