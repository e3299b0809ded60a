-- Documents that were compared: agreeing, differing and impossible comparisons, and what is open; the 500 that differ in most.
WITH most AS MATERIALIZED (
    SELECT d.id,
           (SELECT count(*) FROM verdict w
             WHERE w.document_id = d.id AND w.verdict IN ('inconsistent', 'decision_changing') AND w.gone_at IS NULL) AS n
    FROM document d
    WHERE EXISTS (SELECT 1 FROM verdict w WHERE w.document_id = d.id AND w.gone_at IS NULL)
    ORDER BY n DESC, d.id
    LIMIT 500
)
SELECT d.source, d.native_id, d.kind AS document_kind,
       sum(CASE WHEN w.verdict IN ('consistent', 'rounding_only') THEN 1 ELSE 0 END) AS agree,
       most.n AS differ,
       sum(CASE WHEN w.verdict = 'missing' THEN 1 ELSE 0 END) AS not_mentioned,
       sum(CASE WHEN w.verdict IN ('not_comparable', 'uninformative') THEN 1 ELSE 0 END) AS could_not_be_compared,
       count(DISTINCT CASE WHEN w.verdict IN ('consistent', 'rounding_only', 'inconsistent', 'decision_changing')
                           THEN w.check_name END) AS checks_decided,
       count(DISTINCT w.check_name) AS checks,
       sum(CASE WHEN m.state IN ('open', 'acknowledged') AND w.verdict <> 'missing' AND w.parent_id IS NULL
                THEN 1 ELSE 0 END) AS open_mismatches,
       sum(CASE WHEN m.state = 'dismissed' THEN 1 ELSE 0 END) AS dismissed,
       sum(CASE WHEN m.state = 'open' AND w.severity = 'critical' AND NOT m.reviewed THEN 1 ELSE 0 END)
           AS unreviewed_critical
FROM most
JOIN document d ON d.id = most.id
JOIN verdict w ON w.document_id = most.id AND w.gone_at IS NULL
LEFT JOIN mismatch m ON m.id = w.id
GROUP BY d.id, d.source, d.native_id, d.kind, most.n
ORDER BY differ DESC, agree, d.native_id
