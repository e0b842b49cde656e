"""The database as the migrations left it, after a test that committed.

Django's flush empties every table of its models, has the apps fill theirs anew, and knows nothing of the telemetry
tables: half a second a test. Here those that hold rows are emptied, and what the migrations wrote is put back.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

KEEP_AT_FIRST = """
DO $$
DECLARE name text;
BEGIN
    DROP SCHEMA IF EXISTS at_first CASCADE;
    CREATE SCHEMA at_first;
    FOR name IN
        SELECT quote_ident(relname) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('CREATE TABLE at_first.%1$s AS TABLE public.%1$s', name);
    END LOOP;
END $$
"""

# Foreign keys are checked when all is done. Telemetry has none, so that its tables can be cut to nothing.
PUT_BACK = """
DO $$
DECLARE
    name text;
    is_model boolean;
    changed boolean;
BEGIN
    FOR name, is_model IN
        SELECT
            quote_ident(relname),
            EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND pg_class.oid IN (conrelid, confrelid))
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP
        IF to_regclass('at_first.' || name) IS NOT NULL THEN
            EXECUTE format(
                'WITH now AS (SELECT t::text FROM public.%1$s AS t), first AS (SELECT t::text FROM at_first.%1$s AS t)'
                ' SELECT EXISTS ((TABLE now EXCEPT ALL TABLE first) UNION ALL (TABLE first EXCEPT ALL TABLE now))',
                name
            ) INTO changed;
            IF changed THEN
                EXECUTE format('DELETE FROM public.%1$s', name);
                EXECUTE format('INSERT INTO public.%1$s SELECT * FROM at_first.%1$s', name);
            END IF;
        ELSIF is_model THEN
            EXECUTE format('DELETE FROM public.%1$s', name);
        ELSE
            EXECUTE format('TRUNCATE public.%1$s', name);
        END IF;
    END LOOP;
END $$
"""


def keep_at_first() -> None:
    """Remembers, in a schema of its own, what a new database holds."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_AT_FIRST)
    TransactionTestCase._fixture_teardown = put_back  # type: ignore[attr-defined]


def put_back(*_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK)
