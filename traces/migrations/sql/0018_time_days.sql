-- Days that are over, in whatever zone a day was asked for: added up from rollup_time and rollup_path, thrown away when one
-- of their hours is computed anew, made again. A month of hours is a quarter of a million rows, a month of days a small part of that.
CREATE TABLE time_day (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    workflow text NOT NULL,
    release text NOT NULL,
    band smallint NOT NULL,
    runs bigint NOT NULL,
    unsplit bigint NOT NULL,
    queue_wait numeric NOT NULL,
    backoff_wait numeric NOT NULL,
    first_token numeric NOT NULL,
    generation numeric NOT NULL,
    embedding numeric NOT NULL,
    retrieval numeric NOT NULL,
    tool numeric NOT NULL,
    guardrail numeric NOT NULL,
    own_code numeric NOT NULL,
    unaccounted numeric NOT NULL,
    outside numeric NOT NULL,
    PRIMARY KEY (project_id, from_time, to_time, workflow, release, band)
);
CREATE TABLE path_day (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    workflow text NOT NULL,
    release text NOT NULL,
    path_id bigint NOT NULL,
    critical_ns numeric NOT NULL,
    PRIMARY KEY (project_id, from_time, to_time, workflow, release, path_id)
);
-- Which days stand in both: a day without runs has no row there.
CREATE TABLE time_day_done (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    PRIMARY KEY (project_id, from_time, to_time)
);
