"""Lightspeed Retail (X-Series): the only room that knows its paths, bodies, statuses, versions and rights."""
