"""Part of 09-access: names and numbers that stand nowhere else are put into everything that is power-sensitive, and whatever
the twin gives out is searched for them."""
import json
import pathlib
import re
import signal
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORD = "kanarifugl"
NUMBER = 713.1357911
SERVICES = ("Operations", "Grid", "Heat", "Store", "Scenario", "Capacity", "Planning")


def traces():
    """As text, as a double and as a float on the wire."""
    return [WORD.encode(), WORD.upper().encode(), b"713.135", struct.pack("<d", NUMBER), struct.pack("<f", NUMBER)]


def seed_region(folder):
    """The region with its electrical detail and its consumers of heat marked."""
    import csv
    import shutil
    shutil.copytree(ROOT / "data/ostlandet", folder)
    marked = 0
    for path in folder.rglob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        notes = [l for l in lines if l.startswith("#")]
        rows = list(csv.reader(l for l in lines if not l.startswith("#")))
        if not rows:
            continue
        header = rows[0]
        columns = [i for i, name in enumerate(header) if re.fullmatch(r"rating_(summer|mild|cold)_mva", name)]
        for number, row in enumerate(rows[1:]):
            for i in columns:
                # Ratings that are high anyway: the year stays solvable.
                if number % 3 == 0 and row[i] and float(row[i]) > 500:
                    row[i], marked = repr(NUMBER), marked + 1
        if columns:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(notes)
                csv.writer(file, lineterminator="\n").writerows(rows)
    return marked


def post(twin, method, body, token=""):
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/ostlandet.twin.v1.{method}",
                                     json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read(), str(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), str(error.headers)


