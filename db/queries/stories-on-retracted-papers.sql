-- Press about a trial one of whose papers was retracted, with the day of the retraction; uncorrected: unchanged since.
SELECT r.native_id AS paper, r.title AS paper_title, p.source, p.native_id AS story, p.published, p.current_since,
       k.date_low AS retracted_on,
       CASE WHEN CAST(p.current_since AS TEXT) < CAST(k.date_low AS TEXT) THEN 1 ELSE 0 END AS uncorrected
FROM claim k
JOIN v_documents r ON r.document_id = k.document_id
JOIN link lr ON lr.document_id = r.document_id AND lr.state = 'accepted'
JOIN link lp ON lp.trial_id = lr.trial_id AND lp.state = 'accepted' AND lp.role <> 'background'
JOIN v_documents p ON p.document_id = lp.document_id AND p.kind IN ('press', 'press_release')
WHERE k.type = 'relation' AND k.kind = 'retracted_by' AND k.superseded_at IS NULL
ORDER BY retracted_on, paper, p.published, story
