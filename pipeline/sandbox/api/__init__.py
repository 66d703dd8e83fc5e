"""What X-Series answers and keeps: routes over a pure shop, and its limit of requests. Pure."""
