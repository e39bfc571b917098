#pragma once

#include <string>
#include <vector>

#include "solvers/hosting_capacity.h"
#include "twin/capacity/capacity_engine.h"

namespace twin::capacity {

/// Who covers an applicant's MW (of a generator: who gives way), by the planning year's dispatch.
struct Feeding {
  std::vector<std::string> feeders;   ///< ids as of solvers::ListNextMwFeeders
  std::vector<double> mean_share;     ///< [feeder] of the applicant's energy over the year
  std::vector<double> binding_share;  ///< [feeder] in the quarter that binds; empty: none does
  /// [feeder] in one block of the basis (CapacityEngine::LabelOf).
  struct Block {
    std::size_t block = 0;
    std::vector<double> share;
  };
  std::vector<Block> blocks;
};

/// Means over quarters weighted by the applicant's profile; the next MW stands for all of them.
/// The engine must be ready.
Feeding CalcFeeding(const CapacityEngine& engine, const solvers::HostingQuery& query,
                    const solvers::BindingLimit& binding);

}  // namespace twin::capacity
