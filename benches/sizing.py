"""What a run costs, as a formula that is held against a run it was not fitted on: `python benches/sizing.py`.

    processor seconds = a + b · futures · days simulated

for the border as it is shipped (6 origins, 11 places). Days simulated are, once a future, those of the past that hands
over and those until policies part (the scenarios compared here are the status quo until the end of 2024), and then those
of every scenario. The formula is fitted by least squares of relative errors on small runs, charts off, one thread, and must
tell the last run within 20 %. The exit code is 1 if it does not.
"""

import datetime
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target" / "release" / "garita"
PAST, PARTED = datetime.date(2023, 7, 1), datetime.date(2025, 1, 1)
TOLERANCE = 0.20
#      futures, scenarios, last day
FITTED = [
    (4, ["status-quo"], "2024-08-31"),
    (24, ["status-quo"], "2024-08-31"),
    (8, ["status-quo"], "2026-12-31"),
    (16, ["status-quo"], "2025-06-30"),
    (4, ["enforcement-only", "legal-pathways"], "2025-12-31"),
    (12, ["status-quo", "legal-pathways"], "2024-12-31"),
]
HELD_BACK = (20, ["enforcement-only", "legal-pathways"], "2026-12-31")


def days_simulated(futures, scenarios, until):
    """Days of all futures; `compare` adds the status quo as a reference."""
    end = datetime.date.fromisoformat(until) + datetime.timedelta(days=1)
    arms = len(scenarios) if len(scenarios) == 1 else len({*scenarios, "status-quo"})
    return futures * ((min(end, PARTED) - PAST).days + arms * max((end - PARTED).days, 0))


def seconds(futures, scenarios, until):
    """Processor time of one run of the program."""
    command = "run" if len(scenarios) == 1 else "compare"
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [PROGRAM, command, *scenarios, "--replicates", str(futures), "--until", until, "--threads", "1",
             "--no-charts", "--quiet", "--out", os.path.join(folder, "result")],
            check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def fit(points):
    """a and b of y = a + b x with the least sum of squared relative errors."""
    weights = [1 / y**2 for _, y in points]
    total = sum(weights)
    x_mean = sum(w * x for w, (x, _) in zip(weights, points)) / total
    y_mean = sum(w * y for w, (_, y) in zip(weights, points)) / total
    slope = sum(w * (x - x_mean) * (y - y_mean) for w, (x, y) in zip(weights, points)) / sum(
        w * (x - x_mean) ** 2 for w, (x, _) in zip(weights, points))
    return y_mean - slope * x_mean, slope


def spelled(value):
    """Seconds in the unit that people would use."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if value >= 2 * size:
            return f"{value / size:,.0f} {unit}"
    return f"{value:,.0f} seconds"


def main():
    if not PROGRAM.exists():
        sys.exit("build the program first: cargo build --release")
    points = []
    print("| run | futures × days | processor time |\n|---|---:|---:|")
    for run in FITTED:
        points.append((days_simulated(*run), seconds(*run)))
        print(f"| {' and '.join(run[1])} to {run[2]}, {run[0]} futures | {points[-1][0]:,} | {points[-1][1]:.1f} s |")
    a, b = fit(points)
    expected, found = a + b * days_simulated(*HELD_BACK), seconds(*HELD_BACK)
    miss = expected / found - 1
    print(f"\nprocessor seconds = {a:.2f} + {b * 1e6:.0f} · 10⁻⁶ · futures · days")
    print(f"Held back: {' and '.join(HELD_BACK[1])}, {HELD_BACK[0]} futures to {HELD_BACK[2]}: "
          f"{expected:.1f} s told, {found:.1f} s found ({miss:+.0%}).")
    print("\nA comparison of two scenarios to the end of 2026 beside the status quo, perfectly split:\n")
    print("| futures | 1 core | 100 cores | 1,000 cores |\n|---:|---:|---:|---:|")
    for futures in (10**6, 10**8):
        whole = b * days_simulated(futures, *HELD_BACK[1:])
        print(f"| {futures:,} | " + " | ".join(spelled(a + whole / cores) for cores in (1, 100, 1000)) + " |")
    sys.exit(abs(miss) > TOLERANCE)


main()
