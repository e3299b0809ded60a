-- Press whose account of the primary outcome, of its significance or of the effect differs from the best witness.
SELECT check_name, severity, document_quote, against_quote, source, title, published, trial
FROM v_open_mismatches m
JOIN (SELECT document_id AS id, title, published FROM v_documents) d ON d.id = m.document_id
WHERE m.document_kind IN ('press', 'press_release')
  AND m.check_name IN ('significance', 'stronger_than_source', 'primary_outcome', 'primary_outcome_omitted')
ORDER BY severity, trial, published, source
