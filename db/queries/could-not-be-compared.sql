-- Comparisons that could not be made, by check and reason.
SELECT check_name, explanation AS reason, count(*) AS comparisons
FROM verdict
WHERE verdict IN ('not_comparable', 'uninformative') AND gone_at IS NULL
GROUP BY check_name, explanation
ORDER BY comparisons DESC, check_name, reason
