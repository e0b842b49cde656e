from django.db import migrations


class Migration(migrations.Migration):
    """Traces that failed and were settled before there were findings are settled anew, while their spans are there."""

    dependencies = [("traces", "0015_findings")]
    operations = [
        migrations.RunSQL(
            """
                UPDATE trace SET settled_at = NULL, settle_after = now(), settle_failures = 0
                WHERE
                    status = 'error' AND cause IS NULL AND settled_at IS NOT NULL
                    AND EXISTS (
                        SELECT FROM span
                        WHERE
                            span.project_id = trace.project_id AND span.trace_id = trace.trace_id
                            AND span.start_time >= trace.start_time
                            AND span.start_time < trace.start_time + interval '1 second'
                    )
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
