-- Everything that accepted documents say of one trial, side by side by claim type.
-- param: trial: one of its registration numbers
SELECT c.type, c.kind, c.outcome, c.arm, c.value_raw, c.unit, c.document_kind, c.source, c.native_id, c.sentence
FROM v_trial_claims c
WHERE c.trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY c.type, c.kind, c.outcome, c.arm, c.document_kind, c.native_id
