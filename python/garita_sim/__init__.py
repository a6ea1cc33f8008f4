"""Garita for Python: policy scenarios for migration at the U.S.–Mexico border, simulated and compared.

>>> import garita_sim
>>> result = garita_sim.compare(["enforcement-only", "legal-pathways"], replicates=50)
>>> result.compare.to_pandas()
>>> result.save("output/my-comparison")

Scenarios, levers, parameters, metrics and places have names; ``scenarios()``, ``levers()``, ``parameters()``,
``metrics()``, ``places()`` and ``policies()`` list them. Same scenarios, seed and version give the same bytes as the
program ``garita``, on any number of threads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import NamedTuple, Union

from ._native import (
    Analysis,
    Experiment,
    FolderError,
    GaritaError,
    PartError,
    Result,
    Scenario,
    ScenarioError,
    Seeking,
    SimulationError,
    Table,
    build,
    listing,
    merge_files,
    version,
)

__version__ = version()

__all__ = [
    "Analysis",
    "Answer",
    "Experiment",
    "FolderError",
    "GaritaError",
    "PartError",
    "Result",
    "Scenario",
    "ScenarioError",
    "Seeking",
    "SimulationError",
    "Table",
    "analyse",
    "build",
    "compare",
    "levers",
    "merge",
    "metrics",
    "parameters",
    "places",
    "policies",
    "run",
    "scenarios",
]

#: A scenario: a bundled name, the path of a ``.toml`` file, or a Scenario.
ScenarioLike = Union[str, "PathLike[str]", Scenario]

#: Shows how far a run is: ``True`` for a bar on stderr, or a function that is called with (done, total).
Progress = Union[bool, Callable[[int, int], object], None]


def run(
    scenarios: ScenarioLike | Sequence[ScenarioLike],
    *,
    replicates: int = 50,
    seed: int = 1,
    threads: int | None = None,
    until: date | str | None = None,
    places: Sequence[str] = (),
    goals: str | PathLike[str] | None = None,
    progress: Progress = None,
) -> Result:
    """Simulates scenarios side by side, without comparing them.

    :param scenarios: names, paths or Scenario objects; one of them may stand alone.
    :param replicates: simulated futures of each scenario.
    :param seed: seed of all chance.
    :param threads: threads, all cores if left out; results do not depend on it.
    :param until: last day of all scenarios.
    :param places: cities drawn and tabulated one by one in the saved report; all if none is named.
    :param goals: a file of limits on metrics that you set; the saved report counts in how many futures each holds.
    :param progress: ``True`` for a bar on stderr, or a function that is called with (done, total).
    """
    experiment = Experiment(
        _several(scenarios),
        compare=False,
        replicates=replicates,
        seed=seed,
        until=until,
        places=list(places),
        goals=goals,
    )
    return experiment.run(threads=threads, progress=_teller(progress))


def compare(
    scenarios: ScenarioLike | Sequence[ScenarioLike],
    *,
    base: ScenarioLike | None = None,
    replicates: int = 50,
    seed: int = 1,
    threads: int | None = None,
    until: date | str | None = None,
    places: Sequence[str] = (),
    goals: str | PathLike[str] | None = None,
    progress: Progress = None,
) -> Result:
    """Compares scenarios in the same simulated futures.

    Each is compared with ``base``, or with the first; ``status-quo`` joins for orientation unless it is among them.
    The other parameters are those of :func:`run`.
    """
    experiment = Experiment(
        _several(scenarios),
        base=base,
        replicates=replicates,
        seed=seed,
        until=until,
        places=list(places),
        goals=goals,
    )
    return experiment.run(threads=threads, progress=_teller(progress))


class Answer(NamedTuple):
    """What an analysis leaves."""

    #: The result folder: ``report.html``, tables and charts.
    folder: Path
    #: The answers in sentences, each with its interval.
    sentences: list[str]


def analyse(
    arguments: Sequence[str],
    *,
    folder: str | PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Answer:
    """Carries out an analysis, asked for as on the command line.

    >>> garita_sim.analyse(["warn", "status-quo", "--places", "tijuana", "-n", "100"])

    :param arguments: the words after ``garita`` of a ``sweep``, ``sensitivity``, ``explore``, ``warn``, ``goal``, ``search``
        or ``compare --attribute``, without ``--out``, ``--threads`` and the like.
    :param folder: result folder, ``output/COMMAND-SCENARIO`` if left out.
    :param force: replace earlier results there.
    :param threads: threads, all cores if left out; results do not depend on it.
    :param progress: ``True`` for a bar on stderr, or a function that is called with (done, total) futures.

    The folder holds the same bytes as that of the program.
    """

    def whole(analysis: Analysis, _: str) -> list[bytes]:
        return [analysis.part(1, 1, threads=threads, progress=_teller(progress))]

    return _answer(list(arguments), whole, folder, force)


#: Runs an analysis and gives its parts; the name of the step is empty where there is only one.
_Runner = Callable[[Analysis, str], Iterable[bytes]]


def _answer(arguments: list[str], run: _Runner, folder: str | PathLike[str] | None, force: bool) -> Answer:
    """The answer of an analysis, or of a goal or search, which run one step after another."""
    if arguments[:1] in (["goal"], ["search"]):
        seeking = Seeking(arguments)
        steps = 0
        while (step := seeking.next()) is not None:
            steps += 1
            seeking.take(step, run(step, f"step-{steps}"))
        path, sentences = seeking.answer(folder or Path("output") / seeking.name, force=force)
    else:
        analysis = Analysis(arguments)
        path, sentences = analysis.answer(run(analysis, ""), folder or Path("output") / analysis.name, force=force)
    return Answer(Path(path), sentences)


def merge(parts: str | PathLike[str] | Sequence[str | PathLike[str]]) -> Result:
    """Puts the parts of a run together, made by the program with ``--shard`` or kept by :mod:`garita_sim.distributed`.

    :param parts: a folder of parts, or the files.

    The result is the same, to the byte, as of one process.
    """
    if isinstance(parts, (str, PathLike)):
        folder = Path(parts)
        parts = sorted(folder.glob("*.part")) if folder.is_dir() else [folder]
    return merge_files(list(parts))


def scenarios() -> Table:
    """The scenarios inside the module."""
    return listing("scenarios")


def policies() -> Table:
    """Policies that can be laid over any scenario, with ``with_policy`` or as ``scenario+policy``."""
    return listing("policies")


def levers() -> Table:
    """Every setting of every lever: unit, reference, range, source and meaning."""
    return listing("levers")


def parameters() -> Table:
    """Every uncertain input: value or range, unit, evidence grade and source."""
    return listing("parameters")


def metrics() -> Table:
    """Everything that is measured: unit, direction and how to read it."""
    return listing("metrics")


def places() -> Table:
    """The places inside the module."""
    return listing("places")


def _several(scenarios: ScenarioLike | Sequence[ScenarioLike]) -> list[ScenarioLike]:
    """A single scenario as a list of one."""
    if isinstance(scenarios, (str, PathLike, Scenario)):
        return [scenarios]
    return list(scenarios)


def _teller(progress: Progress) -> Callable[[int, int], object] | None:
    """The function that shows progress."""
    if progress is True:
        return _bar
    return progress or None


def _bar(done: int, total: int) -> None:
    """A bar on stderr."""
    filled = 30 * done // max(total, 1)
    end = "\n" if done >= total else ""
    print(f"\r{'█' * filled}{'░' * (30 - filled)} {done} of {total} replicates{end}", end="", file=sys.stderr, flush=True)
