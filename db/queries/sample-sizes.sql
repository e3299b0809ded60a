-- How many people, by trial, kind and source: planned, enrolled, randomised and analysed are never one number.
SELECT trial, kind, value_num AS people, value_raw, source, document_kind, native_id, sentence
FROM v_trial_claims
WHERE type = 'sample_size'
ORDER BY trial, kind, document_kind, native_id
