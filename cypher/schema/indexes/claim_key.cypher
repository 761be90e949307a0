// One Claim for each key.
CREATE CONSTRAINT provgraph_claim_key IF NOT EXISTS
FOR (n:Claim) REQUIRE n.key IS UNIQUE
