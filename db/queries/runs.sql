-- The runs, newest first: how they ended, and how much they asked and did.
SELECT r.started_at, r.finished_at, r.command, r.cause, r.state, sum(j.requests) AS requests, sum(j.done) AS done,
       sum(j.problems) AS problems, r.id
FROM run r
LEFT JOIN job j ON j.run_id = r.id
GROUP BY r.started_at, r.finished_at, r.command, r.cause, r.state, r.id
ORDER BY r.started_at DESC
