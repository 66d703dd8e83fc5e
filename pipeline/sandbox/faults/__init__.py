"""What can go wrong on purpose: plans of faults, and what a client gets of each. Pure, but for reading a plan."""
