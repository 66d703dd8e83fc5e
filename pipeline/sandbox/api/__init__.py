"""What X-Series answers and keeps: routes over a shop. Pure."""
