-- Returns nothing; an empty table like its parent, for one day.
CREATE TABLE {partition} (LIKE {parent} INCLUDING ALL)
