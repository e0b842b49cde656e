from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A person, a session or a trace is erased in the background, and what comes later of them is refused."""

    dependencies = [("core", "0004_queue"), ("traces", "0011_version_seen")]
    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0012_erasure.sql").read_text(),
            reverse_sql="DROP TABLE erased, erasure_trace; ALTER TABLE metric_point DROP COLUMN names",
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("user", "User"), ("session", "Session"), ("trace", "Trace")], max_length=7
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=1000)),
                ("digest", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("finding", "Finding"),
                            ("found", "Found"),
                            ("erasing", "Erasing"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="finding",
                        max_length=9,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("reached", models.DateTimeField(null=True)),
                ("reach", models.JSONField(default=dict)),
                ("erased", models.JSONField(default=dict)),
                ("started_by", models.CharField(max_length=254)),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "project",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="core.project"),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
    ]
