"""Stock: what of a product is where, and when to order more. Pure."""
