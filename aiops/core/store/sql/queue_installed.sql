-- One row, `installed`: whether the queue's schema is there.
SELECT to_regclass('pgmq.meta') IS NOT NULL AS installed
