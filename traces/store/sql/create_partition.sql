-- Returns nothing; an empty table like its parent, for one day of every project_id.
CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL)
