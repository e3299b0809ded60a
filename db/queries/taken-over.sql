-- Deviations that a document took over from the one it copies or cites.
SELECT check_name, document_value, document_kind, source, native_id, how, from_kind, from_native_id, published
FROM v_evidence_chain
WHERE from_differs = 1
ORDER BY published, native_id, check_name
