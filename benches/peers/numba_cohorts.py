"""border-queue-1 in numba: the program of numpy_cohorts.py as plain compiled loops, one replicate at a time.

    python numba_cohorts.py REPLICATES SEED

Compilation is not timed: one replicate runs before the clock starts.
"""

import numba
import numpy as np
import workload as w

CITIES, DAYS, H, IRREGULAR = w.CITIES, w.DAYS, w.H, w.IRREGULAR
SLOTS, SEATS, BEDS, DECISIONS = w.SLOTS, w.SEATS, w.BEDS, w.WORKERS / w.SERVICE_DAYS
RATE = np.ascontiguousarray(w.rates()[:, :, None] * np.array(w.MIX))


@numba.njit
def serve(waiting, first, today, capacity, waits):
    left, day = capacity, first
    while left > 0 and day <= today:
        taken = min(left, waiting[day])
        waiting[day] -= taken
        waits[today - day] += taken
        left -= taken
        if waiting[day] == 0:
            day += 1
    return capacity - left, min(day, today + 1)


@numba.njit
def replicate(rng, people, unsheltered, waits):
    waiting = np.zeros((3, CITIES, DAYS), np.int64)
    first = np.zeros((3, CITIES), np.int64)
    now = np.zeros((3, CITIES), np.int64)
    abandoned = 0
    for day in range(DAYS):
        for city in range(CITIES):
            gone = 0
            for joined in range(first[0, city], day):
                if waiting[0, city, joined] > 0:
                    left = rng.binomial(waiting[0, city, joined], H)
                    waiting[0, city, joined] -= left
                    gone += left
            now[0, city] -= gone
            abandoned += gone
            if gone > 0:
                rng.binomial(gone, IRREGULAR)
            for track in range(3):
                waiting[track, city, day] = rng.poisson(RATE[day, city, track])
                now[track, city] += waiting[track, city, day]
            seats = SEATS[city] if day % 7 == 6 else 0
            for track, capacity in ((0, SLOTS[city]), (1, rng.poisson(DECISIONS[city])), (2, seats)):
                served, first[track, city] = serve(
                    waiting[track, city], first[track, city], day, capacity, waits[track])
                now[track, city] -= served
            people[day, :, city] = now[:, city]
            unsheltered[day, city] = max(now[:, city].sum() - BEDS[city], 0)
    return abandoned


@numba.njit
def run(rng, people, unsheltered, waits, abandoned):
    for k in range(len(people)):
        abandoned[k] = replicate(rng, people[k], unsheltered[k], waits[k])


def arrays(replicates):
    return (
        np.zeros((replicates, DAYS, 3, CITIES), np.int64),
        np.zeros((replicates, DAYS, CITIES), np.int64),
        np.zeros((replicates, 3, DAYS), np.int64),
        np.zeros(replicates, np.int64),
    )


def main():
    replicates, seed = w.asked(128)
    rng = np.random.default_rng(seed)
    run(rng, *arrays(1))
    began = w.clock()
    whole = arrays(replicates)
    run(rng, *whole)
    w.report("numba", *whole, w.clock() - began)


main()
