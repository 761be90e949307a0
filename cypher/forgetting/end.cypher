// Forget whom to forget.
MATCH (p:PendingForgetting {name: 'forget'})
DELETE p
