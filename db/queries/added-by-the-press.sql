-- Deviations of press whose own source, the document it cites or copies, does not have them.
SELECT check_name, document_value, against_value, source, native_id, how, from_kind, from_native_id, published
FROM v_evidence_chain
WHERE from_differs = 0 AND document_kind IN ('press', 'press_release')
ORDER BY published, native_id, check_name
