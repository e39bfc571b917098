#include "models/electricity/grid.h"

#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/electricity/topology.h"

namespace models {
namespace {

constexpr double kWeightTolerance = 1e-6;

class Checker {
 public:
  explicit Checker(const ElectricityGrid& grid) : grid_(grid) {}

  absl::Status Run() {
    CheckIds("station", grid_.stations);
    CheckIds("bus", grid_.buses);
    CheckIds("branch", grid_.branches);
    CheckIds("load", grid_.loads);
    CheckIds("generator", grid_.generators);
    CheckBuses();
    CheckBranches();
    CheckAtBus("load", grid_.loads);
    CheckAtBus("generator", grid_.generators);
    CheckAtBus("boundary", grid_.boundaries);
    if (violations_.empty()) CheckBoundaries();
    if (violations_.empty()) CheckConnected();
    return violations_.empty() ? absl::OkStatus() : errors::InvalidFields(violations_);
  }

 private:
  void Report(const std::string& field, const std::string& problem) {
    violations_.push_back({field, problem});
  }

  template <class Rows>
  void CheckIds(const char* kind, const Rows& rows) {
    std::unordered_set<std::string> ids;
    for (const auto& row : rows) {
      if (row.id.empty()) Report(kind, "has a row without id");
      if (!ids.insert(row.id).second) Report(absl::StrCat(kind, " ", row.id), "stands twice");
    }
  }

  template <class Rows>
  void CheckAtBus(const char* kind, const Rows& rows) {
    for (const auto& row : rows) {
      if (!grid_.buses.contains(row.bus)) Report(absl::StrCat(kind, " ", row.id), "has no bus");
    }
  }

  void CheckBuses() {
    for (const BusParams& bus : grid_.buses) {
      const std::string field = absl::StrCat("bus ", bus.id);
      if (!grid_.stations.contains(bus.station)) Report(field, "has no station");
      if (!(bus.nominal_kv > 0.0 && bus.nominal_kv <= 1500.0)) {
        Report(field, absl::StrCat("nominal_kv is ", bus.nominal_kv));
      }
      if (!(bus.v_min_pu > 0.0 && bus.v_min_pu < bus.v_max_pu && bus.v_max_pu < 2.0)) {
        Report(field, absl::StrCat("voltage limits are ", bus.v_min_pu, " … ", bus.v_max_pu));
      }
    }
  }

  void CheckBranches() {
    for (const BranchParams& branch : grid_.branches) {
      const std::string field = absl::StrCat("branch ", branch.id);
      if (!grid_.buses.contains(branch.from) || !grid_.buses.contains(branch.to)) {
        Report(field, "has an end without bus");
        continue;
      }
      if (branch.from == branch.to) Report(field, "begins and ends at the same bus");
      if (!std::isfinite(branch.r_ohm) || !std::isfinite(branch.x_ohm) ||
          !std::isfinite(branch.b_siemens)) {
        Report(field, "has an impedance that is not finite");
      } else if (std::hypot(branch.r_ohm, branch.x_ohm) < 1e-9) {
        Report(field, "has no impedance; merge its buses");
      }
      const SeasonalRating& rating = branch.rating;
      if (branch.is_monitored &&
          !(rating.summer_mva > 0.0 && rating.mild_mva > 0.0 && rating.cold_mva > 0.0)) {
        Report(field, "is monitored and has no rating");
      }
      if (!(branch.tap_ratio > 0.1 && branch.tap_ratio < 10.0)) {
        Report(field, absl::StrCat("tap_ratio is ", branch.tap_ratio));
      }
      if (branch.tap_min_step > branch.tap_max_step) Report(field, "has its tap steps in reverse");
    }
  }

  void CheckBoundaries() {
    if (grid_.boundaries.empty()) Report("boundaries", "are none: nobody can take the mismatch");
    std::vector<double> weight(grid_.exchange_areas.size(), 0.0);
    double participation = 0.0;
    for (const BoundaryParams& boundary : grid_.boundaries) {
      if (!grid_.exchange_areas.contains(boundary.area)) {
        Report(absl::StrCat("boundary ", boundary.id), "has no exchange area");
        continue;
      }
      weight[boundary.area.value()] += boundary.weight_share;
      participation += boundary.slack_participation_share;
    }
    for (std::size_t i = 0; i < weight.size(); ++i) {
      if (std::abs(weight[i] - 1.0) > kWeightTolerance) {
        Report(absl::StrCat("exchange area ", grid_.exchange_areas[ExchangeAreaIndex(i)].id),
               absl::StrCat("has weights that sum to ", weight[i]));
      }
    }
    if (!grid_.boundaries.empty() && std::abs(participation - 1.0) > kWeightTolerance) {
      Report("boundaries", absl::StrCat("have participation shares that sum to ", participation));
    }
  }

  void CheckConnected() {
    Table<BranchIndex, char> in_service(grid_.branches.size());
    for (std::size_t k = 0; k < grid_.branches.size(); ++k) {
      in_service[BranchIndex(k)] = grid_.branches[BranchIndex(k)].is_in_service ? 1 : 0;
    }
    const Islands islands = FindIslands(grid_, in_service);
    std::vector<char> has_boundary(static_cast<std::size_t>(islands.count), 0);
    for (const BoundaryParams& boundary : grid_.boundaries) {
      has_boundary[static_cast<std::size_t>(islands.island[boundary.bus])] = 1;
    }
    for (std::size_t i = 0; i < grid_.buses.size(); ++i) {
      const int island = islands.island[BusIndex(i)];
      if (has_boundary[static_cast<std::size_t>(island)] == 0) {
        Report(absl::StrCat("bus ", grid_.buses[BusIndex(i)].id),
               "has no path to a boundary bus; it would have no voltage");
      }
    }
  }

  const ElectricityGrid& grid_;
  std::vector<errors::FieldViolation> violations_;
};

}  // namespace

absl::Status Validate(const ElectricityGrid& grid) { return Checker(grid).Run(); }

}  // namespace models
