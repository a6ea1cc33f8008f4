"""What the control variate gains: `python benches/precision.py [futures]`.

Runs status-quo, enforcement-only and legal-pathways in the same futures and prints, for each headline metric, how many
futures and how much processor time a mean needs to be known within 1 % (95 % interval, half its width), from the plain
mean and from the one that takes out the luck of demand. A difference has to be known within 1 % of the level under
status-quo: one of 0 can never be known within 1 % of itself. A mean ± 1 % needs n · (half width ÷ 1 %)² futures, where the half width is
the one found with n.
"""

import csv
import math
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target" / "release" / "garita"
BASE, OTHERS = "status-quo", ["enforcement-only", "legal-pathways"]
GOAL = 0.01


def simulate(futures):
    """The rows of replicates.csv by scenario, and processor seconds a future."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "result")
        subprocess.run([PROGRAM, "compare", BASE, *OTHERS, "--replicates", str(futures), "--no-charts", "--quiet",
                        "--out", result], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        arms = {}
        with open(os.path.join(result, "replicates.csv"), newline="") as table:
            for row in csv.DictReader(table):
                arms.setdefault(row["scenario"], []).append(row)
    return arms, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / futures


def plain(values):
    """Mean and standard error."""
    n = len(values)
    mean = sum(values) / n
    return mean, math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n)


def controlled(values, control):
    """Height at 0 of the line through (control, value), with its HC3 standard error."""
    n = len(values)
    x, y = sum(control) / n, sum(values) / n
    squares = sum((c - x) ** 2 for c in control)
    slope = sum((c - x) * (v - y) for c, v in zip(control, values)) / squares
    height = y - slope * x
    variance = 0.0
    for c, v in zip(control, values):
        free = 1 - 1 / n - (c - x) ** 2 / squares
        variance += ((1 / n - x * (c - x) / squares) * (v - height - slope * c) / free) ** 2
    return height, math.sqrt(variance)


def needed(error, scale, futures):
    """Futures for ± 1 % of `scale`, from the standard error of so many."""
    return futures * (1.96 * error / (GOAL * scale)) ** 2


def main():
    if not PROGRAM.exists():
        sys.exit("build the program first: cargo build --release")
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    arms, seconds = simulate(futures)
    luck = [float(row["luck:demand"]) for row in arms[BASE]]
    print(f"{futures} futures of three scenarios, {seconds:.2f} processor seconds each; futures for ± 1 % of the level under "
          f"{BASE}, hours of one core in brackets\n")
    print("| metric | what | plain mean | luck of demand taken out | gain |\n|---|---|---:|---:|---:|")
    for metric in [name for name in arms[BASE][0] if ":" in name and not name.startswith(("input:", "luck:"))]:
        for what in [BASE, *OTHERS]:
            texts = [(row[metric], base[metric]) for row, base in zip(arms[what], arms[BASE])]
            if any("" in pair for pair in texts):
                continue  # not reached in some futures: there is no mean
            values = [float(own) - (0 if what == BASE else float(base)) for own, base in texts]
            scale = abs(plain([float(base) for _, base in texts])[0])
            before = needed(plain(values)[1], scale, futures)
            after = needed(controlled(values, luck)[1], scale, futures)
            if before == 0:
                continue
            hours = [count * seconds / 3600 for count in (before, after)]
            print(f"| {metric} | {'level' if what == BASE else what + ' − ' + BASE} | {before:,.0f} ({hours[0]:.1f} h) "
                  f"| {after:,.0f} ({hours[1]:.1f} h) | {before / after:.1f} × |")


main()
