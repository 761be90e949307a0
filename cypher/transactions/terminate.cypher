// End the transactions that were begun with a tag; returns one row for each.
// $tag: string, the tag
SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.provgraph = $tag
TERMINATE TRANSACTIONS id YIELD transactionId, message
RETURN transactionId, message
