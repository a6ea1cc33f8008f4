"""border-queue-1 in numpy: one number of people per arrival day, many replicates and all cities at once.

    python numpy_cohorts.py REPLICATES SEED
"""

import numpy as np
import workload as w

BLOCK = 64


def serve(waiting, first, today, capacity, waits):
    """Serves `capacity` people oldest first from arrival days first..today; returns how many were served."""
    left = capacity.copy()
    for day in range(first, today + 1):
        taken = np.minimum(waiting[day], left)
        waiting[day] -= taken
        left -= taken
        waits[:, today - day] += taken.sum(axis=1)
        if not left.any():
            break
    return capacity - left


def block(replicates, rng):
    shape = (replicates, w.CITIES)
    waiting = np.zeros((3, w.DAYS) + shape, np.int64)
    people = np.zeros((replicates, w.DAYS, 3, w.CITIES), np.int64)
    waits = np.zeros((replicates, 3, w.DAYS), np.int64)
    abandoned = np.zeros(replicates, np.int64)
    now = np.zeros((3,) + shape, np.int64)
    first = [0, 0, 0]
    rate = w.rates()[:, None, :] * np.array(w.MIX)[None, :, None]
    for day in range(w.DAYS):
        queue = waiting[0, first[0]:day]
        gone = rng.binomial(queue, w.H)
        queue -= gone
        now[0] -= gone.sum(axis=0)
        abandoned += gone.sum(axis=(0, 2))
        rng.binomial(gone.sum(axis=0), w.IRREGULAR)
        arrived = rng.poisson(np.broadcast_to(rate[day][:, None, :], (3,) + shape))
        waiting[:, day] = arrived
        now += arrived
        capacity = [
            np.broadcast_to(w.SLOTS, shape),
            rng.poisson(np.broadcast_to(w.WORKERS / w.SERVICE_DAYS, shape)),
            np.broadcast_to(w.SEATS if day % 7 == 6 else 0 * w.SEATS, shape),
        ]
        for track in range(3):
            now[track] -= serve(waiting[track], first[track], day, capacity[track], waits[:, track])
            while first[track] < day and not waiting[track, first[track]].any():
                first[track] += 1
        people[:, day] = now.transpose(1, 0, 2)
    unsheltered = np.maximum(people.sum(axis=2) - w.BEDS, 0)
    return people, unsheltered, waits, abandoned


def main():
    replicates, seed = w.asked(128)
    rng = np.random.default_rng(seed)
    began = w.clock()
    parts = [block(min(BLOCK, replicates - done), rng) for done in range(0, replicates, BLOCK)]
    whole = [np.concatenate(each) for each in zip(*parts)]
    w.report("numpy", *whole, w.clock() - began)


main()
