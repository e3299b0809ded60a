-- Every document that was compared: agreeing, differing and impossible comparisons, the most differing first.
SELECT source, native_id, document_kind, agree, differ, not_mentioned, could_not_be_compared
FROM v_article_score
ORDER BY differ DESC, agree, native_id
