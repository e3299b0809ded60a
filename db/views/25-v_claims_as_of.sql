-- Claims of every version with two times. What we saw then: seen_from <= :moment AND (seen_to IS NULL OR seen_to > :moment).
-- What the source itself says of then: origin = 'official' AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day).
-- column: version_seq: n-th observed version of the document, from 0; official ones count down from -1 (number 0)
-- column: version_number: the version's number in the source's own history, for an official version
-- column: claim_id: claim
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
CREATE VIEW v_claims_as_of AS
SELECT v.origin, v.seen_from, v.seen_to, v.valid_from, v.valid_to, v.seq AS version_seq, v.number AS version_number,
       d.source, d.native_id, d.kind AS document_kind,
       c.type, c.kind, c.value_raw, c.value_num, c.unit, c.scope, c.quote, c.path, c.id AS claim_id, d.id AS document_id
FROM claim c
JOIN text t ON t.id = c.text_id AND t.superseded_at IS NULL
JOIN version v ON v.id = t.version_id
JOIN document d ON d.id = c.document_id
WHERE c.superseded_at IS NULL
