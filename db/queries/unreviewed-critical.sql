-- Critical differences that no person has looked at yet.
SELECT check_name, document_quote, against_quote, source, url, trial, first_seen_at, mismatch_id
FROM v_open_mismatches
WHERE severity = 'critical' AND NOT reviewed
ORDER BY first_seen_at, mismatch_id
