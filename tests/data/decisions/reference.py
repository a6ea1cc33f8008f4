"""Reference figures of EMA Workbench and SALib, which `tests/decisions.rs` holds ours against.

    python -m venv peers && peers/bin/pip install -r tests/data/decisions/requirements.txt
    peers/bin/python tests/data/decisions/reference.py          # writes the tables and reference.json anew
    peers/bin/python tests/data/decisions/reference.py --check  # fails if figures from the tables kept differ

The tables are experiments that EMA Workbench and SALib designed; figures are computed from the tables as written.
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
from ema_workbench import Model, Policy, RealParameter, ScalarOutcome, SequentialEvaluator
from ema_workbench.analysis import prim
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami

HERE = pathlib.Path(__file__).resolve().parent
INPUTS = {"departures": (50.0, 400.0), "cooperation": (0.0, 1.0), "stay": (5.0, 60.0), "price": (8.0, 30.0)}
PORTFOLIOS = {"none": (500.0, 0.0), "beds": (6000.0, 0.0), "slots": (500.0, 120.0), "both": (3000.0, 60.0)}
# A world counts as a failure of a portfolio with more people without a bed than this.
MOST_UNSHELTERED = 3000.0
SOBOL = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
TABLES = ("worlds", "saltelli", "morris")


def city(departures, cooperation, stay, price, beds, slots):
    """People without a bed in a made-up city, and what the city spends a day. No claim about any real one."""
    people = departures * (1.0 - 0.5 * cooperation) * stay
    unsheltered = max(0.0, people - beds - slots * stay)
    return {"unsheltered": unsheltered, "cost": beds * price + 45.0 * slots + 6.0 * unsheltered}


def worlds():
    """Every portfolio in the same 300 worlds, run by EMA Workbench."""
    model = Model("city", function=city)
    model.uncertainties = [RealParameter(name, *ends) for name, ends in INPUTS.items()]
    model.levers = [RealParameter("beds", 0, 10000), RealParameter("slots", 0, 500)]
    model.outcomes = [ScalarOutcome("unsheltered"), ScalarOutcome("cost")]
    policies = [Policy(name, beds=beds, slots=slots) for name, (beds, slots) in PORTFOLIOS.items()]
    np.random.seed(7)
    with SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(300, policies)
    table = pd.DataFrame({name: experiments[name].astype(float) for name in INPUTS})
    table.insert(0, "portfolio", experiments["policy"].astype(str))
    table.insert(0, "world", experiments["scenario"].astype(int))
    for name in ("unsheltered", "cost"):
        table[name] = outcomes[name]
    table["world"] -= table["world"].min()
    return table.sort_values(["portfolio", "world"], kind="stable")


def designs():
    """Ishigami's function at the points of SALib's designs."""
    tables = {}
    for name, points in [
        ("saltelli", sobol_sample.sample(SOBOL, 128, calc_second_order=False, seed=1)),
        ("morris", morris_sample.sample(SOBOL, 12, num_levels=4, seed=1)),
    ]:
        tables[name] = pd.DataFrame(points, columns=SOBOL["names"]).assign(y=Ishigami.evaluate(points))
    return tables


def regret_figures(table):
    """Regret of each portfolio: largest, mean, 90 % quantile, for both outcomes; share of worlds without failure."""
    figures = {}
    for outcome in ("unsheltered", "cost"):
        wide = table.pivot(index="world", columns="portfolio", values=outcome)
        regret = wide.sub(wide.min(axis=1), axis=0)
        figures[outcome] = {
            name: {"most": own.max(), "mean": own.mean(), "p90": own.quantile(0.9)} for name, own in regret.items()
        }
    met = table["unsheltered"] <= MOST_UNSHELTERED
    figures["satisficing"] = met.groupby(table["portfolio"]).mean().to_dict()
    return figures


def prim_figures(table, portfolio):
    """The peeling trajectory of EMA Workbench for failures of one portfolio; pasting, which ours does not do, left out."""
    own = table[table["portfolio"] == portfolio]
    x = own[list(INPUTS)].reset_index(drop=True)
    y = (own["unsheltered"] > MOST_UNSHELTERED).to_numpy()
    search = prim.Prim(x, y, threshold=0.1, peel_alpha=0.05, mass_min=0.05)
    search._paste = lambda box: box
    box = search.find_box()
    steps = []
    for limits, (_, row) in zip(box.box_lims, box.peeling_trajectory.iterrows()):
        ends = {name: [float(limits[name].iloc[0]), float(limits[name].iloc[1])] for name in INPUTS}
        steps.append({"points": int(row["n"]), "cases": int(row["k"]), "coverage": row["coverage"], "density": row["density"], "limits": ends})
    return {"points": len(y), "cases": int(y.sum()), "steps": steps}


def figures():
    """All reference figures, from the tables as written."""
    tables = {name: pd.read_csv(HERE / f"{name}.csv") for name in TABLES}
    y = tables["saltelli"]["y"].to_numpy()
    indices = sobol_analysis.analyze(SOBOL, y, calc_second_order=False, num_resamples=2000, seed=1)
    x, y = tables["morris"][SOBOL["names"]].to_numpy(), tables["morris"]["y"].to_numpy()
    effects = morris_analysis.analyze(SOBOL, x, y, num_levels=4, seed=1)
    return {
        "regret": regret_figures(tables["worlds"]),
        "prim": {name: prim_figures(tables["worlds"], name) for name in ("none", "beds", "slots")},
        "sobol": {key: [float(v) for v in indices[key]] for key in ("S1", "S1_conf", "ST", "ST_conf")},
        "morris": {key: [float(v) for v in effects[key]] for key in ("mu", "mu_star", "sigma")},
    }


def main():
    kept = HERE / "reference.json"
    if "--check" not in sys.argv:
        for name, table in {"worlds": worlds(), **designs()}.items():
            table.to_csv(HERE / f"{name}.csv", index=False)
    found = json.dumps(figures(), indent=1) + "\n"
    if "--check" not in sys.argv:
        kept.write_text(found)
    elif found != kept.read_text():
        sys.exit("the figures differ from reference.json")


if __name__ == "__main__":
    main()
