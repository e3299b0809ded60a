-- Which documents are about one trial, how surely, and why.
-- param: trial: one of its registration numbers
SELECT state, score, role, document_kind, source, native_id, url, evidence
FROM v_links
WHERE trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY state, score DESC, document_kind, native_id
