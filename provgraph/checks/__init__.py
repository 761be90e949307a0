"""What is wrong with what is in the store: findings, and the rules behind them."""
