-- Returns the tables with rows of projects that no foreign key ties to them: telemetry, not deleted with a project
SELECT column_of.table_name::text
FROM information_schema.columns AS column_of
JOIN pg_class AS known ON known.oid = format('%%I.%%I', column_of.table_schema, column_of.table_name)::regclass
WHERE column_of.table_schema = current_schema()
  AND column_of.column_name = 'project_id'
  AND known.relkind IN ('r', 'p')
  AND NOT known.relispartition
  AND NOT column_of.table_name = ANY (%(of_models)s)
ORDER BY 1
