"""The encoding of a file that is not UTF-8: found by its letters, said, and where it is a guess each odd cell is named."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset import check_dataset, read_dataset
from pipeline.dataset.files.delimited.encodings import reading_of
from pipeline.errors import FindingsError
from pipeline.schema.kinds import CUSTOMER
from tests.support.breadth import BREADTH
from tests.support.datasets import folder_of

HEADER = "first_name,last_name,email,physical_city\n"
# People and places as their languages spell them, and the encodings that programs save them in
WESTERN = "cp1252 mac-roman cp850"
PEOPLE: dict[str, tuple[str, str]] = {
    "French": ("Hélène,Lefèvre,Besançon;Zoé,Gauthier,Orléans;François,Bénard,Nîmes", "cp1252 mac-roman"),
    "German": ("Jürgen,Groß,Köln;Ännchen,Öztürk,Düsseldorf;Günther,Weiß,Nürnberg", WESTERN),
    "Spanish": ("Íñigo,Núñez,Córdoba;José,Peña,León;Begoña,Muñoz,Cádiz", WESTERN),
    "Portuguese": ("João,Conceição,São Paulo;Inês,Guimarães,Évora", WESTERN),
    "Nordic": ("Bjørn,Åberg,Tromsø;Søren,Kjær,Århus;Åsa,Sjögren,Malmö", WESTERN),
    "Polish": ("Łukasz,Wiśniewski,Łódź;Żaneta,Dąbrowska,Gdańsk", "cp1250 iso8859-2 cp852 mac-latin2"),
    "Czech": ("Jiří,Dvořák,Plzeň;Žofie,Černá,Třebíč", "cp1250 iso8859-2 cp852"),
    "Russian": ("Иван,Петров,Москва;Ольга,Сидорова,Казань", "cp1251 koi8-r cp866 mac-cyrillic iso8859-5"),
    "Greek": ("Γιώργος,Παπαδόπουλος,Αθήνα;Ελένη,Νικολάου,Πάτρα", "cp1253 iso8859-7"),
    "Turkish": ("Şule,Çağlar,İzmir;Oğuz,Yıldız,Eskişehir", "cp1254"),
    "Hebrew": ("דוד,כהן,חיפה;שרה,לוי,אילת", "cp1255"),
    "Japanese": ("田中,太郎,東京;鈴木,花子,大阪;さくら,佐藤,名古屋", "cp932"),
    "Chinese": ("王,小明,北京;李,小红,上海", "gb18030"),
    "Traditional Chinese": ("王,小明,臺北;李,小紅,高雄", "big5"),
    "Korean": ("김,철수,서울;이,영희,부산", "cp949"),
}
CASES = [(name, encoding) for name, (_, encodings) in PEOPLE.items() for encoding in encodings.split()]


def text_of(rows: list[str]) -> str:
    lines = [row.split(",") for row in rows]
    return HEADER + "".join(f"{a},{b},a{n}@example.com,{city}\n" for n, (a, b, city) in enumerate(lines))


@pytest.mark.parametrize(("people", "encoding"), CASES)
def test_letters_are_read_in_the_encoding_that_they_were_saved_in(
    tmp_path: Path, people: str, encoding: str
) -> None:
    text = text_of(PEOPLE[people][0].split(";"))
    table = read_dataset(folder_of(tmp_path, customers=text.encode(encoding))).tables[CUSTOMER]
    wanted = read_dataset(folder_of(tmp_path / "utf8", customers=text)).tables[CUSTOMER]
    assert table.whole.equals(wanted.whole)
    [note] = table.notes
    assert ("guess" in note) is table.guessed


@settings(derandomize=True, deadline=None, max_examples=15 * BREADTH)
@given(st.data())
def test_an_encoding_that_is_sure_is_right(data: st.DataObject) -> None:
    people, encoding = data.draw(st.sampled_from(CASES))
    rows = data.draw(
        st.lists(st.sampled_from(PEOPLE[people][0].split(";")), min_size=1, max_size=3, unique=True)
    )
    saved = text_of(rows).encode(encoding)
    reading = reading_of(saved)
    if reading is not None and reading.sure:
        assert saved.decode(reading.encoding) == text_of(rows)


def test_each_odd_cell_of_a_guess_is_named_and_said(tmp_path: Path) -> None:
    text = text_of(PEOPLE["Turkish"][0].split(";"))
    dataset = read_dataset(folder_of(tmp_path, customers=text.encode("cp1254")))
    report = check_dataset(dataset)
    assert {(each.row, each.column) for each in report.findings} == {
        *((2, name) for name in ("first_name", "last_name", "physical_city")),
        *((3, name) for name in ("first_name", "last_name", "physical_city")),
    }
    assert all("guess by its letters" in each.rule and each.cure is None for each in report.findings)
    assert 'Windows-1254, a guess by letters such as "Şule", "Çağlar" and "İzmir"' in report.notes[0]


def test_a_file_that_was_utf_8_and_was_damaged_is_not_read_as_something_else(tmp_path: Path) -> None:
    text = text_of(PEOPLE["German"][0].split(";")).encode()
    folder_of(tmp_path, customers=text.replace("Nürnberg".encode(), b"N\xfcrnberg"))
    with pytest.raises(FindingsError) as caught:
        read_dataset(tmp_path)
    [finding] = caught.value.findings
    assert (finding.row, finding.value) == (4, "byte 0xFC")
    assert "UTF-8, but not in this row" in finding.rule


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder_of(tmp_path, customers=HEADER.encode() + random.Random(5).randbytes(4000).replace(b"\0", b""))
    with pytest.raises(FindingsError) as caught:
        read_dataset(tmp_path)
    assert "nor plainly in another encoding" in caught.value.findings[0].rule


def test_two_byte_order_marks_are_none_too_many(tmp_path: Path) -> None:
    folder_of(tmp_path, customers=b"\xef\xbb\xbf\xef\xbb\xbf" + f"{HEADER}A,B,a@x.test,C\n".encode())
    assert check_dataset(read_dataset(tmp_path)).passed
