"""The Dask driver: the same bytes as one process, whatever happens to workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
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
