-- What happened to one trial and when, by the registry's dates and the days of publication.
-- param: trial: one of its registration numbers
SELECT c.date_low AS day, c.date_high AS day_high, c.kind AS event, c.source, c.native_id, c.value_raw AS printed
FROM link l
JOIN v_claims c ON c.document_id = l.document_id AND c.type = 'date' AND c.scope = 'this_trial'
WHERE l.state = 'accepted' AND l.role <> 'background'
  AND l.trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
UNION ALL
SELECT d.published, d.published, 'published', d.source, d.native_id, d.title
FROM link l
JOIN v_documents d ON d.document_id = l.document_id AND d.published IS NOT NULL AND d.kind <> 'registry'
WHERE l.state = 'accepted' AND l.role <> 'background'
  AND l.trial_id IN (SELECT trial_id FROM v_trials WHERE upper(identifier) = upper(:trial))
ORDER BY day, event, native_id
