-- Returns nothing; from its first read on this transaction sees what stood then. The first statement of a transaction.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
