-- Trials with a planned and an enrolled number in the registry's history, and the share that was reached.
SELECT p.native_id, p.source, max(p.value_num) AS planned, max(e.value_num) AS enrolled,
       round(100.0 * max(e.value_num) / max(p.value_num), 1) AS percent_reached
FROM v_claims_as_of p
JOIN v_claims_as_of e ON e.document_id = p.document_id AND e.type = 'sample_size' AND e.kind = 'enrolled'
WHERE p.type = 'sample_size' AND p.kind = 'planned' AND p.document_kind = 'registry' AND p.value_num > 0
GROUP BY p.native_id, p.source
ORDER BY percent_reached, p.native_id
