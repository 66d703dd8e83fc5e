"""The store over HTTP: token, quota and faults before the saved shop, as an ASGI app and on a port."""
