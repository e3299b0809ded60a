-- Press that was changed after it was first seen: how many versions, and since when the current one stands.
SELECT source, native_id, title, published, modified, first_seen_at, current_since, versions
FROM v_documents
WHERE kind IN ('press', 'press_release', 'paper', 'preprint') AND versions > 1
ORDER BY current_since DESC, native_id
