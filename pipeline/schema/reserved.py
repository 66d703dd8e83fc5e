"""Domains that nobody can own, so that nobody receives the mail: RFC 2606 and RFC 6761. Pure."""

DOMAINS = ("example.com", "example.net", "example.org")
ENDINGS = ("test", "example", "invalid", "localhost")


def is_reserved(domain: str) -> bool:
    """Tell whether a domain is one of these, or lies below one."""
    labels = domain.lower().split(".")
    return labels[-1] in ENDINGS or ".".join(labels[-2:]) in DOMAINS
