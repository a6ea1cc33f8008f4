"""Results: tables for people who compute, folders, and long runs that can be stopped."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import garita_sim
import pyarrow
import pytest
from conftest import UNTIL

GOALS = """
[[goal]]
name = "Few nights without a bed in Tijuana"
metric = "unsheltered-nights"
place = "tijuana"
at-most = 20000
"""


def test_columns_have_kinds(result: garita_sim.Result) -> None:
    table = result.compare.to_arrow()
    assert table.schema.field("difference").type == pyarrow.float64()
    assert table.schema.field("replicates").type == pyarrow.int64()
    assert table.schema.field("metric").type == pyarrow.string()
    assert table.num_rows == len(result.compare)


@pytest.mark.parametrize("name", ["summary", "compare", "daily", "replicates"])
def test_all_readers_see_the_same(result: garita_sim.Result, name: str) -> None:
    table = result.table(name)
    plain = table.to_dict()
    assert list(plain) == table.columns == table.to_csv().splitlines()[0].split(",")
    assert table.to_arrow().to_pydict() == plain
    assert table.to_polars().to_dict(as_series=False) == plain
    frame = table.to_pandas()
    assert list(frame.columns) == table.columns
    for column in table.columns:
        values = frame[column]
        assert [None if gone else value for value, gone in zip(values, values.isna())] == plain[column]


def test_a_column_by_name(result: garita_sim.Result) -> None:
    assert {"enforcement-only", "legal-pathways"} <= set(result.compare["scenario"])
    with pytest.raises(KeyError, match="has no column `diference`"):
        result.compare["diference"]
    with pytest.raises(KeyError, match="there is no table `sumary`"):
        result.table("sumary")


def test_values_not_reached_are_none(result: garita_sim.Result) -> None:
    assert None in result.summary["mean"]
    assert None not in result.summary["metric"]


def test_existing_folders_are_replaced_only_when_asked(result: garita_sim.Result, tmp_path: Path) -> None:
    folder = tmp_path / "result"
    result.save(folder, charts=False)
    with pytest.raises(garita_sim.FolderError, match="force=True"):
        result.save(folder, charts=False)
    result.save(folder, charts=False, force=True)
    (tmp_path / "thesis").mkdir()
    with pytest.raises(garita_sim.FolderError, match="was not made by garita"):
        result.save(tmp_path / "thesis", force=True)


def test_progress_ends_at_the_total() -> None:
    told: list[tuple[int, int]] = []
    garita_sim.run("status-quo", replicates=4, until=UNTIL, progress=lambda *now: told.append(now))
    assert told[-1] == (4, 4)
    assert told == sorted(told)


def test_a_bar_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    garita_sim.run("status-quo", replicates=2, until=UNTIL, progress=True)
    captured = capsys.readouterr()
    assert "2 of 2 replicates" in captured.err and captured.out == ""


def test_an_exception_from_progress_stops_the_run() -> None:
    def stop(done: int, total: int) -> None:
        raise RuntimeError(f"enough after {done} of {total}")

    with pytest.raises(RuntimeError, match="enough after"):
        garita_sim.run("status-quo", replicates=10_000, progress=stop)


def test_python_goes_on_while_the_engine_runs() -> None:
    turns = 0
    running = True

    def count() -> None:
        nonlocal turns
        while running:
            turns += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    garita_sim.run("status-quo", replicates=4)
    running = False
    thread.join()
    assert turns > 10


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_ctrl_c_stops_within_a_second() -> None:
    code = """
import garita_sim, os, signal, time
asked = []
def say(done, total):
    asked.append(time.process_time())
    os.kill(os.getpid(), signal.SIGINT)
try:
    garita_sim.compare(["enforcement-only", "legal-pathways"], replicates=100_000, threads=2, progress=say)
except KeyboardInterrupt:
    print(time.process_time() - asked[0])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    # Time on the processor, lest other work on the machine counts: a second of both threads.
    assert float(run.stdout) < 2.0


def test_parts_of_other_experiments_are_refused() -> None:
    one = garita_sim.Experiment(["status-quo"], compare=False, replicates=4, until=UNTIL)
    other = garita_sim.Experiment(["status-quo"], compare=False, replicates=4, until=UNTIL, seed=2)
    part = other.part(1, 2)
    with pytest.raises(garita_sim.PartError, match="seed: 2 there, 1 here"):
        one.merge([part])
    with pytest.raises(garita_sim.PartError, match="2 of 4 replicates are in no part"):
        other.merge([part])
    with pytest.raises(garita_sim.PartError, match="replicate 0"):
        other.merge([part, part])
    with pytest.raises(garita_sim.PartError, match="damaged"):
        other.merge([part[:-1]])
    with pytest.raises(garita_sim.PartError, match="counted from 1"):
        other.part(0, 2)
    with pytest.raises(garita_sim.PartError, match="no part is named"):
        garita_sim.merge([])


def test_an_experiment_travels_with_all_that_its_numbers_depend_on(tmp_path: Path) -> None:
    goals = tmp_path / "goals.toml"
    goals.write_text(GOALS)
    experiment = garita_sim.Experiment(
        ["legal-pathways+shelter-2000"], replicates=4, until=UNTIL, places=["tijuana"], goals=goals
    )
    copy = pickle.loads(pickle.dumps(experiment))
    goals.unlink()
    assert repr(copy) == repr(experiment)
    merged = experiment.merge(copy.part(number, 2) for number in (1, 2))
    assert merged.result_hash() == experiment.run().result_hash() == copy.run().result_hash()
    saved = Path(merged.save(tmp_path / "result", charts=False))
    assert (saved / "goals.toml").read_text() == GOALS
