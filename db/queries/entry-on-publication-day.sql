-- What the registry entry said, by its own history, on the day on which a story about the trial appeared.
SELECT p.source, p.native_id AS story, p.published, e.native_id AS entry, e.version_number, e.type, e.kind, e.quote
FROM v_documents p
JOIN link l ON l.document_id = p.document_id AND l.state = 'accepted' AND l.role <> 'background'
JOIN link r ON r.trial_id = l.trial_id AND r.state = 'accepted' AND r.role = 'registration'
JOIN v_claims_as_of e ON e.document_id = r.document_id AND e.origin = 'official'
                     AND e.valid_from <= p.published AND (e.valid_to IS NULL OR e.valid_to > p.published)
WHERE p.kind IN ('press', 'press_release')
  AND e.type IN ('sample_size', 'duration', 'phase', 'masking', 'primary_outcome', 'status')
ORDER BY p.published, story, entry, e.type, e.kind, e.quote
