-- Things a person should know about sources and documents, the newest first.
SELECT first_seen_at, source, kind, subject, message
FROM issue
ORDER BY first_seen_at DESC, source, kind, subject
