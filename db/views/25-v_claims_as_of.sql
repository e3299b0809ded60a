-- Claims of every version with the time it was seen: filter with seen_from <= :moment AND (seen_to IS NULL OR seen_to > :moment).
-- column: version_seq: n-th version of the document, from 0
-- column: claim_id: claim
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
CREATE VIEW v_claims_as_of AS
SELECT v.seen_from, v.seen_to, v.valid_from, v.valid_to, v.seq AS version_seq,
       d.source, d.native_id, d.kind AS document_kind,
       c.type, c.kind, c.value_raw, c.value_num, c.unit, c.scope, c.quote, c.path, c.id AS claim_id, d.id AS document_id
FROM claim c
JOIN text t ON t.id = c.text_id AND t.superseded_at IS NULL
JOIN version v ON v.id = t.version_id
JOIN document d ON d.id = c.document_id
WHERE c.superseded_at IS NULL
