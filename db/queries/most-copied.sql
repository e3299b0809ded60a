-- Press texts by the number of copies found of them.
SELECT r.source, r.native_id, d.title, count(*) - 1 AS copies
FROM story s
JOIN document r ON r.id = s.root_document_id
JOIN v_documents d ON d.document_id = r.id
JOIN story_member m ON m.story_id = s.id
GROUP BY r.source, r.native_id, d.title
HAVING count(*) > 1
ORDER BY copies DESC, r.native_id
