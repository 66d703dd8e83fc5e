"""What a person most likely meant by a cell that its form refuses: yes for true, USA for US, $1,299.95 for 1299.95. Pure."""

from pipeline.dataset.imports.amounts import plain_number
from pipeline.schema.fields import Form

_YES = {"yes", "y", "1", "t", "on", "ja", "oui", "active", "wahr", "vrai", "x"}
_NO = {"no", "n", "0", "f", "off", "nein", "non", "inactive", "falsch", "faux"}
_COUNTRIES = {
    "australia": "AU",
    "canada": "CA",
    "great britain": "GB",
    "new zealand": "NZ",
    "u.s.": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "united kingdom": "GB",
    "united states": "US",
    "united states of america": "US",
    "usa": "US",
}


def meant_by(form: Form, text: str) -> str | None:
    """Return the canonical text that a person most likely meant, or None."""
    word = text.strip().casefold()
    if form is Form.BOOLEAN:
        return "true" if word in _YES else "false" if word in _NO else None
    if form is Form.COUNTRY:
        return _COUNTRIES.get(word)
    return plain_number(text) if form in {Form.MONEY, Form.NUMBER} else None
