"""The numbers are those of the program, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import garita_sim
import pytest
from conftest import UNTIL

TABLES = ["summary", "compare", "daily", "replicates"]


@pytest.fixture(scope="session")
def by_program(program: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The comparison of the fixture `result`, made by the program."""
    folder = tmp_path_factory.mktemp("program") / "result"
    names = ("enforcement-only", "legal-pathways")
    program("compare", *names, "--replicates", "6", "--until", UNTIL, "--quiet", "--out", folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a result folder by its path inside."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def without_command(report: bytes) -> str:
    """A report without what made it: a call here, a command line there."""
    lines = report.decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(("garita compare", "garita_sim.compare")))


def without_call(text: bytes) -> object:
    """What a file of JSON says, but for what made it."""

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key != "command"}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    return bare(json.loads(text))


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_text_that_the_program_writes(result: garita_sim.Result, by_program: Path, name: str) -> None:
    assert result.table(name).to_csv().encode() == (by_program / f"{name}.csv").read_bytes()


def test_a_saved_folder_is_that_of_the_program(result: garita_sim.Result, by_program: Path, tmp_path: Path) -> None:
    ours, theirs = files(Path(result.save(tmp_path / "result"))), files(by_program)
    assert ours.keys() == theirs.keys()
    pictures = {name for name in theirs if name.endswith((".png", ".svg", ".html"))}
    assert len(pictures) > 10
    # Reports, manifest and pictures name the call or the command line, and the manifest the time.
    for name in theirs.keys() - pictures - {"report.md", "manifest.json"}:
        if name.endswith(".json"):
            assert without_call(ours[name]) == without_call(theirs[name]), name
        else:
            assert ours[name] == theirs[name], name
    assert without_command(ours["report.md"]) == without_command(theirs["report.md"])
    assert result.result_hash() in ours["manifest.json"].decode()


def test_the_program_reproduces_what_python_saved(
    result: garita_sim.Result, program: Callable[..., None], tmp_path: Path
) -> None:
    program("reproduce", result.save(tmp_path / "result", charts=False), "--quiet")


def test_changes_in_code_are_the_options_of_the_program(program: Callable[..., None], tmp_path: Path) -> None:
    scenario = (
        garita_sim.Scenario.load("legal-pathways")
        .set("port-appointments.slots-per-day", 3000, at="2024-04-01")
        .assume("crossing.detection", 0.7)
        .with_policy("shelter-2000")
        .response(False)
    )
    result = garita_sim.run(scenario, replicates=2, seed=7, until=UNTIL)
    program(
        *("run", "legal-pathways+shelter-2000", "--set", "port-appointments.slots-per-day=3000@2024-04-01"),
        *("--assume", "crossing.detection=0.7", "--response", "off", "--until", UNTIL, "--seed", "7"),
        *("--replicates", "2", "--no-charts", "--quiet", "--out", tmp_path / "result"),
    )
    assert result.summary.to_csv() == (tmp_path / "result" / "summary.csv").read_text()
    assert result.replicates.to_csv() == (tmp_path / "result" / "replicates.csv").read_text()


def test_another_base_is_that_of_the_program(program: Callable[..., None], tmp_path: Path) -> None:
    result = garita_sim.compare(
        ["enforcement-only", "legal-pathways"], base="legal-pathways", replicates=2, until=UNTIL
    )
    program(
        *("compare", "enforcement-only", "legal-pathways", "--base", "legal-pathways", "--until", UNTIL),
        *("--replicates", "2", "--no-charts", "--quiet", "--out", tmp_path / "result"),
    )
    assert result.compare.to_csv() == (tmp_path / "result" / "compare.csv").read_text()


def test_threads_change_nothing(result: garita_sim.Result) -> None:
    again = garita_sim.compare(["enforcement-only", "legal-pathways"], replicates=6, until=UNTIL, threads=1)
    assert again.result_hash() == result.result_hash()


def test_parts_in_any_order_make_the_same_bytes(result: garita_sim.Result) -> None:
    experiment = garita_sim.Experiment(["enforcement-only", "legal-pathways"], replicates=6, until=UNTIL)
    parts = (experiment.part(number, 3) for number in (3, 1, 2))
    assert experiment.merge(parts).result_hash() == result.result_hash()


def test_parts_of_the_program_and_of_python_fit_together(
    result: garita_sim.Result, program: Callable[..., None], tmp_path: Path
) -> None:
    experiment = garita_sim.Experiment(["enforcement-only", "legal-pathways"], replicates=6, until=UNTIL)
    (tmp_path / "1-of-2.part").write_bytes(experiment.part(1, 2))
    names = ("enforcement-only", "legal-pathways")
    second = tmp_path / "2-of-2.part"
    program("compare", *names, "--replicates", "6", "--until", UNTIL, "--shard", "2/2", "--quiet", "--out", second)
    assert garita_sim.merge(tmp_path).result_hash() == result.result_hash()
    program("merge", tmp_path / "1-of-2.part", second, "--no-charts", "--quiet", "--out", tmp_path / "merged")
    assert (tmp_path / "merged" / "compare.csv").read_text() == result.compare.to_csv()
