-- Registered trials that are completed and have neither posted results nor an accepted paper.
SELECT s.source, s.native_id, s.title,
       max(CASE WHEN d.kind = 'primary_completion' THEN d.date_low END) AS primary_completion,
       max(CASE WHEN d.kind = 'completion' THEN d.date_low END) AS completion
FROM v_claims s
LEFT JOIN v_claims d ON d.document_id = s.document_id AND d.type = 'date'
WHERE s.type = 'status' AND s.document_kind = 'registry' AND lower(s.value_raw) LIKE '%completed%'
  AND NOT EXISTS (SELECT 1 FROM v_claims r WHERE r.document_id = s.document_id AND r.type = 'date'
                    AND r.kind = 'results_posted')
  AND NOT EXISTS (SELECT 1 FROM link l JOIN link p ON p.trial_id = l.trial_id JOIN document q ON q.id = p.document_id
                   WHERE l.document_id = s.document_id AND l.state = 'accepted' AND p.state = 'accepted'
                     AND p.role <> 'background' AND q.kind = 'paper')
GROUP BY s.source, s.native_id, s.title
ORDER BY primary_completion, s.native_id
