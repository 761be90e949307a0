// What is to be forgotten, and how far it has come; no row if nothing is.
MATCH (p:PendingForgetting {name: 'forget'})
RETURN p.key AS key, p.words AS words, p.step AS step, p.after AS after
