"""What is wrong with a dataset: rules by column and by kind, and what is said of what breaks them."""
