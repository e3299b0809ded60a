-- Which document is about which trial, how surely, and why.
-- column: link_id: link
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: trial: the trial's name for people
CREATE VIEW v_links AS
SELECT l.id AS link_id,
       l.state,
       l.score,
       l.role,
       l.method,
       l.evidence,
       d.source,
       d.native_id,
       d.kind AS document_kind,
       d.url,
       t.label AS trial,
       l.document_id,
       l.trial_id
FROM link l
JOIN document d ON d.id = l.document_id
JOIN trial t ON t.id = l.trial_id
