from django.db import migrations


class Migration(migrations.Migration):
    """What a metric is compared with: who tells tokens, and how far each cumulative series had come."""

    dependencies = [("traces", "0008_tag_value")]
    operations = [
        migrations.RunSQL(
            """
                CREATE TABLE usage_told (
                    project_id integer NOT NULL,
                    service text NOT NULL,
                    source text NOT NULL, -- span, log or event
                    last_seen timestamptz NOT NULL, -- to ten minutes
                    PRIMARY KEY (project_id, service, source)
                );
                CREATE TABLE metric_point (
                    project_id integer NOT NULL,
                    series bytea NOT NULL, -- digest of the metric's name and all attributes
                    start_ns bigint NOT NULL, -- when the series began: another one is a restart
                    time_ns bigint NOT NULL, -- of its last point
                    value double precision NOT NULL, -- of its last point
                    seen_at timestamptz NOT NULL,
                    PRIMARY KEY (project_id, series)
                );
            """,
            reverse_sql="DROP TABLE usage_told, metric_point",
        )
    ]
