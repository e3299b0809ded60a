-- Press texts that no accepted link joins to a trial, with the nearest proposal.
-- column: best_proposal: score of the nearest proposed link; empty when there is none
CREATE VIEW v_press_without_trial AS
SELECT d.document_id, d.source, d.native_id, d.title, d.published, d.url,
       (SELECT max(l.score) FROM link l WHERE l.document_id = d.document_id AND l.state = 'proposed') AS best_proposal
FROM v_documents d
WHERE d.kind IN ('press', 'press_release')
  AND NOT EXISTS (SELECT 1 FROM link l
                  WHERE l.document_id = d.document_id AND l.state = 'accepted' AND l.role <> 'background')
