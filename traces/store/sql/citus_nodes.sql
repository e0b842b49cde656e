-- One row, `workers`: how many nodes may hold shards, without the coordinator.
SELECT count(*) AS workers FROM pg_dist_node WHERE noderole = 'primary' AND isactive AND shouldhaveshards AND groupid <> 0
