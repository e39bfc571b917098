"""A small Python client of the twin: stubs made from the contract by protoc, calls by grpcio.

    from twin_client import TwinClient
    twin = TwinClient("127.0.0.1:7443", token=open(".run/operator.token").read().strip(), ca=".run/tls/cert.pem")
    print(twin.call("Operations", "GetStatus").balance.demand_mw)

`ca` is the certificate to trust; without one the twin is met in plaintext (`--tls off`). Needs Debian's protobuf-compiler, python3-protobuf and python3-grpcio.
"""
import functools
import importlib
import pathlib
import subprocess
import sys
import tempfile
import time

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ["secrecy", "common", "grid", "heat_network", "heat", "scenario", "operations", "capacity_limit", "capacity_measures", "capacity_components", "capacity_candidates", "capacity_standings", "capacity_years", "capacity_reserve", "capacity_criteria", "capacity_effects", "capacity_process", "capacity", "planning_answer", "planning_region", "planning", "series"]


@functools.lru_cache
def make_stubs():
    """Message classes of ostlandet.twin.v1, generated into a folder of their own."""
    folder = tempfile.mkdtemp(prefix="twin-stubs-")
    names = [f"ostlandet/twin/v1/{name}.proto" for name in FILES]
    subprocess.run(["protoc", "-I", str(ROOT / "proto"), f"--python_out={folder}", *names], check=True)
    sys.path.insert(0, folder)
    return {name: importlib.import_module(f"ostlandet.twin.v1.{name}_pb2") for name in FILES}


class TwinClient:
    def __init__(self, address, token="", ca=None):
        self.stubs = make_stubs()
        self.channel = grpc.insecure_channel(address) if ca is None else grpc.secure_channel(
            address, grpc.ssl_channel_credentials(pathlib.Path(ca).read_bytes()))
        self.metadata = (("authorization", f"Bearer {token}"),) if token else ()

    def message(self, name):
        for module in self.stubs.values():
            if hasattr(module, name):
                return getattr(module, name)
        raise KeyError(name)

    def _method(self, service, method, kind):
        path = f"/ostlandet.twin.v1.{service}/{method}"
        return getattr(self.channel, kind)(
            path, request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=self.message(f"{method}Response").FromString)

    def call(self, service, method, timeout_s=60, **fields):
        request = self.message(f"{method}Request")(**fields)
        return self._method(service, method, "unary_unary")(
            request, metadata=self.metadata, timeout=timeout_s)

    def status(self):
        """The status once there is a first quarter: a new history makes it while it already answers."""
        while True:
            status = self.call("Operations", "GetStatus")
            if status.sequence > 0:
                return status
            time.sleep(0.02)

    def stream(self, service, method, timeout_s=120, **fields):
        """Messages of a stream that ends, as they come."""
        request = self.message(f"{method}Request")(**fields)
        return self._method(service, method, "unary_stream")(request, metadata=self.metadata, timeout=timeout_s)

    def watch(self, **fields):
        request = self.message("WatchRequest")(**fields)
        return self._method("Operations", "Watch", "unary_stream")(request, metadata=self.metadata)
