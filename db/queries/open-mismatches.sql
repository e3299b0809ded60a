-- What does not agree and nobody has settled, the newest 200; differences of one report stand below their head.
SELECT first_seen_at, severity, check_name, document_value, against_value, source, native_id, against_source, trial,
       state, link_score, mismatch_id, parent_id
FROM v_open_mismatches
JOIN (SELECT id AS newest FROM mismatch WHERE state IN ('open', 'acknowledged')
      ORDER BY first_seen_at DESC LIMIT 400) n ON n.newest = mismatch_id
ORDER BY first_seen_at DESC, coalesce(parent_id, mismatch_id), parent_id IS NOT NULL, severity, check_name
LIMIT 200
