-- What does not agree and nobody has settled: both values, both sentences, and the trial.
-- column: mismatch_id: mismatch (`tracker show`, `tracker review`)
-- column: trial: the trial's name for people
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: against_source: source of the reference document
-- column: against_native_id: its native id
-- column: against_url: its address
-- column: story_root: native id of the earliest document of the story that the document is a copy of
-- column: story_similarity: how much the document has in common with it, 1 for a copy
-- column: link_state: state of the link that the comparison rests on
-- column: link_score: its score, 0 to 1
CREATE VIEW v_open_mismatches AS
SELECT m.id AS mismatch_id,
       w.severity,
       w.verdict,
       w.check_name,
       w.document_value,
       w.against_value,
       w.document_quote,
       w.against_quote,
       w.explanation,
       w.confidence,
       m.state,
       m.reviewed,
       m.first_seen_at,
       t.label AS trial,
       d.source,
       d.native_id,
       d.kind AS document_kind,
       d.url,
       a.source AS against_source,
       a.native_id AS against_native_id,
       a.url AS against_url,
       l.state AS link_state,
       l.score AS link_score,
       sm.story_id,
       (SELECT r.native_id FROM story s JOIN document r ON r.id = s.root_document_id
         WHERE s.id = sm.story_id) AS story_root,
       sm.similarity AS story_similarity,
       (SELECT x.access FROM version v JOIN text x ON x.version_id = v.id AND x.superseded_at IS NULL
         WHERE v.document_id = w.document_id AND v.seen_to IS NULL LIMIT 1) AS access,
       (SELECT x.embargo_until FROM version v JOIN text x ON x.version_id = v.id AND x.superseded_at IS NULL
         WHERE v.document_id = w.document_id AND v.seen_to IS NULL LIMIT 1) AS embargo_until,
       w.parent_id,
       w.document_id,
       w.trial_id
FROM mismatch m
JOIN verdict w ON w.id = m.id
JOIN document d ON d.id = w.document_id
LEFT JOIN document a ON a.id = w.against_document_id
LEFT JOIN trial t ON t.id = w.trial_id
LEFT JOIN link l ON l.id = w.link_id
LEFT JOIN story_member sm ON sm.document_id = w.document_id
WHERE m.state IN ('open', 'acknowledged') AND w.gone_at IS NULL AND w.verdict <> 'missing'
