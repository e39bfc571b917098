#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "data/matpower_folder.h"
#include "data/region_loader.h"
#include "models/region.h"

namespace tests {

// A source feeds two load stations over a ring of three equal lines; a fourth station hangs on one
// line alone. Bus 4 stands at a second voltage behind a transformer.
inline constexpr char kRingCase[] =
    "mpc.baseMVA = 100;\n"
    "mpc.bus = [\n"
    " 1 3 0 0 0 0 1 1 0 132 1 1.1 0.9\n"
    " 2 1 30 6 0 0 1 1 0 132 1 1.1 0.9\n"
    " 3 1 20 4 0 0 1 1 0 132 1 1.1 0.9\n"
    " 4 1 5 1 0 0 1 1 0 66 1 1.1 0.9\n"
    "];\n"
    "mpc.gen = [\n"
    " 1 55 0 500 -500 1.02 100 1 999 0\n"
    "];\n"
    "mpc.branch = [\n"
    " 1 2 0.01 0.06 0.01 80 0 0 0 0 1 -360 360\n"
    " 1 3 0.01 0.06 0.01 80 0 0 0 0 1 -360 360\n"
    " 2 3 0.01 0.06 0.01 80 0 0 0 0 1 -360 360\n"
    " 3 4 0.00 0.10 0.00 40 0 0 0 0 1 -360 360\n"
    "];\n";

/// The case as a region folder with `quarters` of load profile, loaded.
inline std::shared_ptr<const models::Region> MakeRingRegion(const std::string& directory,
                                                             int quarters) {
  const std::string case_file = directory + "/small.m";
  std::ofstream(case_file) << kRingCase;
  const models::Table<models::BranchIndex, double> rating_mva{80.0, 80.0, 80.0, 40.0};
  const absl::Status made =
      data::MakeMatpowerFolder(case_file, quarters, 7, rating_mva, directory + "/region");
  EXPECT_TRUE(made.ok()) << made;
  auto region = data::LoadRegion(directory + "/region");
  EXPECT_TRUE(region.ok()) << region.status();
  return region.ok() ? std::make_shared<const models::Region>(*std::move(region)) : nullptr;
}

}  // namespace tests
