-- Registered primary outcomes that were edited after the trial had started, with both texts.
SELECT source, native_id, words, changed_on, days_after AS days_after_start, value_before, value_after, origin
FROM v_registry_changes
WHERE type = 'primary_outcome' AND milestone = 'start' AND days_after > 0
ORDER BY days_after DESC, native_id
