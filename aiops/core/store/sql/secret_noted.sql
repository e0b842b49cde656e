-- One row, one text: the note on the table of keys, null where there is none.
SELECT obj_description('core_apikey'::regclass, 'pg_class')
