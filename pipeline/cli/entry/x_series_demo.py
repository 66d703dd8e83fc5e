"""The command's way in, under a name of its own; it is installed beside the package, not in it.

Others have a `pipeline`, too. Where one stands before ours on Python's path (PYTHONPATH, the current folder), an import of
that name would run it. Promises: the rest of the program comes from our own package, whatever stands before it.
"""  # noqa: INP001 - a module at the top level, once installed

import sys
from pathlib import Path


def main() -> None:
    """Run the command as `pipeline.cli.main` does."""
    # Installed, the package is beside this file; in a checkout this file is in the package
    ours = next(
        str(above) for above in Path(__file__).resolve().parents if (above / "pipeline" / "cli").is_dir()
    )
    sys.path.insert(0, ours)
    import pipeline  # noqa: F401 - from here on its modules are looked for in its own folder

    sys.path.remove(ours)
    from pipeline.cli import main as command

    command()


if __name__ == "__main__":
    main()
