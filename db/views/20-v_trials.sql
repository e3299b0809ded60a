-- Every trial with its identifiers and how many documents speak of it.
-- column: identifier: one of its identifiers; a trial has a row for each
-- column: accepted_documents: how many links to documents are accepted
-- column: proposed_documents: how many links to documents are only proposed
CREATE VIEW v_trials AS
SELECT t.id AS trial_id,
       t.label,
       i.scheme,
       i.value AS identifier,
       (SELECT count(*) FROM link l WHERE l.trial_id = t.id AND l.state = 'accepted') AS accepted_documents,
       (SELECT count(*) FROM link l WHERE l.trial_id = t.id AND l.state = 'proposed') AS proposed_documents
FROM trial t
JOIN trial_identifier i ON i.trial_id = t.id
WHERE t.merged_into IS NULL
