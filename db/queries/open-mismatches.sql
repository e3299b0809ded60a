-- Everything that does not agree and that nobody has settled; differences of one report stand below their head.
SELECT severity, check_name, document_value, against_value, source, native_id, against_source, trial, state, link_score,
       mismatch_id, parent_id
FROM v_open_mismatches
ORDER BY coalesce(parent_id, mismatch_id), parent_id IS NOT NULL, severity, check_name
