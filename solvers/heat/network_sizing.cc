#include "solvers/heat/network_sizing.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/heat/pipe_series.h"

namespace solvers::heat {
namespace {

// A trench can grow only so often: the series has this many sizes, or fewer.
constexpr int kMaxRounds = 40;

const models::PipeSize* NextSize(int nominal_diameter) {
  for (const models::PipeSize& size : models::PipeSizes())
    if (size.nominal_diameter > nominal_diameter) return &size;
  return nullptr;
}

}  // namespace

absl::Status FitToColdestDay(const HeatLimitParams& limits, const SteadyHeatOptions& options,
                             models::GeneratedHeatNetwork& made) {
  const std::size_t trenches = made.nominal_diameter.size();
  std::vector<char> is_beyond(trenches);
  for (int round = 0; round < kMaxRounds; ++round) {
    const absl::StatusOr<SteadyHeatSolution> solution = SolveSteadyHeat(made.network, options);
    if (!solution.ok()) return solution.status();
    std::fill(is_beyond.begin(), is_beyond.end(), 0);
    for (const HeatLimit& limit : FindHeatLimits(made.network, *solution, limits, options)) {
      const bool is_of_pipe =
          limit.kind == HeatLimitKind::kSpeed || limit.kind == HeatLimitKind::kGradient;
      if (is_of_pipe && limit.used_ratio > 1.0) is_beyond[limit.row % trenches] = 1;
    }
    bool is_changed = false;
    for (std::size_t trench = 0; trench < trenches; ++trench) {
      if (!is_beyond[trench]) continue;
      const models::PipeSize* size = NextSize(made.nominal_diameter[trench]);
      if (size == nullptr)
        return absl::FailedPreconditionError(
            absl::StrCat("heat network: no pipe of the series is large enough for trench ", trench,
                         " on the coldest day; more plants would help"));
      models::SetTrenchSize(made, trench, *size);
      is_changed = true;
    }
    if (!is_changed) return absl::OkStatus();
  }
  return absl::InternalError("heat network: sizes did not settle");
}

}  // namespace solvers::heat
