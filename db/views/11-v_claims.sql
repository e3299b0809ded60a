-- Every claim of the current version of every document, with its sentence.
-- column: claim_id: claim
-- column: sentence: the sentence the quote stands in
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: published: earliest day of publication
CREATE VIEW v_claims AS
SELECT c.id AS claim_id,
       c.type,
       c.kind,
       c.value_raw,
       c.value_num,
       c.value_low,
       c.value_high,
       c.unit,
       c.date_low,
       c.date_high,
       c.arm,
       c.outcome,
       c.timepoint_days,
       c.comparator,
       c.scope,
       c.status,
       c.passage,
       c.confidence,
       c.quote,
       CASE WHEN c.context_start IS NULL THEN c.quote
            ELSE substr(t.text, c.context_start + 1, c.context_end - c.context_start) END AS sentence,
       c.path,
       c.char_start,
       c.char_end,
       d.id AS document_id,
       d.source,
       d.native_id,
       d.kind AS document_kind,
       d.url,
       t.title,
       t.published_low AS published
FROM claim c
JOIN text t ON t.id = c.text_id AND t.superseded_at IS NULL
JOIN version v ON v.id = t.version_id AND v.seen_to IS NULL
JOIN document d ON d.id = c.document_id
WHERE c.superseded_at IS NULL
