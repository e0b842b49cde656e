-- One row a table that is distributed already, `name`.
SELECT logicalrelid::text AS name FROM pg_dist_partition WHERE partmethod = 'h'
