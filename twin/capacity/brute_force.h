#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "solvers/hosting_capacity.h"

namespace twin::capacity {

/// What one pair exceeds at some MW, judged by the scalar solver alone.
struct Excess {
  double share = 0.0;  ///< worst beyond its limit: share of the rating, or 2 × pu of voltage
  std::string what;
};

/// AC power flow of one (quarter, outage) pair with an applicant by the KLU Newton, with limits
/// written down anew from the grid: shares no code with the search but the solver's interface.
class BruteForce {
 public:
  BruteForce(const solvers::HostingBasis& basis, const solvers::HostingQuery& query);

  /// Limits broken today count only beyond the thresholds that every answer states. A pair without
  /// a solution today exceeds nothing; one that loses its solution exceeds everything (share 9).
  Excess CalcExcess(std::uint32_t quarter, std::uint16_t outage, double mw);

 private:
  struct Quantities {
    bool is_solved = false;
    std::vector<double> loading_share;  ///< [branch of limits]
    std::vector<double> v_pu;           ///< [bus of limits] 0 without voltage
  };
  Quantities Solve(std::uint32_t quarter, std::uint16_t outage, double mw);
  bool LooksBroken(const Quantities& now) const;

  const solvers::HostingBasis& basis_;
  const solvers::HostingQuery& query_;
  std::unique_ptr<solvers::AcPowerFlow::Workspace> work_;
  std::int64_t quarter_ = -1;
  solvers::PowerFlowInputs inputs_;
  solvers::PowerFlowState state_;
};

}  // namespace twin::capacity
