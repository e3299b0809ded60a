-- Where each deviation from the best witness first appeared along registry, paper, release and story.
SELECT trial_id, check_name, document_value, against_value, document_kind, source, native_id, published, copies
FROM v_evidence_chain
WHERE appears_first = 1
ORDER BY trial_id, check_name, published, native_id
