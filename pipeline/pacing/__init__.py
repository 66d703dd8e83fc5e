"""How fast: the pacer and the quota it believes, outages, the brake, and the store behind them (`paced_store`)."""
