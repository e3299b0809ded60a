-- Registration numbers as printed that cannot be right, with what they may have been.
SELECT c.source, c.native_id, c.value_raw, k.qualifiers, c.sentence
FROM v_claims c
JOIN claim k ON k.id = c.claim_id
WHERE c.type = 'registration_id' AND c.status = 'hedged'
ORDER BY c.native_id, c.char_start
