-- Returns nothing: notes which secret the hashes of keys were made with.
COMMENT ON TABLE core_apikey IS '{note}'
