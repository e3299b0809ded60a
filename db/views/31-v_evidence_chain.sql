-- Along registry, paper, release and story of a trial: every difference, earliest document first, so that the first row
-- of a check is where it first appeared.
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: mismatch_id: verdict, and mismatch if it is one
CREATE VIEW v_evidence_chain AS
SELECT w.trial_id, w.check_name, w.qualifiers, w.verdict, d.kind AS document_kind, d.source, d.native_id,
       v.published, v.first_seen_at, w.document_value, w.against_value, w.id AS mismatch_id
FROM verdict w
JOIN document d ON d.id = w.document_id
JOIN v_documents v ON v.document_id = d.id
WHERE w.gone_at IS NULL AND w.verdict IN ('inconsistent', 'decision_changing')
