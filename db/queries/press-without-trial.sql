-- Coverage that no accepted link joins to a trial, with the score of the nearest proposal.
SELECT published, source, title, url, best_proposal
FROM v_press_without_trial
ORDER BY published DESC, source, native_id
