"""Reports for people: complete as CSV, short as Markdown, harmless in both."""

import csv
import io

import pytest

from pipeline.compare.differences import Difference, What
from pipeline.compare.reports import MARKDOWN_ROWS, findings_csv, findings_markdown, safe_cell
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.verify.findings import MEANINGS

HOSTILE = '=HYPERLINK("http://127.0.0.1")'
FINDING = Difference(CUSTOMER, "ada@example.com", What.CHANGED_IN_STORE, "note", "+1 555", HOSTILE, "id-1", 4)


WORDS = {what: str(what) for what in What}


def markdown(
    *found: Difference, title: str = "demo", compared: str = "3 records, 2 without a finding."
) -> str:
    return findings_markdown(found, title, compared, {what: (str(what), MEANINGS[what]) for what in What})


def test_the_csv_has_every_finding_and_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(findings_csv([FINDING], WORDS).decode("utf-8-sig"))))
    assert rows == [
        {
            "what": "changed in the store",
            "kind": "customer",
            "key": "ada@example.com",
            "field": "note",
            "ours": "'+1 555",
            "theirs": f"'{HOSTILE}",
            "id": "id-1",
            "line": "4",
        }
    ]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u200b=1", "\uff1d1", "\n=1", "\u202e=1", "\r@x"]
)
def test_a_risky_cell_is_prefixed_however_it_hides(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Ada", "1-2", "a=b", "5 + 5"])
def test_a_plain_cell_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_the_summary_counts_and_lists() -> None:
    text = markdown(FINDING)
    assert "3 records, 2 without a finding." in text
    assert f"| changed in the store | 1 | {MEANINGS[What.CHANGED_IN_STORE]} |" in text
    assert "## Changed in the store" in text
    words = dict.fromkeys(What, ("missing in B", ""))
    assert "## Missing in B\n" in findings_markdown([FINDING], "demo", "", words)


def test_the_summary_shows_the_first_and_says_how_many_more() -> None:
    many = [Difference(PRODUCT, f"a-{number}", What.MISSING) for number in range(MARKDOWN_ROWS + 7)]
    text = markdown(*many)
    assert text.count("| product a-") == MARKDOWN_ROWS
    assert "… and 7 more." in text


def test_nothing_found_says_so() -> None:
    assert "Nothing to report." in markdown()


def test_a_strangers_text_makes_no_markup_and_no_new_cell() -> None:
    hostile = Difference(
        PRODUCT, "a|b", What.FOREIGN, theirs="<script>x</script> [l](http://x) `c` **b**\n\x1b[31m# h"
    )
    line = next(each for each in markdown(hostile).splitlines() if "script" in each)
    assert line.count("|") - line.count("\\|") == 6
    assert "\\<script\\>" in line
    assert "\x1b" not in line


def test_every_kind_of_finding_has_its_meaning() -> None:
    assert set(MEANINGS) == set(What)
