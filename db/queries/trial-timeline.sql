-- What happened to one trial and when, by the registry's dates and the days of publication.
-- param: trial: one of its registration numbers
SELECT day, day_high, event, source, native_id, printed
FROM v_trial_timeline
WHERE trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY day, event, native_id
