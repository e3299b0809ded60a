<<<<<<< HEAD
-- Every document that was compared: agreeing, differing and impossible comparisons, and what is open, the most differing first.
SELECT source, native_id, document_kind, agree, differ, not_mentioned, could_not_be_compared,
       checks_decided, checks, open_mismatches, dismissed, unreviewed_critical
=======
-- Every document that was compared: agreeing, differing and impossible comparisons, the 500 that differ in most.
SELECT source, native_id, document_kind, agree, differ, not_mentioned, could_not_be_compared
>>>>>>> c082e3f (Questions stay quick over a million claims: indexes for what is asked, and no question that lists everything there is)
FROM v_article_score
ORDER BY differ DESC, agree, native_id
LIMIT 500
