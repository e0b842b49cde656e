ALTER TABLE outcome_credit
    ADD COLUMN units numeric, -- its share of what the definition says the worth of; null: the sender said the money
    ADD COLUMN amount numeric; -- what the sender measured, in units of the metric; null: said nothing, or money

-- What runs cost and brought. metric '*' has the runs and their cost, any other what is credited to them for it.
-- dimension '' has all runs; the others the same runs by release, prompt, model, retries or tag.NAME.
CREATE TABLE rollup_worth (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the run's start
    workflow text NOT NULL,
    holdout boolean NOT NULL, -- customers that are served as before, to compare with
    dimension text NOT NULL,
    name text NOT NULL,
    metric text NOT NULL, -- as outcomes name it; empty where they name none
    runs bigint NOT NULL,
    unpriced_calls bigint NOT NULL,
    cost_nanousd numeric NOT NULL,
    good bigint NOT NULL, -- runs with a success
    bad bigint NOT NULL, -- runs with a failure and no success
    good_cost_nanousd numeric NOT NULL,
    successes numeric NOT NULL, -- outcomes, in shares
    told_nanousd numeric, -- money that senders said; null: none did. So with the minutes
    units numeric NOT NULL,
    told_minutes numeric,
    plain_successes numeric NOT NULL, -- whose minutes saved were not said
    human_minutes numeric NOT NULL, -- spent on those all the same
    amounts numeric NOT NULL, -- how many said an amount, its sum and its squares
    amount numeric NOT NULL,
    amount_squared numeric NOT NULL,
    PRIMARY KEY (project_id, dimension, grain, bucket, workflow, holdout, name, metric)
);
-- How long the first success of a run was in coming, in days of UTC.
CREATE TABLE rollup_delay (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL,
    workflow text NOT NULL,
    metric text NOT NULL,
    delay_days smallint NOT NULL,
    runs bigint NOT NULL,
    PRIMARY KEY (project_id, workflow, grain, bucket, metric, delay_days)
);
-- Workers fill both for what is stored already, and credit anew so that units are known.
INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'run', bucket FROM rollup_run;
INSERT INTO outcome_recheck (project_id, kind, ref, first, last)
SELECT DISTINCT project_id, 'workflow', workflow, to_timestamp(0), timestamptz '9999-01-01 00:00:00+00' FROM outcome;
