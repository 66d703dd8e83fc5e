"""What commands say on a terminal, and the data of their --json documents."""
