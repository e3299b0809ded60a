-- What happened to a trial and when: the dates of its registry entries, and when documents about it appeared.
-- column: day: earliest day on which it happened or is planned to happen
-- column: day_high: latest day on which it did
-- column: event: kind of date (start, primary_completion, ...), or `published` for a document about the trial
-- column: printed: the date as printed, or the document's title
CREATE VIEW v_trial_timeline AS
SELECT l.trial_id, c.date_low AS day, c.date_high AS day_high, c.kind AS event, c.source, c.native_id, c.value_raw AS printed
FROM v_claims c
JOIN link l ON l.document_id = c.document_id AND l.state = 'accepted' AND l.role <> 'background'
WHERE c.type = 'date' AND c.scope = 'this_trial'
UNION ALL
SELECT l.trial_id, t.published_low, t.published_high, 'published', d.source, d.native_id, t.title
FROM document d
JOIN version v ON v.document_id = d.id AND v.seen_to IS NULL
JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL
JOIN link l ON l.document_id = d.id AND l.state = 'accepted' AND l.role <> 'background'
WHERE t.published_low IS NOT NULL AND d.kind <> 'registry'
