#!/usr/bin/python3
"""kill -9 in mid-step, restart, and the same state hash as a run that was never disturbed.

    tests/recovery/kill_and_go_on.py [--kills N] [--quarters N] [--seed S]

Every quarter that a client has seen acknowledged must still be there after each kill, with the same
hash; the history must end with the hash of an undisturbed run. Prints totals; exit code 1 if not.
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


END = Timestamp(seconds=4070908800)  # 2099-01-01: an activated reserve must have an end


def step(client, quarters=1):
    return client.call("Operations", "Step", quarters=quarters)


def patch(client):
    """The same changes in both runs from the ninth quarter on: ten degrees colder, and every kind of
    change to heat systems at once."""
    def apply(request_id, **fields):
        client.call("Scenario", "ApplyPatch", patch=client.message("Patch")(**fields),
                    request_id=request_id)

    apply("cold", temperature_shift=client.message("TemperatureShift")(offset_k=-10.0))
    apply("order", grid_order=client.message("GridOrder")(
        heat_system_id="Oslo", electricity_max_mw=60.0))
    apply("reserve", to=END, reserve_activation=client.message("ReserveActivation")(
        heat_system_id="Drammen", electricity_cut_mw=5.0))
    systems = client.call("Heat", "ListHeatSystems").heat_systems
    apply("plant", plant_reduction=client.message("PlantReduction")(
        heat_plant_id=systems[0].plants[0].id, available_share=0.6))
    apply("price", price_change=client.message("PriceChange")(
        price_ratio=1.4, offset_nok_per_mwh=-50.0))
    apply("conversion", heat_conversion=client.message("HeatConversion")(
        bus_id="Smestad 47", heat_system_id="Oslo", design_heat_mw=20.0))
    apply("source", new_surplus_source=client.message("NewSurplusSource")(
        heat_system_id="Oslo", bus_id="Ulven 47", heat_mw=8.0, source_degc=30.0, cooled_to_degc=20.0))


def undisturbed(folder, quarters):
    hashes = {}
    with TwinProcess(folder) as twin:
        client = TwinClient(twin.address, twin.token)
        for number in range(quarters):
            if number == 8:
                patch(client)
            reply = step(client)
            hashes[reply.sequence] = reply.state_hash
    return hashes


def disturbed(folder, quarters, kills, rng):
    acknowledged, lost, killed = {}, 0, 0
    first = None
    while True:
        with TwinProcess(folder) as twin:
            client = TwinClient(twin.address, twin.token)
            status = client.status()
            if acknowledged:
                newest = max(acknowledged)
                if status.sequence < newest:
                    lost += newest - status.sequence
                if status.sequence == newest and status.state_hash != acknowledged[newest]:
                    lost += 1
            if killed < kills:
                timer = threading.Timer(rng.uniform(0.02, 0.4), twin.kill)
                timer.start()
            else:
                timer = None
            try:
                while True:
                    done = 0 if first is None else client.call(
                        "Operations", "GetStatus").sequence - first + 1
                    if done >= quarters:
                        if timer:
                            timer.cancel()
                        return acknowledged, lost, killed
                    if done == 8:
                        patch(client)
                    reply = step(client)
                    first = reply.sequence - done if first is None else first
                    acknowledged[reply.sequence] = reply.state_hash
            except grpc.RpcError:
                killed += 1
                time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--quarters", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        straight = undisturbed(folder + "/a", arguments.quarters)
        acknowledged, lost, killed = disturbed(
            folder + "/b", arguments.quarters, arguments.kills, random.Random(arguments.seed))
    differing = sum(1 for sequence, value in acknowledged.items() if straight.get(sequence) != value)
    last = max(straight)
    same_end = acknowledged.get(last) == straight[last] or last not in acknowledged
    print(f"kills: {killed}; acknowledged quarters: {len(acknowledged)}; lost: {lost}; "
          f"differing hashes: {differing}; final hash equal: {same_end}; {straight[last]}")
    return 0 if lost == 0 and differing == 0 and same_end else 1


if __name__ == "__main__":
    sys.exit(main())
