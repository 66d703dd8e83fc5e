"""SVG to PNG, by resvg: the one place that knows it. No network, no fonts, no files of the system."""


def png_of(document: str) -> bytes:
    """Return the document as PNG, in the size that it states."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=document, skip_system_fonts=True))
