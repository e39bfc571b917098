#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "data/matpower_folder.h"
#include "data/region_loader.h"
#include "models/region.h"

namespace tests {

/// Six buses: a ring of four with a tail, one plant that holds its voltage, one phase shifter.
inline constexpr char kSmallCase[] =
    "mpc.baseMVA = 100;\n"
    "mpc.bus = [\n"
    " 1 3  0  0 0  0 1 1 0 132 1 1.1 0.9\n"
    " 2 1 40  8 0  0 1 1 0 132 1 1.1 0.9\n"
    " 3 2 20  4 0  0 1 1 0 132 1 1.1 0.9\n"
    " 4 1 50 12 1 15 1 1 0 132 1 1.1 0.9\n"
    " 5 1 15  3 0  0 1 1 0  66 1 1.1 0.9\n"
    " 6 1  5  1 0  0 1 1 0  66 1 1.1 0.9\n"
    "];\n"
    "mpc.gen = [\n"
    " 1  0 0 200 -200 1.03 100 1 300 0\n"
    " 3 60 0  30  -20 1.02 100 1 100 0\n"
    "];\n"
    "mpc.branch = [\n"
    " 1 2 0.01 0.06 0.02 120 0 0 0    0 1 -360 360\n"
    " 2 3 0.01 0.05 0.02  90 0 0 0    0 1 -360 360\n"
    " 3 4 0.01 0.07 0.02  90 0 0 0    0 1 -360 360\n"
    " 4 1 0.01 0.08 0.02 120 0 0 0    0 1 -360 360\n"
    " 2 4 0.02 0.10 0.02  60 0 0 0    1 1 -360 360\n"
    " 4 5 0    0.15 0     40 0 0 0.98 0 1 -360 360\n"
    " 5 6 0.03 0.10 0     20 0 0 0    0 1 -360 360\n"
    "];\n";
inline constexpr std::size_t kSmallBuses = 6, kSmallBranches = 7;

/// The small case with a load profile of `quarters`, by way of a folder as any other region.
inline models::Region MakeSmallRegion(int quarters) {
  namespace fs = std::filesystem;
  std::string name = (fs::temp_directory_path() / "twin-small-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  std::ofstream(folder / "small.m") << kSmallCase;
  const models::Table<models::BranchIndex, double> rating_mva{120, 90, 90, 120, 60, 40, 20};
  const absl::Status made = data::MakeMatpowerFolder((folder / "small.m").string(), quarters, 11,
                                                     rating_mva, (folder / "out").string());
  EXPECT_TRUE(made.ok()) << made;
  auto region = data::LoadRegion((folder / "out").string());
  fs::remove_all(folder);
  EXPECT_TRUE(region.ok()) << region.status();
  return *std::move(region);
}

}  // namespace tests
