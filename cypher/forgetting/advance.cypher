// Note up to where a step has come.
// $step: string, the step: records, documents or remaining
// $after: string, the id of the last record or document that it has seen
MATCH (p:PendingForgetting {name: 'forget'})
SET p.step = $step, p.after = $after
