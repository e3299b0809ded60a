-- Links that are only proposed, the surest first, with the reasons.
SELECT score, trial, source, native_id, document_kind, method, evidence, document_id, trial_id
FROM v_links
WHERE state = 'proposed'
ORDER BY score DESC, native_id, trial
