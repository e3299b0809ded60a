-- Event rates of one trial by outcome and arm, each with its sentence.
-- param: trial: one of its registration numbers
SELECT outcome, timepoint_days, arm, value_num AS percent, value_raw, source, document_kind, sentence
FROM v_trial_claims
WHERE type = 'event_rate'
  AND trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY outcome, timepoint_days, arm, document_kind, source
