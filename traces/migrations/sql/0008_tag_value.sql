-- The values that tags of a project have, so that there are not too many: written when one is new or comes on a new day.
CREATE TABLE tag_value (
    project_id integer NOT NULL,
    tag text NOT NULL,
    value text NOT NULL,
    seen date NOT NULL, -- the last day
    PRIMARY KEY (project_id, tag, value)
);
