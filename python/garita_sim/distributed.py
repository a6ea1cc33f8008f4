"""Spreads a run over a Dask cluster: one laptop, a Slurm or Kubernetes cluster, or a cloud.

>>> from garita_sim import distributed
>>> result = distributed.compare(["enforcement-only", "legal-pathways"], replicates=2000)

Without a client, a cluster of this machine's cores is started for the run. With one, whatever Dask started is used:

>>> from dask_jobqueue import SLURMCluster
>>> cluster = SLURMCluster(cores=8, memory="16GB")
>>> cluster.scale(jobs=10)
>>> distributed.compare(scenarios, replicates=100_000, client=Client(cluster), folder="parts")

An analysis of the program is spread in the same way:

>>> distributed.analyse(["warn", "status-quo", "-n", "5000"], client=client, parts="parts")

The run is split into shards, each with every so-many-th replicate. A shard comes back as bytes, and the shards are put
together to the same bytes as one process gives, whatever worker ran which, in whatever order. A worker that dies loses
only the shards it was running, which others run again. With ``folder``, finished shards stay there, and the same call
takes them up after an interruption.
"""

from __future__ import annotations

import os
import pickle
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Union

from . import Answer, GaritaError, PartError, Progress, Result, ScenarioLike, _answer, _several, _teller, build
from ._native import Analysis, Experiment

try:
    from distributed import Client, Future, KilledWorker, LocalCluster, as_completed
except ImportError as _missing:
    raise ImportError("Dask is not installed; get it with: pip install 'garita-sim[distributed]'") from _missing

__all__ = ["WorkerError", "analyse", "compare", "execute", "run"]

#: What is split into shards.
_Job = Union[Experiment, Analysis]

#: Shards for each thread of the cluster: enough that no thread is idle for long at the end.
SHARDS_PER_THREAD = 4


class WorkerError(GaritaError):
    """Workers that cannot take part: the module is missing there, or is another version."""


def run(
    scenarios: ScenarioLike | Sequence[ScenarioLike],
    *,
    replicates: int = 50,
    seed: int = 1,
    until: date | str | None = None,
    places: Sequence[str] = (),
    goals: str | os.PathLike[str] | None = None,
    client: Client | None = None,
    shards: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    retries: int = 3,
    progress: Progress = None,
) -> Result:
    """As :func:`garita_sim.run`, over a cluster; :func:`execute` says what the other parameters do."""
    experiment = Experiment(
        _several(scenarios),
        compare=False,
        replicates=replicates,
        seed=seed,
        until=until,
        places=list(places),
        goals=goals,
    )
    return execute(experiment, client=client, shards=shards, folder=folder, retries=retries, progress=progress)


def compare(
    scenarios: ScenarioLike | Sequence[ScenarioLike],
    *,
    base: ScenarioLike | None = None,
    replicates: int = 50,
    seed: int = 1,
    until: date | str | None = None,
    places: Sequence[str] = (),
    goals: str | os.PathLike[str] | None = None,
    client: Client | None = None,
    shards: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    retries: int = 3,
    progress: Progress = None,
) -> Result:
    """As :func:`garita_sim.compare`, over a cluster; :func:`execute` says what the other parameters do."""
    experiment = Experiment(
        _several(scenarios),
        base=base,
        replicates=replicates,
        seed=seed,
        until=until,
        places=list(places),
        goals=goals,
    )
    return execute(experiment, client=client, shards=shards, folder=folder, retries=retries, progress=progress)


def execute(
    experiment: Experiment,
    *,
    client: Client | None = None,
    shards: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    retries: int = 3,
    progress: Progress = None,
) -> Result:
    """Runs an experiment over a cluster.

    :param client: client of a Dask cluster; without one, the cores of this machine are used.
    :param shards: into how many parts the run is split; four for each thread of the cluster if left out.
    :param folder: keeps finished shards here, and takes up those that are here already.
    :param retries: how often a shard is run again whose worker died, beyond what Dask does by itself.
    :param progress: ``True`` for a bar on stderr, or a function that is called with (done, total) replicates.
    """
    with _client(client) as cluster:
        _refuse_other_versions(cluster)
        wanted = shards or SHARDS_PER_THREAD * max(_threads(cluster), 1)
        shelf = _Shelf(folder, min(wanted, experiment.replicates))
        return experiment.merge(_parts(experiment, cluster, shelf, retries, progress))


