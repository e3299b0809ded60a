-- What did not agree for the first time in the latest run, on links that are accepted; at most 1000.
SELECT severity, check_name, document_value, against_value, document_quote, against_quote, source, url,
       trial, mismatch_id
FROM v_open_mismatches
JOIN (SELECT id AS newest FROM mismatch
      WHERE first_seen_at >= (SELECT max(started_at) FROM run WHERE state IN ('finished', 'partial'))
      ORDER BY first_seen_at DESC LIMIT 1000) n ON n.newest = mismatch_id
WHERE link_state = 'accepted'
ORDER BY severity, trial, native_id, check_name
