-- One row: what the doctor wants to know of the server: `version`, `version_number`, `encoding`, `fsync`, `now` (its clock).
SELECT current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS version_number,
       current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync,
       clock_timestamp() AS now
