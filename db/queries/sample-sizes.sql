-- How many people in one trial, by kind and source: planned, enrolled, randomised and analysed are never one number.
-- param: trial: one of its registration numbers
SELECT kind, value_num AS people, value_raw, source, document_kind, native_id, sentence
FROM v_trial_claims
WHERE type = 'sample_size'
  AND trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY kind, document_kind, native_id
