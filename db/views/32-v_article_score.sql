-- Per document: how many comparisons agreed, differed, or could not be made.
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: agree: comparisons that agree, rounding apart
-- column: differ: comparisons that differ
-- column: not_mentioned: things the reference says and the document does not
-- column: could_not_be_compared: comparisons that could not be made
CREATE VIEW v_article_score AS
SELECT w.document_id, d.source, d.native_id, d.kind AS document_kind,
       sum(CASE WHEN w.verdict IN ('consistent', 'rounding_only') THEN 1 ELSE 0 END) AS agree,
       sum(CASE WHEN w.verdict IN ('inconsistent', 'decision_changing') THEN 1 ELSE 0 END) AS differ,
       sum(CASE WHEN w.verdict = 'missing' THEN 1 ELSE 0 END) AS not_mentioned,
       sum(CASE WHEN w.verdict IN ('not_comparable', 'uninformative') THEN 1 ELSE 0 END) AS could_not_be_compared
FROM verdict w
JOIN document d ON d.id = w.document_id
WHERE w.gone_at IS NULL
GROUP BY w.document_id, d.source, d.native_id, d.kind
