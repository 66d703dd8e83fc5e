"""What makes a pack that works a pack that one can show."""
