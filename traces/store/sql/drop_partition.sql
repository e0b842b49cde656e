-- Returns nothing; a whole day of every project_id goes at once.
DROP TABLE {partition}
