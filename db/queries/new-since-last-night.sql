-- What did not agree for the first time in the latest run, on links that are accepted.
SELECT severity, check_name, document_value, against_value, document_quote, against_quote, source, url,
       trial, mismatch_id
FROM v_open_mismatches
WHERE link_state = 'accepted'
  AND first_seen_at >= (SELECT max(started_at) FROM run WHERE state IN ('finished', 'partial'))
ORDER BY severity, trial, native_id, check_name
