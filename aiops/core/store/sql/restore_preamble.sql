-- Returns nothing: makes room for what is restored, within the transaction that restores it.
DO $$
BEGIN
    SET LOCAL client_min_messages = warning;
    DROP SCHEMA IF EXISTS pgmq CASCADE;
    DROP SCHEMA IF EXISTS public CASCADE;
END $$;
