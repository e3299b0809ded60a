-- Press about a trial one of whose papers was retracted, with the day of the retraction; uncorrected: unchanged since.
WITH retracted AS MATERIALIZED (
    SELECT k.document_id, k.date_low, l.trial_id
    FROM claim k
    JOIN link l ON l.document_id = k.document_id AND l.state = 'accepted'
    WHERE k.type = 'relation' AND k.kind = 'retracted_by' AND k.superseded_at IS NULL
)
SELECT r.native_id AS paper, r.title AS paper_title, p.source, p.native_id AS story, p.published, p.current_since,
       k.date_low AS retracted_on,
       CASE WHEN CAST(p.current_since AS TEXT) < CAST(k.date_low AS TEXT) THEN 1 ELSE 0 END AS uncorrected
FROM retracted k
JOIN v_documents r ON r.document_id = k.document_id
JOIN link lp ON lp.trial_id = k.trial_id AND lp.state = 'accepted' AND lp.role <> 'background'
JOIN v_documents p ON p.document_id = lp.document_id AND p.kind IN ('press', 'press_release')
ORDER BY retracted_on, paper, p.published, story
