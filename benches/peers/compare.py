"""Garita beside other simulators on one workload, in one run: `python benches/peers/compare.py`.

Peers whose packages are not installed are named and left out (`pip install -r benches/peers/requirements.txt`). Rounds
go through all programs in turn, so ratios are taken inside a round: times of processors that share a machine swing
together. Processor time of one core; compilation of numba and the start of interpreters are not counted.

"limit" is no simulator but a loop in Rust written by hand for this one workload, with a table for its one hazard and
processor instructions of 2013 and later (AVX2): what a core can do when nothing is general.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CITY_DAYS = 8 * 730  # of a replicate
#        program               needs                   replicates: quick, full
PEERS = {
    "numba": ("numba_cohorts.py", ("numpy", "numba"), (16, 128)),
    "numpy": ("numpy_cohorts.py", ("numpy",), (16, 128)),
    "SimPy": ("simpy_people.py", ("numpy", "simpy"), (0, 1)),
    "Ciw": ("ciw_people.py", ("numpy", "ciw"), (1, 1)),
}


def garita():
    """Garita's own figures, from its benchmark: rows by workload."""
    command = ["cargo", "bench", "--quiet", "--bench", "throughput", "--", "--json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    return {row["name"]: row for row in rows}


def build_limit():
    """Builds the loop written by hand; its program."""
    target = ROOT / "target" / "limit"
    flags = "-C target-cpu=x86-64-v3" if platform.machine() in ("x86_64", "AMD64") else ""
    command = ["cargo", "build", "--quiet", "--release", "-p", "border-queue-1-limit", "--target-dir", target]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "RUSTFLAGS": flags})
    return target / "release" / "border-queue-1-limit"


def peer(program, replicates, seed):
    """One run of a peer: what it printed."""
    interpreter = [sys.executable] if program.endswith(".py") else []
    command = [*interpreter, program, str(replicates), str(seed)]
    done = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def speed(run):
    """Replicates of the whole workload a second."""
    return run["replicates"] * run["share"] / run["seconds"]


def times(ratio):
    """A ratio in words of a table."""
    return f"{ratio:.2f} ×" if ratio < 1 else f"{ratio:,.1f} ×"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times that every program runs (default 3)")
    parser.add_argument("--quick", action="store_true", help="few replicates, without SimPy")
    asked = parser.parse_args()
    usable = {"limit": (str(build_limit()), 200 if asked.quick else 1_500)}
    for name, (program, needs, replicates) in PEERS.items():
        missing = [package for package in needs if importlib.util.find_spec(package) is None]
        count = replicates[0 if asked.quick else 1]
        if missing:
            print(f"{name} is left out: {', '.join(missing)} not installed", file=sys.stderr)
        elif count:
            usable[name] = (program, count)
    speeds = {name: [] for name in ["Garita", *usable]}
    status_quo = []  # seconds of a place-origin-day
    runs = {}
    for round_ in range(asked.rounds):
        ours = garita()
        speeds["Garita"].append(ours["border-queue-1"]["replicates_per_second"])
        status_quo.append(ours["status-quo"]["ns_per_place_origin_day"] * 1e-9)
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
        peak = f"{runs[name]['peak_mib']:.0f}" if "peak_mib" in runs.get(name, {}) else ""
        print(f"| {name}{note} | {statistics.median(values):.4g} | {min(values):.4g} | {max(values):.4g} | {times(ratio)} | {peak} |")
    city_days = statistics.median(
        seconds * limit * CITY_DAYS for seconds, limit in zip(status_quo, speeds["limit"])
    )
    print(f"\nA place-origin-day of status-quo takes as long as {city_days:.3g} city-days of the limit.")
    print("\nMeans per replicate, for a check that all run the same workload (Ciw: one city, other days):\n")
    keys = ["appointment", "protection", "return", "unsheltered", "wait_appointment", "wait_protection", "wait_return", "abandoned"]
    for name, run in runs.items():
        print(f"- {name}: " + ", ".join(f"{key} {run['mean'][key]:.1f}" for key in keys))


main()
