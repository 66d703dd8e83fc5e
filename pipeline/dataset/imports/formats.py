"""What a file is by its bytes, whatever its name says: a table that is read, or something that is called by its name.

A table of signatures. Promises: no more of a file is read than its begin, and the list of what is in an archive.
"""

import zipfile
from pathlib import Path
from typing import Literal

from pipeline.dataset.files.delimited.decode import unreadable

_WORKBOOKS = (".xlsx", ".xlsm")
Read = Literal["csv", "parquet", "workbook"]

_SAVE = "Open it in a spreadsheet and save it as .xlsx or as CSV (UTF-8)."
_UNPACK = "Unpack it, and import the files in it."
_EXPORT = "Export it as CSV."
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"%PDF-", "a PDF document", _EXPORT),
    (b"\x89PNG", "an image", _EXPORT),
    (b"\xff\xd8\xff", "an image", _EXPORT),
    (b"GIF8", "an image", _EXPORT),
    (b"SQLite format 3\0", "a database of SQLite", _EXPORT),
    (b"BEGIN:VCARD", "a vCard", _EXPORT),
    (b"<!doctype html", "a web page", _SAVE),
    (b"<html", "a web page", _SAVE),
    (b"<?xml", "an XML document", _SAVE),
    (b"{\\rtf", "a document (.rtf)", _EXPORT),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06")
_MEMBERS: tuple[tuple[str, str, str], ...] = (  # of a ZIP archive
    ("xl/workbook.bin", "a binary workbook of Excel (.xlsb)", _SAVE),
    ("word/document.xml", "a document of Word (.docx)", _EXPORT),
    ("ppt/presentation.xml", "a presentation (.pptx)", _EXPORT),
    ("Index/Document.iwa", "a document of Numbers or Pages", "Export it as .xlsx or CSV."),
)
_HEAD = 65_536  # bytes
_MIMETYPE = 100  # bytes of an OpenDocument file's own


def format_of(path: Path) -> Read:
    """Return how a file is to be read; raise FindingsError that names what is no table. Raises OSError as it comes."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        return "parquet"
    if head.startswith(_PACKED):
        return _packed(path)
    if head.startswith(_OLD_OFFICE):
        if _ENCRYPTED in head:
            raise unreadable(
                str(path), None, "It is a workbook with a password.", f"Take the password off. {_SAVE}"
            )
        raise unreadable(str(path), None, "It is an old workbook of Excel (.xls).", _SAVE)
    if path.suffix.lower() in _WORKBOOKS and not head.startswith(tuple(each for each, *_ in _SIGNATURES)):
        return "workbook"  # which says that it is none
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, name, way_out in _SIGNATURES:
        if head.startswith(signature) or begin.startswith(signature.lower()):
            raise unreadable(str(path), None, f"It is {name}.", way_out)
    return "csv"


def _packed(path: Path) -> Read:
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
            kind = b""
            if "mimetype" in names:
                with packed.open("mimetype") as said:
                    kind = said.read(_MIMETYPE)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        if path.suffix.lower() in _WORKBOOKS:
            return "workbook"  # which says that it is damaged
        raise unreadable(str(path), None, "It is a ZIP archive, and damaged.", _UNPACK) from None
    if "xl/workbook.xml" in names:
        return "workbook"
    for member, name, way_out in _MEMBERS:
        if member in names:
            raise unreadable(str(path), None, f"It is {name}.", way_out)
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise unreadable(str(path), None, "It is an OpenDocument spreadsheet (.ods).", _SAVE)
    raise unreadable(str(path), None, "It is a ZIP archive.", _UNPACK)
