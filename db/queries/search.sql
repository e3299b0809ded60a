-- Documents that hold these words, the best match first, with the trials they are or may be about; the best 200.
-- param: words: all of them must be there; "words in a row" in quotation marks, -word excludes, or stands between alternatives
SELECT d.source, d.kind, d.native_id, d.title, d.published, d.url, t.label AS trial, l.state AS link_state, f.rank
FROM (SELECT k.text_id, s.rank
      FROM text_search(:words) s
      JOIN text_search_key k ON k.id = s.rowid
      JOIN text x ON x.id = k.text_id
      JOIN version v ON v.id = x.version_id AND v.seen_to IS NULL
      ORDER BY s.rank, k.text_id
      LIMIT 200) f
JOIN v_documents d ON d.text_id = f.text_id
LEFT JOIN link l ON l.document_id = d.document_id AND l.state IN ('accepted', 'proposed') AND l.role <> 'background'
LEFT JOIN trial t ON t.id = l.trial_id
ORDER BY f.rank, d.native_id, trial
