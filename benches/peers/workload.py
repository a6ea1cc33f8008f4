"""The reference workload `scenarios/verification/border-queue-1.toml` for other simulators, and what they report.

A day t = 0..729 of city c = 0..7:
  1. abandonment: everybody on the appointment list leaves with probability H; a share IRREGULAR of them crosses;
  2. arrivals: Poisson(RATE[t, c]), shared out over appointment, Mexican protection and return by MIX;
  3. services at the end of the day: SLOTS[c] appointments, oldest first; WORKERS[c] case workers, exponential service
     of SERVICE_DAYS on average (daily programs: Poisson(WORKERS / SERVICE_DAYS) decisions); on every seventh day at
     most SEATS[c] people return;
  4. record: people by track, and people beyond BEDS[c].
A wait is the day of service less the day of arrival, of people served.
"""

import json
import resource
import sys
import time

import numpy as np

CITIES, DAYS = 8, 730
H, IRREGULAR, MIX = 0.004, 0.30, (0.70, 0.20, 0.10)
SERVICE_DAYS = 0.5
SLOTS = np.array([110, 120, 129, 139, 148, 158, 167, 176])
WORKERS = np.array([17, 19, 20, 22, 23, 25, 26, 28])
SEATS = np.array([129, 140, 151, 162, 173, 184, 195, 206])
BASE = 175.0 + 15.0 * np.arange(CITIES)
BEDS = (20 * BASE).astype(int)
WEEKDAY = np.array([1.10, 1.05, 1.00, 1.00, 0.95, 0.90, 1.00])


def rates(days=DAYS):
    """Mean arrivals by day and city."""
    t = np.arange(days)
    surge = np.where((t >= 200) & (t < 290), 1.30, 1.0)
    return BASE[None, :] * WEEKDAY[t % 7][:, None] * surge[:, None]


def asked(default):
    """Replicates and seed from the command line."""
    numbers = [int(argument) for argument in sys.argv[1:3]]
    return (numbers + [default, 1][len(numbers):])[:2]


def report(name, people, unsheltered, waits, abandoned, seconds, cities=CITIES, days=DAYS):
    """Prints one JSON line: means per replicate and processor time.

    people: (replicates, days, 3 tracks, cities); unsheltered: (replicates, days, cities);
    waits: (replicates, 3, longest) people served by whole days waited; abandoned: (replicates,)
    """
    lengths = np.arange(waits.shape[2])
    mean_wait = (waits * lengths).sum(axis=2) / np.maximum(waits.sum(axis=2), 1)
    figures = {
        **dict(zip(("appointment", "protection", "return"), people.mean(axis=(1, 3)).T)),
        "unsheltered": unsheltered.mean(axis=(1, 2)),
        **dict(zip(("wait_appointment", "wait_protection", "wait_return"), mean_wait.T)),
        "abandoned": abandoned,
    }
    replicates = len(people)
    print(json.dumps({
        "name": name,
        "replicates": replicates,
        "share": cities * days / (CITIES * DAYS),
        "seconds": seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mean": {key: float(np.mean(value)) for key, value in figures.items()},
        "error": {key: float(np.std(value, ddof=1) / replicates**0.5) if replicates > 1 else None
                  for key, value in figures.items()},
    }))


clock = time.process_time
