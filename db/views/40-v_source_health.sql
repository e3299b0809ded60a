-- Every source: when it last answered, what fails, how many documents and issues it has.
-- column: kind: document kind it yields by default
-- column: last_success_at: latest exchange of an address that works
-- column: last_failure_at: latest exchange of an address that fails
-- column: failing_addresses: how many addresses failed when last asked
-- column: last_job: how its latest fetch ended: finished, failed, quarantined, skipped or stopped
-- column: last_message: why, if it failed
-- column: quarantined: why answers of its latest run were set aside; empty when none were
-- column: listed_at: when everything there is was last listed, for the topic that was listed longest ago
-- column: documents: how many documents it brought
-- column: gone: how many of them it has no more
-- column: issues: how many issues are noted
CREATE VIEW v_source_health AS
SELECT s.name AS source,
       s.reader,
       s.kind,
       (SELECT max(h.checked_at) FROM heartbeat h
         WHERE h.source = s.name AND h.failures = 0 AND h.document_id IS NULL) AS last_success_at,
       (SELECT max(h.checked_at) FROM heartbeat h
         WHERE h.source = s.name AND h.failures > 0 AND h.document_id IS NULL) AS last_failure_at,
       (SELECT count(*) FROM heartbeat h
         WHERE h.source = s.name AND h.failures > 0 AND h.document_id IS NULL) AS failing_addresses,
       (SELECT j.state FROM job j WHERE j.source = s.name AND j.stage = 'fetch'
         ORDER BY j.started_at DESC, j.topic LIMIT 1) AS last_job,
       (SELECT j.message FROM job j WHERE j.source = s.name AND j.stage = 'fetch'
         ORDER BY j.started_at DESC, j.topic LIMIT 1) AS last_message,
       (SELECT max(j.message) FROM job j WHERE j.source = s.name AND j.stage = 'fetch' AND j.state = 'quarantined'
         AND j.run_id = (SELECT l.run_id FROM job l WHERE l.source = s.name AND l.stage = 'fetch'
                          ORDER BY l.started_at DESC, l.run_id LIMIT 1)) AS quarantined,
       (SELECT min(c.listed_at) FROM cursor c WHERE c.source = s.name) AS listed_at,
       (SELECT count(*) FROM document d WHERE d.source = s.name) AS documents,
       (SELECT count(*) FROM document d WHERE d.source = s.name AND d.gone_since IS NOT NULL) AS gone,
       (SELECT count(*) FROM issue i WHERE i.source = s.name) AS issues
FROM source s
