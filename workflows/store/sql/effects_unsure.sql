-- Rows touched: unsafe effects of all projects whose sender died in the middle; a person must look.
UPDATE workflows_effect
SET state = 'asked', error = 'Its worker died while it did this; nobody knows whether it was done.'
WHERE state = 'sending' AND kind = 'unsafe' AND next_at <= clock_timestamp()
