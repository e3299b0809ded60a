-- Statements whose sentence holds a phrase, whoever says it, in the 500 documents that hold it most.
-- param: words: a word, or words in a row
SELECT c.source, c.document_kind, c.native_id, c.type, c.kind, c.value_raw, c.scope, c.sentence
FROM (SELECT x.document_id
      FROM text_search('"' || replace(:words, '"', ' ') || '"') s
      JOIN text_search_key k ON k.id = s.rowid
      JOIN text x ON x.id = k.text_id
      JOIN version v ON v.id = x.version_id AND v.seen_to IS NULL
      ORDER BY s.rank, x.document_id
      LIMIT 500) f
JOIN v_claims c ON c.document_id = f.document_id
WHERE lower(c.sentence) LIKE '%' || lower(:words) || '%'
ORDER BY c.native_id, c.char_start, c.type
