"""border-queue-1 in Ciw: a node per track, slotted services, reneging. One city and 60 days by default.

    python ciw_people.py REPLICATES SEED [DAYS]

After every event Ciw looks for the next person to give up among all who wait, so the whole workload would take most of
an hour; processor time grows faster than days, which favours Ciw when a short run is scaled up.
"""

import random
import sys

import ciw
import numpy as np
import workload as w

CITY = 0


class Patience(ciw.dists.Distribution):
    """Whole days from the day of arrival: gone at the start of a day with probability H."""

    def sample(self, t=None, ind=None):
        return float(int(t) + np.random.geometric(w.H)) - t


def network(days):
    rate = w.rates(days)[:, CITY]
    arrivals = [
        ciw.dists.PoissonIntervals(
            rates=(rate * share).tolist(), endpoints=list(range(1, days + 1)), max_sample_date=float(days))
        for share in w.MIX
    ]
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=[
            ciw.dists.Deterministic(0.0), ciw.dists.Exponential(1.0 / w.SERVICE_DAYS), ciw.dists.Deterministic(0.0)],
        number_of_servers=[
            ciw.Slotted(slots=[1.0], slot_sizes=[int(w.SLOTS[CITY])], offset=0.0),
            int(w.WORKERS[CITY]),
            ciw.Slotted(slots=[7.0], slot_sizes=[int(w.SEATS[CITY])], offset=0.0)],
        reneging_time_distributions=[Patience(), None, None],
        routing=[[0.0] * 3 for _ in range(3)],
    )


def replicate(seed, days):
    ciw.seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    simulation = ciw.Simulation(network(days))
    simulation.simulate_until_max_time(days + 0.0005)
    change = np.zeros((days + 2, 3), np.int64)
    waits = np.zeros((3, days + 2), np.int64)
    abandoned = 0
    for record in simulation.get_all_records():
        track, joined = record.node - 1, int(record.arrival_date)
        change[joined, track] += 1
        if record.record_type == "renege":
            change[int(round(record.exit_date)), track] -= 1
            abandoned += 1
        else:
            left = int(record.exit_date) if track == 1 else int(np.ceil(record.exit_date)) - 1
            waits[track, left - joined] += 1
            change[min(left, days), track] -= 1
    for node in simulation.transitive_nodes:
        for person in node.all_individuals:
            change[int(person.arrival_date), node.id_number - 1] += 1
    return np.cumsum(change, axis=0)[:days], waits, abandoned


def main():
    replicates, seed = w.asked(1)
    days = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    began = w.clock()
    runs = [replicate(1000 * seed + k, days) for k in range(replicates)]
    people = np.stack([people for people, _, _ in runs])[:, :, :, None]
    unsheltered = np.maximum(people.sum(axis=2) - w.BEDS[CITY], 0)
    waits = np.stack([waits for _, waits, _ in runs])
    abandoned = np.array([abandoned for _, _, abandoned in runs])
    w.report("Ciw", people, unsheltered, waits, abandoned, w.clock() - began, cities=1, days=days)


main()
