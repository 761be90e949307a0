"""What tests share: inputs, oracles, servers."""
