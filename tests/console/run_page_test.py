#!/usr/bin/python3
"""Starts a twin and looks at its page with a real browser. Skips (exit 77) without browser or page.

    tests/console/run_page_test.py [FOLDER FOR PICTURES [SCRIPT …]]

Scripts: page_test.mjs, plan_test.mjs; without any, all of them.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from twin_process import TwinProcess  # noqa: E402

SCRIPTS = ["page_test.mjs", "plan_test.mjs"]
CHROMIUM = os.environ.get("TWIN_CHROMIUM", "/usr/bin/chromium")


def main():
    if sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if not pathlib.Path(CHROMIUM).exists():
        print(f"skipped: no browser at {CHROMIUM}")
        return 77
    if not (ROOT / "twin/console/dist/index.html").exists():
        print("skipped: the page is not built (deploy/run and tests/run build it)")
        return 77
    with tempfile.TemporaryDirectory() as folder, TwinProcess(
            folder + "/data", "--capacity", "true", speed="x1800") as twin:
        codes = []
        for script in sys.argv[2:] or SCRIPTS:
            command = ["node", str(ROOT / "tests/console" / script), f"http://127.0.0.1:{twin.http_port}", twin.token,
                       *sys.argv[1:2]]
            codes.append(subprocess.run(command, check=False).returncode)
        return max(codes)


if __name__ == "__main__":
    sys.exit(main())
