"""What products and customers refer to by id: brands, suppliers, tags, categories, customer groups."""
