"""Garita beside other simulators on one workload, in one run: `python benches/peers/compare.py`.

Peers whose packages are not installed are named and left out (`pip install -r benches/peers/requirements.txt`). Rounds
go through all programs in turn, so ratios are taken inside a round: times of processors that share a machine swing
together. Processor time of one core; compilation of numba and the start of interpreters are not counted.
"""

import argparse
import importlib.util
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#        program               needs                   replicates: quick, full
PEERS = {
    "numba": ("numba_cohorts.py", ("numpy", "numba"), (16, 128)),
    "numpy": ("numpy_cohorts.py", ("numpy",), (16, 128)),
    "SimPy": ("simpy_people.py", ("numpy", "simpy"), (0, 1)),
    "Ciw": ("ciw_people.py", ("numpy", "ciw"), (1, 1)),
}


def garita():
    """Garita's own figure, from its benchmark."""
    command = ["cargo", "bench", "--quiet", "--bench", "throughput", "--", "--json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    return next(row["replicates_per_second"] for row in rows if row["name"] == "border-queue-1")


def peer(program, replicates, seed):
    """One run of a peer: what it printed."""
    command = [sys.executable, program, str(replicates), str(seed)]
    done = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def speed(run):
    """Replicates of the whole workload a second."""
    return run["replicates"] * run["share"] / run["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times that every program runs (default 3)")
    parser.add_argument("--quick", action="store_true", help="few replicates, without SimPy")
    asked = parser.parse_args()
    usable = {}
    for name, (program, needs, replicates) in PEERS.items():
        missing = [package for package in needs if importlib.util.find_spec(package) is None]
        count = replicates[0 if asked.quick else 1]
        if missing:
            print(f"{name} is left out: {', '.join(missing)} not installed", file=sys.stderr)
        elif count:
            usable[name] = (program, count)
    speeds = {name: [] for name in ["Garita", *usable]}
    runs = {}
    for round_ in range(asked.rounds):
        speeds["Garita"].append(garita())
        for name, (program, count) in usable.items():
            if name == "SimPy" and round_ > 0:
                speeds[name].append(speeds[name][0])  # a minute each: once is enough
                continue
            runs[name] = peer(program, count, 1 + round_)
            speeds[name].append(speed(runs[name]))
    print("| program | replicates/s (median) | least | most | Garita is faster by | peak MiB |\n|---|---:|---:|---:|---:|---:|")
    for name, values in speeds.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(speeds["Garita"], values))
        note = "" if name not in runs or runs[name]["share"] == 1 else " (scaled up from a smaller run)"
        peak = f"{runs[name]['peak_mib']:.0f}" if name in runs else ""
        print(f"| {name}{note} | {statistics.median(values):.4g} | {min(values):.4g} | {max(values):.4g} | {ratio:,.1f} × | {peak} |")
    print("\nMeans per replicate, for a check that all run the same workload (Ciw: one city, other days):\n")
    keys = ["appointment", "protection", "return", "unsheltered", "wait_appointment", "wait_protection", "wait_return", "abandoned"]
    for name, run in runs.items():
        print(f"- {name}: " + ", ".join(f"{key} {run['mean'][key]:.1f}" for key in keys))


main()
