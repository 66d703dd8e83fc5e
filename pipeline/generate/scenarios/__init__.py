"""Known cases at fixed places of a shop, for whoever presents it: a function of the seed, the packs and the region.

Promises: they take the place of rows, so that there are as many as without them, and all other rows are the same.
"""
