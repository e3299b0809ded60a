-- Mismatches that a person dismissed, with the reason.
SELECT e.at, e.author, e.reason, v.check_name, v.document_value, v.against_value, d.source, d.native_id,
       m.id AS mismatch_id
FROM mismatch m
JOIN mismatch_event e ON e.mismatch_id = m.id AND e.kind = 'dismissed'
JOIN verdict v ON v.id = m.id
JOIN document d ON d.id = v.document_id
WHERE m.state = 'dismissed'
ORDER BY e.at DESC, m.id
