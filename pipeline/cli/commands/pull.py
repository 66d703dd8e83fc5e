"""pull: a store becomes a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.invocation import again, carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_pace
from pipeline.cli.render.pull import NotPulledData, PullData, pull_data, show_pulled, show_survey
from pipeline.cli.session import Answer, Given
from pipeline.cli.store.confirm import require_person
from pipeline.cli.store.target import choose


def pull(
    *,
    store: shared.StoreOptions,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the dataset.")],
    anonymize: Annotated[
        bool,
        typer.Option(
            "--anonymize/--no-anonymize",
            help="Put made-up names, e-mails, phones and streets in place of people's (default).",
        ),
    ] = True,
    yes: shared.Yes = False,
    force: shared.Force = False,
    pace: shared.PaceOptions,
    answer: shared.AnswerOptions,
) -> Given[PullData | NotPulledData]:
    """Make a dataset of what a store holds. Changes nothing in the store.

    To look at, edit and load elsewhere: customers, products in their families, suppliers, groups, brands, tags, categories, stock by outlet, images. A pull
    that was stopped goes on when the same command is run again. What no dataset can hold is listed. Prices are the store's own: without tax where it keeps them so.

    --anonymize (the default): cities, postcodes and groups stay, and names of suppliers; notes, web addresses and custom fields are
    left blank, and of a date of birth the year is left.

    Examples:
      x-series-demo pull --sandbox --out out/copy
      x-series-demo pull -d mystore --out out/copy
      x-series-demo pull -d mystore --out out/copy --no-anonymize --yes
    """
    from pipeline.console import LoadProgress
    from pipeline.dataset.anonymize import anonymized
    from pipeline.pull.run import PullRequest, survey_pull
    from pipeline.pull.run import pull as run_pull

    session = answer.session("pull")
    chosen = choose(store, session)
    request = PullRequest(
        chosen.target,
        out,
        __version__,
        parse_pace(session, pace.pace),
        pace.concurrency,
        anonymized if anonymize else None,
        force,
    )
    seen = survey_pull(request)
    show_survey(session, chosen, seen)
    if not anonymize and not yes:
        require_person(session)
        if not session.terminal.confirm(
            "The names, e-mails, phones and addresses of real people will be in the files. Go on?",
            default=False,
        ):
            session.terminal.say("Nothing was pulled.")
            return session.give(Answer(NotPulledData(), next=again()))
    with LoadProgress(session.terminal, verbose=False) as watch:
        pulled = run_pull(request, seen, watch)
    show_pulled(session, out, chosen, pulled, anonymized=anonymize)
    real = () if anonymize else ("--allow-real-emails",)
    data = pull_data(out, pulled, anonymized=anonymize, resumed=seen.resumed)
    following = typed("check", out, *real, *carried("profile")) if data.folder is not None else ""
    return session.give(Answer(data, next=following))
