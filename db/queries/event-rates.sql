-- Event rates of every trial by outcome and arm, each with its sentence.
SELECT trial, outcome, timepoint_days, arm, value_num AS percent, value_raw, source, document_kind, sentence
FROM v_trial_claims
WHERE type = 'event_rate'
ORDER BY trial, outcome, timepoint_days, arm, document_kind, source
