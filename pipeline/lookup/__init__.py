"""Looking things up in a store: outlets, customers, products and so on. Reads only."""
