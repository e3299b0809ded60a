-- Every document that was compared: agreeing, differing and impossible comparisons, and what is open; the 500 that differ in most.
SELECT source, native_id, document_kind, agree, differ, not_mentioned, could_not_be_compared,
       checks_decided, checks, open_mismatches, dismissed, unreviewed_critical
FROM v_article_score
ORDER BY differ DESC, agree, native_id
LIMIT 500
