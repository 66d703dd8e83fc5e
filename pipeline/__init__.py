"""x-series-demo: believable demo data for a Lightspeed Retail (X-Series) store, loaded safely.

Deliberately inert: importing the package does nothing.
"""

__version__ = "0.1.0"
