#!/usr/bin/python3
"""Builds a program of libFuzzer beside a release build: chosen sources by clang with coverage and sanitizers, everything else as
it was built for release.

    tests/fuzz/instrument.py BUILD OUT MAIN.cc SOURCE.cc|FOLDER/ …

Only what is looked at pays for being looked at; the rest runs as it ships. Objects stay in OUT and are made again when their
source, or this file, is newer.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize=vptr,function", "-fno-sanitize-recover=undefined"]
# Taken from the release build as it is: preprocessor and language, nothing of warnings or of how much to optimise.
KEPT = ("-D", "-I", "-isystem", "-std", "-include")


def flags_of(command):
    words, kept = shlex.split(command), []
    for i, word in enumerate(words):
        if word in ("-isystem", "-I", "-include"):
            kept += [word, words[i + 1]]
        elif word.startswith(KEPT) and word not in ("-isystem", "-I", "-include"):
            kept.append(word)
    return kept


def main():
    build, out, main_source, *wanted = sys.argv[1:]
    build, out = pathlib.Path(build).resolve(), pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    commands = {c["file"]: c for c in json.loads((build / "compile_commands.json").read_text())}
    sources = [s for s in commands for w in wanted
               if s == str(ROOT / w) or (w.endswith("/") and s.startswith(str(ROOT / w)))]
    # A test of the gateway sees everything that a fuzzer of calls needs.
    like = flags_of(commands[str(ROOT / "tests/api/gateway_test.cc")]["command"])

    def compile_one(source):
        target = out / (str(pathlib.Path(source).relative_to(ROOT)).replace("/", "_") + ".o")
        if target.exists() and target.stat().st_mtime > max(pathlib.Path(source).stat().st_mtime,
                                                            pathlib.Path(__file__).stat().st_mtime):
            return target
        flags = flags_of(commands[source]["command"]) if source in commands else like
        subprocess.run(["clang++", *flags, "-O1", "-g1", "-fno-omit-frame-pointer", "-w", "-fsanitize=fuzzer-no-link",
                        *SANITIZE, "-c", source, "-o", str(target)], check=True, cwd=build)
        return target

    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        objects = list(pool.map(compile_one, [str(ROOT / main_source), *sorted(set(sources))]))
    listed = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "-s", "tests/api/api_test"], check=True,
                            capture_output=True, text=True).stdout
    link = next(part for part in listed.split(" && ") if " -o tests/api/api_test " in part)
    libraries = [w for w in shlex.split(link.split(" -o tests/api/api_test ")[1])
                 if "gmock" not in w and "gtest" not in w]
    program = out / pathlib.Path(main_source).stem
    subprocess.run(["clang++", "-fsanitize=fuzzer", *SANITIZE, *map(str, objects), *libraries, "-o", str(program)],
                   check=True, cwd=build)
    print(program)


if __name__ == "__main__":
    main()
