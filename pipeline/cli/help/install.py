"""The topic install."""

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.cli.started_as import NAMES

WAYS: dict[str, str] = {
    "make": "make setup, then .venv/bin/x-series-demo",
    "uv": "uv tool install .",
    "pipx": "pipx install .",
    "pip": "pip install .",
    "pip, tokens of profiles in the keyring": "pip install '.[keyring]'",
}


def install() -> tuple[Part, ...]:
    """Return the ways to install."""
    return (
        "Needs Python 3.10 or newer, on Linux, macOS or Windows with WSL. In the folder of the source, with:",
        TopicTable(("you have", "do"), tuple(WAYS.items())),
        (
            f"The command is {NAMES[0]}, also {NAMES[1]}, python -m x_series_demo and, where no other package of "
            "that name stands before it on Python's path, python -m pipeline. --install-completion adds shell completion, "
            "which offers packs, datasets, profiles and topics."
        ),
        (
            "make setup tries the environment each time, and makes .venv anew where it was moved, or its Python or pip is "
            "gone. doctor says what stands between this machine and a load."
        ),
    )
