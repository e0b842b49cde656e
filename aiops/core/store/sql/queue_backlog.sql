-- Returns (queue, messages, oldest_s) of each queue on our database.
SELECT queue_name, queue_length, coalesce(oldest_msg_age_sec, 0)
FROM pgmq.metrics_all()
