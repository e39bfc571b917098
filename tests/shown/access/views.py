"""Part of 09-access: one record on the page, as a planner and as a grid company see it."""
import hashlib
import json
import pathlib
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
AT = "Hamang"


def call(twin, method, body, token):
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/ostlandet.twin.v1.{method}", json.dumps(body).encode(),
                                     {"content-type": "application/json", "authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        return json.loads(reply.read())


def add_planner(twin):
    """A planner beside the folder's owner; the token."""
    token = "shown-planner"
    register, tokens = twin.folder / "register.toml", twin.folder / "tokens.toml"
    for path, text in ((register, '[[user]]\nid = "p-1"\nrole = "planner"\norganisation = "a municipality"\npurpose = "shown"\n'
                                  'decision = "t-1"\nexpires = 2099-01-01T00:00:00Z\n'),
                       (tokens, f'[[token]]\nid = "p-1"\nsha256 = "{hashlib.sha256(token.encode()).hexdigest()}"\n')):
        new = path.with_suffix(".new")
        new.write_text(path.read_text() + text)
        new.chmod(0o600)
        new.rename(path)
    time.sleep(3)
    return token


def show_views(folder, say, title, hold, planning, out):
    """`planning`: as of load.show_load."""
    from twin_process import TwinProcess
    import load
    title("One record, two readers")
    data = folder / "views"
    load.take_planning(planning, data)
    with TwinProcess(data, "--capacity", "true", "--planning-weather-years", "0") as twin:
        load.wait_for_map(twin)
        planner = add_planner(twin)
        answer = call(twin, "Capacity/AskCapacity", {"at": AT, "kind": "CONNECTION_KIND_LOAD", "requested_mw": 20}, twin.token)["answer"]
        record = answer["record_id"]
        picture = out / "one_record_two_readers.png"
        out.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["node", ROOT / "tests/shown/access/views.mjs", f"http://127.0.0.1:{twin.http_port}", record, picture,
                               f"planner={planner}", f"grid company={twin.token}"], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        told = json.loads(done.stdout.splitlines()[-1])
        company = call(twin, "Capacity/GetCapacityAnswer", {"record_id": record}, twin.token)["answer"]
        below = call(twin, "Capacity/GetCapacityAnswer", {"record_id": record}, planner)
    say(f"Record `{record}`: {AT}, 20 MW of load. {picture.relative_to(ROOT)} shows both.\n")
    say(f"- grid company: {company.get('firm_mw', 0):.1f} MW; binds: {company.get('binding', {}).get('component', {}).get('name', 'nothing')}; "
        f"{len(json.dumps(company)):,} bytes")
    say(f"- planner: {json.dumps(below['answer'].get('cell'))}; {len(json.dumps(below['answer'])):,} bytes; withheld: "
        f"{len(below['redaction']['withheld_paths'])} fields, on the ground of {below['redaction']['ground']}")
    binding = company.get("binding", {}).get("component", {}).get("name", "")
    hold(bool(binding) and binding in told["grid company"], "the grid company reads what binds")
    hold(bool(binding) and binding not in told["planner"] and binding not in json.dumps(below), "the planner does not")
    hold("firm_mw" not in below["answer"] and "binding" not in below["answer"], "nor the MW")
