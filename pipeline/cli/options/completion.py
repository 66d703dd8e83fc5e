"""What shell completion offers: packs, datasets, profiles. Imports happen when somebody presses tab."""


def offer_packs() -> list[str]:
    """Return the names of the packs."""
    from pipeline.packs import find_packs

    return list(find_packs())


def offer_datasets() -> list[str]:
    """Return the folders of the datasets under out/."""
    from pipeline.cli.out_folder import OUT
    from pipeline.dataset.summaries import datasets_under

    return [str(summary.folder) for summary in datasets_under(OUT)]


def offer_profiles() -> list[str]:
    """Return the names of the profiles."""
    from pipeline.cli.session import Session

    return list(Session("").profiles.names())


def offer_paces() -> list[str]:
    """Return the paces."""
    from pipeline.pacing.pacer import Pace

    return [pace.value for pace in Pace]


def offer_exports() -> list[str]:
    """Return the formats of export."""
    from pipeline.dataset.exports.formats import FORMATS

    return list(FORMATS)


def offer_regions() -> list[str]:
    """Return the regions."""
    from pipeline.packs import region_names

    return list(region_names())


def offer_topics() -> list[str]:
    """Return the help topics and the commands."""
    from pipeline.cli.app import COMMANDS, GROUPS
    from pipeline.cli.help.topics import TOPICS

    return [*TOPICS, *COMMANDS, *GROUPS]
