"""The store's copies of what a dataset made, put back to what its files say."""