def binary(twin, method, body, token=""):
    """The same call as binary protobuf: what JSON rounds is whole here."""
    headers = {"content-type": "application/proto", **({"authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/ostlandet.twin.v1.{method}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read()
    except urllib.error.HTTPError as error:
        return error.read()


def bodies_of(name, ids):
    """Requests that go far, and such that are refused with a reason."""
    fixed = {
        "GetHeatState": [{"heat_system_id": "Oslo"}], "GetHeatDispatch": [{"heat_system_id": "Oslo"}],
        "PlanAhead": [{"heat_system_id": "Hamar"}], "AnswerCooling": [{"heat_system_id": "Hamar", "cooling_mw": 2}],
        "GetHeatNetwork": [{"heat_network_id": "Hamar"}], "GetHeatNetworkState": [{"heat_network_id": "Hamar"}],
        "GetHeatNodeHistory": [{"heat_network_id": "Hamar", "node_id": "10"}],
        "AnswerHeatConnection": [{"heat_network_id": "Hamar", "node_id": "10"}],
        "SolveHeatWhatIf": [{"heat_network_id": "Hamar"}, {"heat_network_id": "Hamar", "closed_trench_ids": ["1"]}],
        "ReadSeries": [{"series": [name], **ids["span"]} for name in ids["series"]],
        "ExportSeries": [{"series": ids["series"][:8], **ids["span"]}],
        "AskCapacity": [{"at": "Hamang", "kind": 1, "requested_mw": 5}, {"at": "Hamng", "kind": 1, "requested_mw": 5}],
        "ListAssets": [{"page_size": 1000}], "GetBranch": [{"branch_id": ids["branch"]}],
        "GetGridState": [{}, {"branch_id": ids["branch"]}, {"element_ids": ["x"]}],
    }
    return [{}, *fixed.get(name, [])]


def everything_told(twin, token, ids):
    """(what, bytes) of every unary call, as JSON and as protobuf, and of the stream."""
    import twin_client
    stubs = twin_client.make_stubs()
    from google.protobuf import json_format, message_factory
    factory = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory().GetPrototype
    for module in stubs.values():
        for name, service in module.DESCRIPTOR.services_by_name.items():
            for method in service.methods:
                if method.name in ("WatchHeatNetwork", "Watch", "CheckPlan", "CheckPlans"):
                    continue
                for body in bodies_of(method.name, ids):
                    path = f"{name}/{method.name}"
                    code, text, headers = post(twin, path, body, token)
                    yield f"{path} {code}", text + headers.encode()
                    message = factory(method.input_type)()
                    json_format.ParseDict(body, message, ignore_unknown_fields=True)
                    yield path, binary(twin, path, message.SerializeToString(), token)


def watch(twin, token):
    """The first frames of the stream."""
    payload = b"{}"
    head = (f"POST /ostlandet.twin.v1.Operations/Watch HTTP/1.1\r\nHost: 127.0.0.1:{twin.http_port}\r\n"
            f"Content-Type: application/connect+json\r\nConnect-Protocol-Version: 1\r\n"
            + (f"Authorization: Bearer {token}\r\n" if token else "") + f"Content-Length: {5 + len(payload)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", twin.http_port), timeout=5) as connection:
        connection.sendall(head + b"\0" + struct.pack(">I", len(payload)) + payload)
        seen, until = b"", time.monotonic() + 3
        while time.monotonic() < until:
            try:
                seen += connection.recv(1 << 16)
            except OSError:
                break
    return seen


def plant(twin):
    """An outage, a branch, a backup and a note, all named after the canary; what it takes to ask for them again."""
    def company(method, body):
        code, text, _ = post(twin, method, body, twin.token)
        codes.append(code)
        return json.loads(text or b"{}")

    codes = []
    company("Operations/Step", {"quarters": 1})
    branch = company("Scenario/CreateBranch", {"request_id": WORD, "name": f"{WORD} utfall"})
    company("Store/MakeBackup", {"name": WORD})
    lines = company("Grid/ListAssets", {"kinds": ["ASSET_KIND_LINE"], "page_size": 5})["assets"]
    company("Scenario/ApplyPatch", {"request_id": f"{WORD}2", "patch": {"outage": {"element_id": lines[0]["id"]}}})
    company("Operations/Step", {"quarters": 1})
    company("Operations/AcknowledgeAlarm", {"number": "1", "note": f"{WORD} sett"})
    names = [one["series"] for one in company("Store/ListSeries", {})["series"]]
    until = company("Operations/GetStatus", {})["time"]
    return {"branch": branch.get("branch", {}).get("id", ""), "codes": codes, "series": names,
            "span": {"from": until.replace(until[11:16], "00:00"), "to": until}}


def show_canary(folder, say, title, hold):
    from twin_process import TwinProcess
    title("Canaries: what is put in, and where it comes out")
    region = folder / "region"
    marked = seed_region(region)
    emitted, found = [], []

    def scan(what, data):
        emitted.append((what, len(data)))
        found.extend(f"{what}: {trace!r}" for trace in traces() if trace in data)

    twin = TwinProcess(folder / "data", "--region", str(region), "--log-level", "debug", "--capacity", "true",
                       "--planning-weather-years", "0")
    ids = plant(twin)
    full = b"".join(data for _, data in everything_told(twin, twin.token, ids))
    present = [trace for trace in traces() if trace in full]
    register = twin.folder / "register.toml"
    text = register.read_text()
    for role in ("public", "party", "planner", "admin", "grid_company"):
        token = ""
        if role != "public":
            more = 'municipalities = ["0301"]\n' if role == "grid_company" else ""
            new = register.with_suffix(".new")
            new.write_text(re.sub(r'role = "\w+"', f'role = "{role}"', text) + more)
            new.chmod(0o600)
            new.rename(register)
            time.sleep(2.5)
            token = twin.token
        for what, data in everything_told(twin, token, ids):
            scan(f"{role}: {what}", data)
        scan(f"{role}: stream", watch(twin, token))
    for path in ("/", "/healthz", "/metrics", "/index.html", f"/{WORD}", "/assets/"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{twin.http_port}{path}", timeout=10) as reply:
                data = reply.read()
        except urllib.error.HTTPError as error:
            data = error.read()
        if path != f"/{WORD}":
            scan(f"page {path}", data)
    # What the operator's own metrics say has no names either.
    new = register.with_suffix(".new")
    new.write_text(text)
    new.chmod(0o600)
    new.rename(register)
    time.sleep(2.5)
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/metrics",
                                     headers={"authorization": f"Bearer {twin.token}"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        scan("metrics", reply.read())
    scan("reflection", b"".join(p.read_bytes() for p in (ROOT / "proto").rglob("*.proto")))
    scan("command line and environment", pathlib.Path(f"/proc/{twin.process.pid}/cmdline").read_bytes().replace(
        str(region).encode(), b""))
    modes = [p for p in twin.folder.rglob("*") if p.is_file() and p.stat().st_mode & 0o077]
    twin.process.send_signal(signal.SIGABRT)
    _, stderr = twin.process.communicate(timeout=30)
    scan("log and crash output", stderr.encode())
    cores = [p for p in pathlib.Path.cwd().glob("core*") if p.stat().st_mtime > time.time() - 60]
    say(f"{marked} ratings of the region, the names of a branch, a patch, a backup and a note are the canary's; planting was "
        f"answered {ids['codes']}. {len(emitted):,} pieces of output, {sum(size for _, size in emitted):,} bytes, searched "
        "as text and as numbers on the wire.")
    hold(len(present) >= 2, f"a reader of K3 does meet them ({len(present)} of {len(traces())} forms)")
    for line in found[:10]:
        say(f"- found: {line}")
    hold(not found, "nothing that others are given, and no log, metric, health or crash output, has one")
    hold(not modes and not cores, "no file is open to others, no core is left")
