"""How a pack's words, sizes, units and prices turn in a region: one file a pack, a shop of each country's own.

    turned(pack, region) -> Pack

Promises: the pack that comes out has as many words of each kind as the one that went in, in the same places. So record i is
the same product in every region, and what was turned can be found again by its place. Names stay unique.
"""
