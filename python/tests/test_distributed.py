"""The Dask driver: the same bytes as one process, whatever happens to workers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import garita_sim
import pytest
from conftest import UNTIL
from distributed import Client, LocalCluster
from garita_sim import distributed

SCENARIOS = ["enforcement-only", "legal-pathways"]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two workers, processes of their own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster, Client(cluster) as client:
        yield client


def test_two_workers_give_the_bytes_of_one_process(client: Client, result: garita_sim.Result) -> None:
    spread = distributed.compare(SCENARIOS, replicates=6, until=UNTIL, client=client, shards=3)
    for name in ("summary", "compare", "daily", "replicates"):
        assert spread.table(name).to_csv() == result.table(name).to_csv()


def test_a_worker_that_is_killed_costs_nothing_but_time(client: Client) -> None:
    alone = garita_sim.compare(SCENARIOS, replicates=24, until=UNTIL)
    killed: list[int] = []
    told: list[tuple[int, int]] = []

    def kill_one(done: int, total: int) -> None:
        told.append((done, total))
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    spread = distributed.compare(SCENARIOS, replicates=24, until=UNTIL, client=client, shards=12, progress=kill_one)
    assert killed and len(told) == 12
    assert told[-1] == (24, 24)
    assert spread.result_hash() == alone.result_hash()


def test_finished_shards_are_taken_up_again(client: Client, result: garita_sim.Result, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    def again(**options: object) -> garita_sim.Result:
        return distributed.compare(
            SCENARIOS, replicates=6, until=UNTIL, client=client, shards=6, folder=tmp_path, **options
        )

    with pytest.raises(KeyboardInterrupt):
        again(progress=stop)
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 3
    kept[0].write_bytes(b"damaged")
    ages = {path: path.stat().st_mtime_ns for path in kept[1:]}

    told: list[tuple[int, int]] = []
    spread = again(progress=lambda *now: told.append(now))
    assert spread.result_hash() == result.result_hash()
    assert told == [(2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]
    assert {path: path.stat().st_mtime_ns for path in ages} == ages


WARN = ["warn", "status-quo", "--places", "tijuana", "--days", "1", "--until", UNTIL, "-n", "6"]


def _same(one: Path, other: Path) -> None:
    """The same files with the same bytes; of the manifest everything but times."""
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    for name in names:
        if name.name == "manifest.json":
            left, right = (json.loads((folder / name).read_text()) for folder in (one, other))
            for manifest in (left, right):
                manifest["started"] = manifest["finished"] = None
            assert left == right
        else:
            assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_an_analysis_over_workers_gives_the_bytes_of_the_program(
    client: Client, program: Callable[..., None], tmp_path: Path
) -> None:
    sweep = ["sweep", "status-quo", "--design", "sobol", "--points", "6", "--until", "2024-03-10", "-n", "4"]
    sweep += ["--vary", "crossing.detection=0.5..0.9", "--vary", "us-detection.staff=0.5..2@2024-03-05"]
    sensitivity = ["sensitivity", "status-quo", "--until", "2024-03-10", "--trajectories", "2"]
    sensitivity += ["--inputs", "crossing.detection,departure.base"]
    for arguments in [WARN, sweep, sensitivity]:
        spread = tmp_path / arguments[0]
        # Charts quote the command, so it is the same, and the folder the usual one.
        program(*arguments, cwd=tmp_path)
        answer = distributed.analyse(arguments, folder=spread, client=client, shards=3)
        assert answer.folder == spread and answer.sentences
        _same(tmp_path / "output" / f"{arguments[0]}-status-quo", spread)


def test_an_analysis_goes_on_after_an_interruption_and_a_killed_worker(client: Client, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 2:
            raise KeyboardInterrupt

    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    def analyse(name: str, **options: object) -> garita_sim.Answer:
        return distributed.analyse(
            WARN, folder=tmp_path / name, client=client, shards=6, parts=tmp_path / "parts", **options
        )

    with pytest.raises(KeyboardInterrupt):
        analyse("stopped", progress=stop)
    kept = sorted((tmp_path / "parts").iterdir())
    assert len(kept) == 2 and not (tmp_path / "stopped").exists()
    ages = {path: path.stat().st_mtime_ns for path in kept}
    spread = analyse("spread", progress=kill_one)
    assert killed and {path: path.stat().st_mtime_ns for path in ages} == ages
    alone = garita_sim.analyse(WARN, folder=tmp_path / "alone")
    assert alone.sentences == spread.sentences
    _same(alone.folder, spread.folder)
    with pytest.raises(garita_sim.PartError, match="seed"):
        distributed.analyse([*WARN, "--seed", "2"], client=client, shards=6, parts=tmp_path / "parts")
    with pytest.raises(garita_sim.PartError, match="analysis"):
        garita_sim.merge(tmp_path / "parts")


def test_what_is_looked_for_step_by_step_is_spread_step_by_step(
    client: Client, program: Callable[..., None], tmp_path: Path
) -> None:
    quick = ["verification/border-queue-1", "--until", "2024-02-10", "-n", "6"]
    slots = "port-appointments.slots-per-day=900..1300"
    goal = ["goal", *quick, "--vary", slots, "--metric", "people-waiting:mean@us", "--at-most", "20000"]
    search = ["search", *quick, "--vary", slots, "--less", "unsheltered-nights", "--less", "outlay"]
    search += ["--rounds", "2", "--portfolios", "3"]
    for arguments in [goal, [*goal, "--against", "verification/border-queue-1"], search]:
        name = f"{arguments[0]}-{len(arguments)}"
        alone, spread, parts = (tmp_path / f"{name}-{kind}" for kind in ("alone", "spread", "parts"))
        program(*arguments, cwd=tmp_path)
        (tmp_path / "output" / f"{arguments[0]}-border-queue-1").rename(alone)
        answer = distributed.analyse(arguments, folder=spread, client=client, shards=3, parts=parts)
        assert answer.folder == spread and answer.sentences
        _same(alone, spread)
        kept = {path: path.stat().st_mtime_ns for path in parts.rglob("*.part")}
        assert len(kept) >= 6 and (parts / "step-2").is_dir()
        # Again from what was kept: nothing is run, and the answer is the same.
        again = distributed.analyse(arguments, folder=spread, force=True, client=client, shards=3, parts=parts)
        assert again.sentences == answer.sentences
        assert {path: path.stat().st_mtime_ns for path in parts.rglob("*.part")} == kept


def test_what_cannot_be_spread_is_refused(client: Client) -> None:
    for arguments, words in [
        (["goal", "--from", "output/slots", "--metric", "deaths", "--at-most", "3"], "looked for step by step"),
        (["run", "status-quo"], "no analysis that can be split"),
        ([*WARN, "--out", "x"], "say how a process"),
        (["warn", "status-quoo"], "did you mean"),
        (["sweep", "status-quo"], "--vary"),
    ]:
        with pytest.raises(garita_sim.ScenarioError, match=words):
            distributed.analyse(arguments, client=client)


def test_a_folder_of_another_run_is_refused(client: Client, tmp_path: Path) -> None:
    distributed.run("status-quo", replicates=2, until=UNTIL, client=client, shards=2, folder=tmp_path)
    with pytest.raises(garita_sim.PartError, match="seed: 1 there, 2 here"):
        distributed.run("status-quo", replicates=2, seed=2, until=UNTIL, client=client, shards=2, folder=tmp_path)


def test_workers_of_another_version_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "build", lambda: "9.9.9 (abc)")
    with pytest.raises(distributed.WorkerError, match="install the same wheel on every worker"):
        distributed.run("status-quo", replicates=2, until=UNTIL, client=client)


def test_mistakes_are_found_before_anything_is_spread(client: Client) -> None:
    with pytest.raises(garita_sim.ScenarioError, match="did you mean"):
        distributed.run("status-quoo", client=client)


def test_without_a_client_this_machine_is_the_cluster(result: garita_sim.Result) -> None:
    spread = distributed.compare(SCENARIOS, replicates=6, until=UNTIL)
    assert spread.result_hash() == result.result_hash()
