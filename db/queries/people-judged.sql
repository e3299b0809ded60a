-- What people decided about links: who, when and why.
SELECT j.decided_at, j.author, j.decision, d.source, d.native_id, j.scheme, j.value, j.reason
FROM judgement j
JOIN document d ON d.id = j.document_id
ORDER BY j.decided_at DESC, d.native_id