def analyse(
    arguments: Sequence[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    force: bool = False,
    client: Client | None = None,
    shards: int | None = None,
    parts: str | os.PathLike[str] | None = None,
    retries: int = 3,
    progress: Progress = None,
) -> Answer:
    """As :func:`garita_sim.analyse`, over a cluster.

    >>> distributed.analyse(["sensitivity", "status-quo", "--trajectories", "50"], client=client, parts="parts")

    :param folder: result folder, ``output/COMMAND-SCENARIO`` if left out.
    :param force: replace earlier results there.
    :param parts: keeps finished shards in this folder, and takes up those that are there already.

    :func:`execute` says what the other parameters do. Of ``goal`` and ``search``, which choose what to run next by what came
    out before, every step is spread, and ``parts`` has a folder for each.
    """
    with _client(client) as cluster:
        _refuse_other_versions(cluster)
        wanted = shards or SHARDS_PER_THREAD * max(_threads(cluster), 1)

        def spread(analysis: Analysis, step: str) -> Iterator[bytes]:
            kept = None if parts is None else Path(parts) / step
            shelf = _Shelf(kept, min(wanted, analysis.replicates))
            return _parts(analysis, cluster, shelf, retries, progress)

        return _answer(list(arguments), spread, folder, force)


def _parts(
    experiment: _Job, client: Client, shelf: _Shelf, retries: int, progress: Progress
) -> Iterator[bytes]:
    """Every shard as bytes, those on the shelf first, the others as they are done."""
    tell = _teller(progress)
    done = 0
    missing = []
    for number in range(1, shelf.of + 1):
        part = shelf.take(experiment, number)
        if part is None:
            missing.append(number)
            continue
        done += _size(experiment, number, shelf.of)
        yield part
    if tell and done:
        tell(done, experiment.replicates)
    for number, part in _simulated(experiment, client, shelf.of, missing, retries):
        shelf.put(number, part)
        done += _size(experiment, number, shelf.of)
        if tell:
            tell(done, experiment.replicates)
        yield part


def _simulated(
    experiment: _Job, client: Client, of: int, missing: Sequence[int], retries: int
) -> Iterator[tuple[int, bytes]]:
    """The missing shards, as they are done; a shard whose workers keep dying is given up after some retries."""
    frozen = zlib.compress(pickle.dumps(experiment))
    # A task of its own: workers hand it to each other, and make it again where it was lost with one of them.
    thawed = client.submit(_thaw, frozen, build())

    def submit(number: int) -> Future:
        return client.submit(_simulate, thawed, number, of, pure=False, retries=retries)

    running = {submit(number): number for number in missing}
    lost = dict.fromkeys(missing, 0)
    queue = as_completed(list(running))
    try:
        for future in queue:
            number = running.pop(future)
            try:
                part = future.result()
            except KilledWorker:
                lost[number] += 1
                if lost[number] > retries:
                    raise
                again = submit(number)
                running[again] = number
                queue.add(again)
                continue
            future.release()
            yield number, part
    finally:
        client.cancel(list(running))


def _thaw(frozen: bytes, expected: str) -> _Job:
    """The experiment, on a worker; one of another version would give other bytes."""
    if build() != expected:
        raise WorkerError(_mismatch({"a worker": build()}, expected))
    experiment: _Job = pickle.loads(zlib.decompress(frozen))
    return experiment


def _simulate(experiment: _Job, number: int, of: int) -> bytes:
    """One shard, on a worker: one thread, since Dask gives every thread a shard of its own."""
    return experiment.part(number, of, threads=1)


def _size(experiment: _Job, number: int, of: int) -> int:
    """Replicates of a shard."""
    return len(range(number - 1, experiment.replicates, of))


@contextmanager
def _client(given: Client | None) -> Iterator[Client]:
    """The client given, or one of a cluster on this machine that ends with the run."""
    if given is not None:
        yield given
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with (
        LocalCluster(n_workers=cores, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def _threads(client: Client) -> int:
    """Threads of all workers that are there now."""
    return sum(client.nthreads().values())


def _refuse_other_versions(client: Client) -> None:
    """Asks every worker for its version before anything runs."""
    answers: dict[str, Any] = client.run(_build_of_worker, on_error="return")
    others = {worker: _words(answer) for worker, answer in answers.items() if answer != build()}
    if others:
        raise WorkerError(_mismatch(others, build()))


def _build_of_worker() -> str:
    """Version of the module on a worker."""
    return build()


def _words(answer: object) -> str:
    """What a worker answered, or why it could not."""
    return f"none ({answer!r})" if isinstance(answer, BaseException) else str(answer)


def _mismatch(others: dict[str, str], expected: str) -> str:
    listed = "\n".join(f"  {worker}: garita-sim {found}" for worker, found in sorted(others.items()))
    return (
        f"workers have another version of garita-sim than this process, which has {expected}:\n{listed}\n"
        "  help: install the same wheel on every worker; parts of different versions cannot be put together"
    )


class _Shelf:
    """Where finished shards are kept between runs; without a folder, nowhere."""

    def __init__(self, folder: str | os.PathLike[str] | None, of: int) -> None:
        self.folder = None if folder is None else Path(folder)
        self.of = of
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, experiment: _Job, number: int) -> bytes | None:
        """A shard that an earlier run kept; one that is damaged is run again."""
        path = self._path(number)
        if path is None or not path.exists():
            return None
        part = path.read_bytes()
        try:
            fits = experiment.holds(part, number, self.of)
        except PartError as error:
            help = "choose another folder, or remove the parts of the other run"
            raise PartError(f"{path}: {error}\n  help: {help}") from None
        return part if fits else None

    def put(self, number: int, part: bytes) -> None:
        """Keeps a shard: whole or not at all."""
        path = self._path(number)
        if path is not None:
            new = path.with_suffix(".new")
            new.write_bytes(part)
            new.replace(path)

    def _path(self, number: int) -> Path | None:
        """The file of a shard, named as the program names it, so that `garita merge` reads the folder, too."""
        return None if self.folder is None else self.folder / f"{number}-of-{self.of}.part"
