-- A free text of rollup_sums, or what stands for it.
CASE WHEN (bucket, '{text}', {text}) IN (TABLE kept) THEN {text} ELSE '(other)' END
