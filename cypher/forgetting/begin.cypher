// Note whom to forget, beside those noted before; what was done starts again.
// $key: string, a new key of pseudonyms in hexadecimal digits
// $words: list of strings, kinds and names as JSON texts
MERGE (p:PendingForgetting:Store {name: 'forget'})
SET p.key = coalesce(p.key, $key), p.after = '', p.step = 'records',
    p.words = coalesce(p.words, []) + [word IN $words WHERE NOT word IN coalesce(p.words, [])]
