-- What came of each check: how many comparisons agreed, differed, were missing or could not be made.
SELECT check_name,
       sum(CASE WHEN verdict IN ('consistent', 'rounding_only') THEN 1 ELSE 0 END) AS agree,
       sum(CASE WHEN verdict IN ('inconsistent', 'decision_changing') THEN 1 ELSE 0 END) AS differ,
       sum(CASE WHEN verdict = 'missing' THEN 1 ELSE 0 END) AS not_mentioned,
       sum(CASE WHEN verdict IN ('not_comparable', 'uninformative') THEN 1 ELSE 0 END) AS could_not_be_compared
FROM verdict
WHERE gone_at IS NULL
GROUP BY check_name
ORDER BY check_name
