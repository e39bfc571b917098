"""Reads a folder of the twin as anybody could by FORMAT.md: which quarter has which state hash.

Needs Debian's python3-h5py. Checks the journal's framing, not its checksums: `twin store check` does.
"""
import pathlib
import struct

import h5py

MISSING = 2


def sealed_hashes(folder):
    """{quarter: state hash in hexadecimal} of every sealed day."""
    found = {}
    for path in sorted(pathlib.Path(folder, "segments").glob("????-??-??.h5")):
        with h5py.File(path, "r") as day:
            first = int(day["time"][0]) // 900
            for slot, quality in enumerate(day["quality"][:]):
                if quality != MISSING:
                    found[first + slot] = bytes(day["state_hash"][slot]).hex()
    return found


def journal_hashes(path):
    """{quarter: state hash} of the steps in one journal."""
    data, found, at = pathlib.Path(path).read_bytes(), {}, 72
    while at + 24 <= len(data) and data[at:at + 4] == b"TREC":
        kind, size = struct.unpack_from("<II", data, at + 16)
        if kind == 2:
            _, quarter, _ = struct.unpack_from("<QqQ", data, at + 24)
            found[quarter] = data[at + 48:at + 80].hex()
        at += 24 + (size + 7) // 8 * 8
    return found


def all_hashes(folder):
    found = sealed_hashes(folder)
    for path in sorted(pathlib.Path(folder, "journal").glob("*.wal")):
        found.update(journal_hashes(path))
    return found
