#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "data/region_loader.h"
#include "tests/support/region_paths.h"
#include "twin/stepper.h"

namespace tests {

/// The shipped region's stepper, seed 1; made once in a program.
inline std::shared_ptr<const twin::Stepper> RegionStepper() {
  static const auto stepper = [] {
    auto region = data::LoadRegion(RegionDirectory());
    EXPECT_TRUE(region.ok()) << region.status();
    auto made = twin::Stepper::Make(std::make_shared<const models::Region>(*std::move(region)),
                                    {.seed = 1});
    EXPECT_TRUE(made.ok()) << made.status();
    return std::make_shared<const twin::Stepper>(*std::move(made));
  }();
  return stepper;
}

}  // namespace tests
