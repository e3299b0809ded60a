-- Every number needed to treat or harm, with its outcome, time, interval, and the rates the same document gives.
SELECT c.source, c.native_id, c.kind, c.value_raw, c.value_num AS nnt, c.outcome, c.timepoint_days, k.qualifiers,
       (SELECT count(*) FROM v_claims r WHERE r.document_id = c.document_id AND r.type = 'event_rate'
          AND r.scope = 'this_trial') AS rates_in_document,
       c.scope, c.sentence
FROM v_claims c
JOIN claim k ON k.id = c.claim_id
WHERE c.type = 'nnt'
ORDER BY c.native_id, c.char_start
