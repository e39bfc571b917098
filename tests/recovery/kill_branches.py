#!/usr/bin/python3
"""kill -9 while branches are made, patched, run and rewound, and what was acknowledged is there.

    tests/recovery/kill_branches.py [--kills N] [--branches N] [--seed S]

A client orders branches of a living twin about and keeps what was acknowledged. The server is
killed at random instants; after every start each acknowledged branch must be there, with its
acknowledged patches, at no earlier quarter than it was seen at, and, run to the same end, with the
state hash that an undisturbed twin gives for the same orders. Prints totals; exit code 1 if not.
"""
import argparse
import pathlib
import random
import sys
import tempfile
import threading
import time

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from twin_client import TwinClient  # noqa: E402
from twin_process import TwinProcess  # noqa: E402

QUARTER_S = 900
HISTORY = 6  # quarters of the living twin before the first branch
LENGTH = 12  # quarters every branch runs in the end
REWIND, END = 5, 6  # numbers of these orders in a story


class Orders:
    """One branch's story, told one order at a time; each may be told again after a kill."""

    def __init__(self, number, origin_s, rng):
        self.name = f"branch {number}"
        self.origin_s = origin_s
        self.id = None
        self.patches = {}
        self.done = 0
        self.seen_next_s = 0
        first, back = rng.randint(2, 5), rng.randint(1, 2)
        offset_k, limit_mw = rng.uniform(-15.0, -5.0), rng.uniform(5.0, 40.0)
        self.steps = [
            lambda c: self.create(c),
            lambda c: self.patch(c, "cold", temperature_shift=c.message("TemperatureShift")(
                offset_k=offset_k)),
            lambda c: self.run(c, first),
            lambda c: self.patch(c, "order", grid_order=c.message("GridOrder")(
                heat_system_id="Oslo", electricity_max_mw=limit_mw)),
            lambda c: self.run(c, 7),
            lambda c: self.rewind(c, first + back),
            lambda c: self.end(c, "cold"),
            lambda c: self.run(c, LENGTH),
        ]

    def time(self, quarters):
        return Timestamp(seconds=self.origin_s + quarters * QUARTER_S)

    def create(self, client):
        reply = client.call("Scenario", "CreateBranch", name=self.name, request_id=self.name,
                            time=self.time(0))
        self.id = reply.branch.id

    def patch(self, client, name, **fields):
        reply = client.call("Scenario", "ApplyPatch", branch_id=self.id, request_id=name,
                            patch=client.message("Patch")(**fields))
        self.patches[name] = reply.patch.id

    def end(self, client, name):
        client.call("Scenario", "EndPatch", branch_id=self.id, request_id="end " + name,
                    patch_id=self.patches[name])

    def run(self, client, quarters):
        target = self.time(quarters)
        branch = wait(client, self.id)
        if branch.next.seconds < target.seconds:
            client.call("Scenario", "RunBranch", branch_id=self.id, to=target)
            branch = wait(client, self.id)
        self.seen_next_s = branch.next.seconds

    def rewind(self, client, quarters):
        target = self.time(quarters)
        wait(client, self.id)
        client.call("Scenario", "RewindBranch", branch_id=self.id, to=target)
        self.seen_next_s = target.seconds

    def go_on(self, client, before_order=lambda: None):
        """Tells what is left; an order counts as done when its answer came."""
        while self.done < len(self.steps):
            before_order()
            self.steps[self.done](client)
            self.done += 1


def wait(client, branch_id):
    while True:
        reply = client.call("Scenario", "GetBranch", branch_id=branch_id)
        status = client.message("Branch").DESCRIPTOR.fields_by_name["status"].enum_type
        name = status.values_by_number[reply.branch.status].name
        if name == "BRANCH_STATUS_FAILED":
            raise RuntimeError(f"{branch_id} failed: {reply.branch.failure}")
        if name == "BRANCH_STATUS_PAUSED":
            return reply.branch
        time.sleep(0.01)


def begin(client):
    status = client.status()
    client.call("Operations", "Step", quarters=HISTORY)
    return status.time.seconds + QUARTER_S


def make_orders(begin_s, count, seed):
    rng = random.Random(seed)
    return [Orders(i, begin_s + rng.randint(0, HISTORY - 1) * QUARTER_S, rng) for i in range(count)]


def hashes_of(client, orders):
    for one in orders:
        wait(client, one.id)
    return [client.call("Scenario", "GetBranch", branch_id=one.id).state_hash for one in orders]


def undisturbed(folder, count, seed):
    with TwinProcess(folder) as twin:
        client = TwinClient(twin.address, twin.token)
        orders = make_orders(begin(client), count, seed)
        began = time.perf_counter()
        for one in orders:
            one.go_on(client)
        return hashes_of(client, orders), time.perf_counter() - began


def check(client, orders):
    """How much of what was acknowledged is not there."""
    lost = 0
    for one in orders:
        if one.id is None:
            continue
        try:
            branch = wait(client, one.id)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.NOT_FOUND:
                raise
            lost += 1
            continue
        is_rewind_told = one.done == REWIND  # and perhaps done: its answer did not come
        lost += not is_rewind_told and branch.next.seconds < one.seen_next_s
        known = {p.id: p for p in branch.patches}
        lost += sum(1 for patch in one.patches.values() if patch not in known)
        if one.done > END and not known[one.patches["cold"]].HasField("to"):
            lost += 1
    return lost


class Kill:
    """Kills at a random instant within a random order of the first three quarters of those left: by what was told,
    not by the clock, so that a fast run is killed as well."""

    def __init__(self, twin, orders, straight_s, rng):
        left = sum(len(one.steps) - one.done for one in orders)
        every = sum(len(one.steps) for one in orders)
        self.orders_before = rng.randint(0, 3 * left // 4)
        self.timer = threading.Timer(rng.uniform(0.0, straight_s / every), twin.kill)

    def before_order(self):
        if self.orders_before == 0:
            self.timer.start()
        self.orders_before -= 1


def disturbed(folder, count, kills, seed, straight_s):
    rng = random.Random(seed + 1)
    orders, lost, killed = None, 0, 0
    while True:
        with TwinProcess(folder) as twin:
            client = TwinClient(twin.address, twin.token)
            if orders is None:
                orders = make_orders(begin(client), count, seed)
            kill = Kill(twin, orders, straight_s, rng) if killed < kills else None
            try:
                lost += check(client, orders)
                for one in orders:
                    one.go_on(client, kill.before_order if kill else lambda: None)
                hashes = hashes_of(client, orders)
                if kill:
                    kill.timer.cancel()
                return hashes, lost, killed, orders
            except grpc.RpcError as error:
                if twin.process.poll() is None:
                    time.sleep(0.2)
                if twin.process.poll() is None:
                    raise error
                killed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--branches", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        straight, straight_s = undisturbed(folder + "/a", arguments.branches, arguments.seed)
        hashes, lost, killed, orders = disturbed(folder + "/b", arguments.branches, arguments.kills,
                                                 arguments.seed, straight_s)
    differing = sum(1 for a, b in zip(straight, hashes) if a != b)
    print(f"kills: {killed}; branches: {len(orders)}; acknowledged orders: "
          f"{sum(one.done for one in orders)}; lost: {lost}; differing hashes: {differing}")
    return 0 if lost == 0 and differing == 0 and killed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
