-- Statements whose sentence holds a word or phrase, whoever says it.
-- param: words: what to look for
SELECT source, document_kind, native_id, type, kind, value_raw, scope, sentence
FROM v_claims
WHERE lower(sentence) LIKE '%' || lower(:words) || '%'
ORDER BY native_id, char_start, type
