"""Scenarios: loading, changing, telling, copying; and the words of mistakes."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import garita_sim
import pytest
from garita_sim import Scenario, ScenarioError

SLOTS = "port-appointments.slots-per-day"


def test_lists_have_what_the_program_lists() -> None:
    assert "status-quo" in garita_sim.scenarios()["scenario"]
    assert SLOTS in garita_sim.levers()["lever.setting"]
    assert "crossing.detection" in garita_sim.parameters()["parameter"]
    assert "tijuana" in garita_sim.places()["place"]
    assert "shelter-2000" in garita_sim.policies()["policy"]
    assert {"metric", "unit", "reading"} <= set(garita_sim.metrics().columns)
    assert len(garita_sim.metrics()) > 20


def test_a_change_makes_a_new_scenario_that_says_so() -> None:
    old = Scenario.load("status-quo")
    new = old.set(SLOTS, 2900, at=date(2024, 7, 1)).named("more", title="More appointments")
    assert "2,900" in new.describe() and "2,900" not in old.describe()
    assert (new.name, new.title) == ("more", "More appointments")
    assert new != old and old == Scenario.load("status-quo")
    assert {new, old, Scenario.load("status-quo")} == {new, old}


def test_a_scenario_shows_the_code_that_makes_it() -> None:
    scenario = (
        Scenario.load("status-quo")
        .set(SLOTS, 2900, at="2024-07-01")
        .assume("crossing.detection", 0.7)
        .until("2024-12-31")
        .named("more", title='The "more"')
    )
    assert eval(repr(scenario)) == scenario
    assert scenario.end == "2024-12-31"


def test_a_text_is_a_scenario() -> None:
    text = """
    title = "More appointments"
    summary = "Doubles the daily appointments from July 2024, phased in."
    extends = "status-quo"
    [levers.port-appointments]
    slots-per-day = [ { from = 2024-07-01, value = 2900, ramp = "90 days" } ]
    source = "assumption"
    note = "Twice the daily number of March 2024."
    """
    scenario = Scenario.from_toml(text, name="more-appointments")
    assert scenario.name == "more-appointments"
    assert "90 days" in scenario.describe()


def test_a_file_is_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "longer.toml"
    file.write_text('title = "Longer"\nsummary = "A year more."\nextends = "status-quo"\nend = 2027-12-31\n')
    scenario = Scenario.load(str(file))
    assert scenario.end == "2027-12-31"
    assert scenario.named("other").title == "Longer (other)"
    assert garita_sim.Experiment([file], compare=False).scenarios == ["longer"]


def test_those_that_end_sooner_run_on_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "longer.toml"
    file.write_text('title = "Longer"\nsummary = "A year more."\nextends = "status-quo"\nend = 2027-12-31\n')
    with pytest.warns(UserWarning, match="`status-quo` runs on to 2027-12-31"):
        garita_sim.Experiment([file])


@pytest.mark.parametrize("name", garita_sim.scenarios()["scenario"])
def test_a_copy_needs_no_file_and_gives_the_same_numbers(name: str) -> None:
    scenario = Scenario.load(name).response(False)
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario
    assert copy.to_toml() == scenario.to_toml()


def test_a_copy_carries_fits_of_ones_own(tmp_path: Path) -> None:
    fits = Path(__file__).resolve().parents[2] / "calibrations" / "cbp-one-2023.csv"
    (tmp_path / "my-fits.csv").write_bytes(fits.read_bytes())
    file = tmp_path / "fitted.toml"
    file.write_text('title = "Fitted"\nsummary = "With my fits."\nextends = "status-quo"\ncalibration = "my-fits.csv"\n')
    scenario = Scenario.load(file)
    copy = pickle.loads(pickle.dumps(scenario))
    shutil.rmtree(tmp_path)
    assert copy == scenario
    assert copy.response(False) != scenario


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (lambda: Scenario.load("status-quoo"), "did you mean `status-quo`"),
        (lambda: Scenario.load("missing.toml"), "missing.toml"),
        (lambda: Scenario.load("status-quo").set("port-appointments.slots-per-dy", 1), "slots-per-day"),
        (lambda: Scenario.load("status-quo").set(SLOTS, "many"), "`many` is not a number"),
        (lambda: Scenario.load("status-quo").set(SLOTS, 1, at="soon"), "`soon` is not a date"),
        (lambda: Scenario.load("status-quo").assume("crossing.detection", 7), "crossing.detection"),
        (lambda: Scenario.load("status-quo").until("soon"), "year-month-day"),
        (lambda: Scenario.load("status-quo").named("a/b"), "letters, digits and hyphens"),
        (lambda: Scenario.from_toml("titel = 1", name="odd"), "titel"),
        (lambda: garita_sim.run([]), "no scenario is named"),
        (lambda: garita_sim.run("status-quo", places=["atlantis"]), "unknown place `atlantis`"),
        (lambda: garita_sim.run(["status-quo", "status-quo"]), "named twice"),
        (lambda: garita_sim.run("status-quo", replicates=0), "at least one replicate"),
    ],
)
def test_mistakes_say_what_would_work(mistake: Callable[[], object], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        mistake()
    assert words in str(caught.value)
    assert isinstance(caught.value, garita_sim.GaritaError)


def test_what_is_no_scenario_is_refused() -> None:
    with pytest.raises(TypeError, match="is no scenario"):
        garita_sim.run([3])  # type: ignore[list-item]
