#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "data/region_loader.h"
#include "models/region.h"
#include "models/time/quarter.h"
#include "tests/support/region_paths.h"

namespace benchmarks {

/// 2026-01-26T00:00:00Z: a Monday in the coldest part of the year.
inline constexpr models::Quarter kFirst{1965984};

/// The shipped region, read once.
inline std::shared_ptr<const models::Region> SharedRegion() {
  static const auto region = [] {
    auto loaded = data::LoadRegion(tests::RegionDirectory());
    if (!loaded.ok()) {
      std::fprintf(stderr, "%s\n", loaded.status().ToString().c_str());
      std::exit(1);
    }
    return std::make_shared<const models::Region>(*std::move(loaded));
  }();
  return region;
}

}  // namespace benchmarks
