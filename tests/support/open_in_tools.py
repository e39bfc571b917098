#!/usr/bin/python3
"""Opens a day or an export with h5py, netCDF4 and xarray as anybody would; exit code 77: no tools.

    tests/support/open_in_tools.py FILE ROWS

The file is of the tests' small schema (small_store.h). Nothing may be changed by looking at it.
"""
import pathlib
import sys

try:
    import h5py
    import netCDF4
    import numpy
    import xarray
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def main():
    path, rows = sys.argv[1], int(sys.argv[2])
    before = pathlib.Path(path).read_bytes()
    with h5py.File(path, "r") as file:
        assert file.attrs["Conventions"] == "CF-1.8"
        assert file.attrs["notice"] == "The grid is synthetic"
        voltage = file["bus_voltage_kv"]
        assert voltage.shape == (rows, 3) and voltage.attrs["units"] == "kV"
        assert voltage.dims[0][0].name == "/time" and voltage.dims[1][0].name == "/bus"
        assert [name.decode() for name in file["bus"][:]] == ["Ås 66", "Hamang 300", "Flesaker 420"]
        values = voltage[:]
    with netCDF4.Dataset(path) as file:
        assert set(file.variables["bus_voltage_kv"].dimensions) == {"time", "bus"}
        time = file.variables["time"]
        assert netCDF4.num2date(time[0], time.units, time.calendar).year == 2026
        assert bool(file.variables["bus_voltage_kv"][:].mask.any()) == bool(numpy.isnan(values).any())
    with xarray.open_dataset(path) as file:
        found = file["bus_voltage_kv"].sel(bus="Flesaker 420")
        assert file["time"].dtype.kind == "M" and found.shape == (rows,)
        numpy.testing.assert_array_equal(found.values, values[:, 2])
        flags = file["quality"].attrs["flag_meanings"]
        assert flags == "good stale missing", flags
    assert pathlib.Path(path).read_bytes() == before, "looking changed the file"


if __name__ == "__main__":
    main()
