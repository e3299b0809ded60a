-- Per document: how many comparisons agreed, differed, or could not be made, by how many checks, and what is open.
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: agree: comparisons that agree, rounding apart
-- column: differ: comparisons that differ
-- column: not_mentioned: things the reference says and the document does not
-- column: could_not_be_compared: checks some of whose comparisons could not be made, or would tell nothing
-- column: checks: checks that found something to compare
-- column: checks_decided: those of them in which a comparison could be made
-- column: open_mismatches: mismatches that nobody has settled, omissions and what stands below a head finding apart
-- column: dismissed: mismatches that a person dismissed
-- column: unreviewed_critical: critical ones that no person has seen
CREATE VIEW v_article_score AS
SELECT d.id AS document_id, d.source, d.native_id, d.kind AS document_kind,
       sum(CASE WHEN w.verdict IN ('consistent', 'rounding_only') THEN 1 ELSE 0 END) AS agree,
       sum(CASE WHEN w.verdict IN ('inconsistent', 'decision_changing') THEN 1 ELSE 0 END) AS differ,
       sum(CASE WHEN w.verdict = 'missing' THEN 1 ELSE 0 END) AS not_mentioned,
       sum(CASE WHEN w.verdict IN ('not_comparable', 'uninformative') THEN 1 ELSE 0 END) AS could_not_be_compared,
       count(DISTINCT w.check_name) AS checks,
       count(DISTINCT CASE WHEN w.verdict IN ('consistent', 'rounding_only', 'inconsistent', 'decision_changing')
                           THEN w.check_name END) AS checks_decided,
       sum(CASE WHEN m.state IN ('open', 'acknowledged') AND w.verdict <> 'missing' AND w.parent_id IS NULL
                THEN 1 ELSE 0 END) AS open_mismatches,
       sum(CASE WHEN m.state = 'dismissed' THEN 1 ELSE 0 END) AS dismissed,
       sum(CASE WHEN m.state = 'open' AND w.severity = 'critical' AND NOT m.reviewed
                THEN 1 ELSE 0 END) AS unreviewed_critical
FROM verdict w
JOIN document d ON d.id = w.document_id
LEFT JOIN mismatch m ON m.id = w.id
WHERE w.gone_at IS NULL
GROUP BY d.id
