-- Trials with more than one registration number, and what says that they are one.
SELECT t.label AS trial, i.scheme, i.value,
       (SELECT count(*) FROM cross_registration x WHERE x.scheme = i.scheme AND x.value = i.value) AS assertions
FROM trial t
JOIN trial_identifier i ON i.trial_id = t.id
WHERE t.merged_into IS NULL AND (SELECT count(*) FROM trial_identifier n WHERE n.trial_id = t.id) > 1
ORDER BY t.label, i.scheme, i.value
