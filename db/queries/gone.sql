-- Documents whose absence was confirmed.
SELECT gone_since, source, kind, native_id, title, url
FROM v_documents
WHERE gone_since IS NOT NULL
ORDER BY gone_since DESC, native_id
