"""border-queue-1 in SimPy: one process per person, continuous time.

    python simpy_people.py REPLICATES SEED
"""

import gc
import math
import random

import numpy as np
import simpy
import workload as w

EVENING = 0.999  # ports and flights; people arrive between 0.001 and 0.998 of a day


class City:
    def __init__(self, env, city, rng, numbers, out):
        self.env, self.city, self.rng, self.numbers, self.out = env, city, rng, numbers, out
        self.now = [0, 0, 0]
        self.lists = {0: [], 2: []}
        self.heads = {0: 0, 2: 0}
        self.office = simpy.Resource(env, capacity=int(w.WORKERS[city]))
        env.process(self.arrivals())
        env.process(self.evenings())

    def arrivals(self):
        rate = w.rates()[:, self.city]
        for day in range(w.DAYS):
            times = np.sort(self.numbers.uniform(0.001, 0.998, self.numbers.poisson(rate[day])))
            for time in times.tolist():
                yield self.env.timeout(day + time - self.env.now)
                track = self.rng.choices((0, 1, 2), w.MIX)[0]
                person = (self.appointment, self.protection, self.going_home)[track]
                self.env.process(person(day))

    def served(self, track, day):
        self.now[track] -= 1
        self.out["waits"][track][int(self.env.now) - day] += 1

    def appointment(self, day):
        self.now[0] += 1
        called = self.env.event()
        self.lists[0].append(called)
        patience = math.ceil(math.log(1.0 - self.rng.random()) / math.log1p(-w.H))
        yield called | self.env.timeout(day + patience - self.env.now)
        if called.triggered:
            return self.served(0, day)
        called.gone = True
        self.now[0] -= 1
        self.out["abandoned"] += 1
        self.rng.random() < w.IRREGULAR

    def protection(self, day):
        self.now[1] += 1
        with self.office.request() as desk:
            yield desk
            yield self.env.timeout(self.rng.expovariate(1.0 / w.SERVICE_DAYS))
        self.served(1, day)

    def going_home(self, day):
        self.now[2] += 1
        called = self.env.event()
        self.lists[2].append(called)
        yield called
        self.served(2, day)

    def call(self, track, capacity):
        """Calls people oldest first; those who gave up hold no slot."""
        queue = self.lists[track]
        while capacity and self.heads[track] < len(queue):
            head = self.heads[track]
            person, queue[head] = queue[head], None
            self.heads[track] += 1
            if not hasattr(person, "gone"):
                person.succeed()
                capacity -= 1

    def evenings(self):
        for day in range(w.DAYS):
            yield self.env.timeout(day + EVENING - self.env.now)
            self.call(0, int(w.SLOTS[self.city]))
            if day % 7 == 6:
                self.call(2, int(w.SEATS[self.city]))
            yield self.env.timeout(0.0005)
            self.out["people"][day, :, self.city] = self.now


def replicate(seed):
    env, rng, numbers = simpy.Environment(), random.Random(seed), np.random.default_rng(seed)
    out = {
        "people": np.zeros((w.DAYS, 3, w.CITIES), np.int64),
        "waits": [[0] * (w.DAYS + 1) for _ in range(3)],
        "abandoned": 0,
    }
    for city in range(w.CITIES):
        City(env, city, rng, numbers, out)
    env.run(until=w.DAYS)
    return out


def main():
    replicates, seed = w.asked(1)
    gc.disable()  # otherwise a million pending timeouts are walked again and again
    began = w.clock()
    runs = []
    for k in range(replicates):
        runs.append(replicate(1000 * seed + k))
        gc.collect()
    people = np.stack([run["people"] for run in runs])
    unsheltered = np.maximum(people.sum(axis=2) - w.BEDS, 0)
    waits = np.array([run["waits"] for run in runs])
    abandoned = np.array([run["abandoned"] for run in runs])
    w.report("SimPy", people, unsheltered, waits, abandoned, w.clock() - began)


main()
