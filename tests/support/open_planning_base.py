#!/usr/bin/python3
"""Opens a planning base with h5py as anybody would; exit code 77: no h5py.

    tests/support/open_planning_base.py FILE QUARTERS BUSES BRANCHES
"""
import pathlib
import sys

try:
    import h5py
    import numpy
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def main():
    path, quarters, buses, branches = sys.argv[1], *map(int, sys.argv[2:5])
    before = pathlib.Path(path).read_bytes()
    with h5py.File(path, "r") as file:
        assert file.attrs["Conventions"] == "CF-1.8"
        for name in ("model_revision", "data_revision", "planning_year", "growth_scenario",
                     "weather_seed", "weather_year", "fidelity"):
            assert isinstance(file.attrs[name], str), name
        assert numpy.all(numpy.diff(file["time"][:]) == 900) and len(file["time"]) == quarters
        for name, dataset in file["quarter"].items():
            width = {"bus": buses, "branch": branches, "feeder": len(file["feeder"]), "place": len(file["place"])}
            shape = [quarters] + [width[dim[0].name[1:]] for dim in list(dataset.dims)[1:]]
            assert list(dataset.shape) == shape, (name, dataset.shape)
            assert dataset.chunks is None and dataset.id.get_offset() % 4096 == 0, name
            assert dataset.attrs["units"] and dataset.attrs["long_name"], name
            # No times of making: equal keys give equal bytes.
            assert h5py.h5g.get_objinfo(dataset.id, b".").mtime == 0, name
        assert set(numpy.unique(file["quarter/status"][:])) <= {1, 2}
        solved = file["quarter/status"][:] == 1
        voltages = file["quarter/vm_pu"][:]
        assert voltages.dtype == numpy.float32
        assert ((voltages[solved] > 0.8) & (voltages[solved] < 1.2)).all()
        losses = file["quarter/p_from_mw"][:].sum(1) + file["quarter/p_to_mw"][:].sum(1)
        assert (losses[solved] > 0).all()
        assert numpy.allclose(file["quarter/next_mw_share"][:].sum(1), 1.0, atol=1e-5)
    assert pathlib.Path(path).read_bytes() == before, "looking changed the file"


if __name__ == "__main__":
    main()
