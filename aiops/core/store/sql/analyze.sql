-- Returns nothing: the planner learns what is in the tables.
ANALYZE
