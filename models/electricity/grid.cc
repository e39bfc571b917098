#include "models/electricity/grid.h"

#include <cmath>
#include <initializer_list>
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
    CheckIds("shunt", grid_.shunts);
    CheckIds("boundary", grid_.boundaries);
    CheckIds("exchange area", grid_.exchange_areas);
    CheckBuses();
    CheckBranches();
    CheckAtBus("load", grid_.loads);
    CheckAtBus("generator", grid_.generators);
    CheckAtBus("shunt", grid_.shunts);
    CheckAtBus("boundary", grid_.boundaries);
    CheckLoads();
    CheckReactiveLimits("generator", grid_.generators);
    CheckReactiveLimits("shunt", grid_.shunts);
    CheckReactiveLimits("boundary", grid_.boundaries);
    CheckGeneratorsAndShunts();
    CheckBoundaries();
    if (references_hold_ && !grid_.boundaries.empty()) CheckConnected();
    return violations_.empty() ? absl::OkStatus() : errors::InvalidFields(violations_);
  }

 private:
  struct Number {
    const char* name;
    double value;
  };

  void Report(const std::string& field, const std::string& problem) {
    violations_.push_back({field, problem});
  }

  void ReportDangling(const std::string& field, const std::string& problem) {
    references_hold_ = false;
    Report(field, problem);
  }

  void RequireFinite(const std::string& field, std::initializer_list<Number> numbers) {
    for (const auto& [name, value] : numbers) {
      if (!std::isfinite(value)) Report(field, absl::StrCat(name, " is ", value));
    }
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
      if (!grid_.buses.contains(row.bus)) {
        ReportDangling(absl::StrCat(kind, " ", row.id), "has no bus");
      }
    }
  }

  template <class Rows>
  void CheckReactiveLimits(const char* kind, const Rows& rows) {
    for (const auto& row : rows) {
      const std::string field = absl::StrCat(kind, " ", row.id);
      RequireFinite(field, {{"q_min_mvar", row.q_min_mvar},
                            {"q_max_mvar", row.q_max_mvar},
                            {"v_set_pu", row.v_set_pu}});
      if (row.q_min_mvar > row.q_max_mvar) Report(field, "has its reactive limits in reverse");
    }
  }

  void CheckLoads() {
    for (const LoadParams& load : grid_.loads) {
      RequireFinite(absl::StrCat("load ", load.id),
                    {{"cold_mw", load.cold_mw},
                     {"mild_mw", load.mild_mw},
                     {"summer_mw", load.summer_mw},
                     {"cold_tan_phi_ratio", load.cold_tan_phi_ratio},
                     {"mild_tan_phi_ratio", load.mild_tan_phi_ratio},
                     {"summer_tan_phi_ratio", load.summer_tan_phi_ratio}});
    }
  }

  void CheckGeneratorsAndShunts() {
    for (const GeneratorParams& generator : grid_.generators) {
      RequireFinite(absl::StrCat("generator ", generator.id),
                    {{"p_max_mw", generator.p_max_mw},
                     {"normal_year_gwh", generator.normal_year_gwh},
                     {"min_running_mw", generator.min_running_mw}});
    }
    for (const ShuntParams& shunt : grid_.shunts) {
      RequireFinite(absl::StrCat("shunt ", shunt.id), {{"step_mvar", shunt.step_mvar},
                                                       {"draw_target_mvar", shunt.draw_target_mvar},
                                                       {"v_low_pu", shunt.v_low_pu},
                                                       {"v_high_pu", shunt.v_high_pu}});
      if (KeepsVoltage(shunt) && !(shunt.v_low_pu > 0.0 && shunt.v_low_pu < shunt.v_high_pu)) {
        Report(absl::StrCat("shunt ", shunt.id),
               absl::StrCat("has a voltage band of ", shunt.v_low_pu, " … ", shunt.v_high_pu));
      }
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
        ReportDangling(field, "has an end without bus");
        continue;
      }
      if (branch.from == branch.to) Report(field, "begins and ends at the same bus");
      if (!std::isfinite(branch.r_ohm) || !std::isfinite(branch.x_ohm) ||
          !std::isfinite(branch.b_siemens) || !std::isfinite(branch.g_siemens)) {
        Report(field, "has an impedance that is not finite");
      } else if (HasNoImpedance(branch)) {
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
      RequireFinite(field, {{"phase_shift_deg", branch.phase_shift_deg},
                            {"summer_mva", rating.summer_mva},
                            {"mild_mva", rating.mild_mva},
                            {"cold_mva", rating.cold_mva},
                            {"tap_step_ratio", branch.tap_step_ratio},
                            {"tap_target_v_pu", branch.tap_target_v_pu},
                            {"tap_deadband_v_pu", branch.tap_deadband_v_pu},
                            {"shift_step_deg", branch.shift_step_deg},
                            {"tap_target_mw", branch.tap_target_mw},
                            {"tap_deadband_mw", branch.tap_deadband_mw}});
      CheckTaps(field, branch);
    }
  }

  void CheckTaps(const std::string& field, const BranchParams& branch) {
    if (branch.tap_min_step > branch.tap_max_step) {
      Report(field, "has its tap steps in reverse");
      return;
    }
    if (branch.tap_table.empty()) return;
    const int steps = branch.tap_max_step - branch.tap_min_step + 1;
    if (static_cast<int>(branch.tap_table.size()) != steps) {
      Report(field, absl::StrCat("has a tap table of ", branch.tap_table.size(), " rows for ",
                                 steps, " steps"));
    }
    for (const TapStepRow& row : branch.tap_table) {
      // Written so that NaN is refused too.
      const bool is_sound = row.ratio > 0.1 && row.ratio < 10.0 && std::isfinite(row.shift_deg) &&
                            row.r_ratio >= 0.0 && row.x_ratio > 0.0 && row.r_ratio < 100.0 &&
                            row.x_ratio < 100.0;
      if (is_sound) continue;
      Report(field, absl::StrCat("has a tap table row of ratio ", row.ratio, ", shift ",
                                 row.shift_deg, "°, factors ", row.r_ratio, " and ", row.x_ratio));
    }
  }

  void CheckBoundaries() {
    if (grid_.boundaries.empty()) Report("boundaries", "are none: nobody can take the mismatch");
    std::vector<double> weight(grid_.exchange_areas.size(), 0.0);
    double participation = 0.0;
    for (const BoundaryParams& boundary : grid_.boundaries) {
      participation += boundary.slack_participation_share;
      if (!grid_.exchange_areas.contains(boundary.area)) {
        Report(absl::StrCat("boundary ", boundary.id), "has no exchange area");
        continue;
      }
      weight[boundary.area.value()] += boundary.weight_share;
    }
    for (const ExchangeAreaParams& area : grid_.exchange_areas) {
      RequireFinite(absl::StrCat("exchange area ", area.id),
                    {{"cold_import_mw", area.cold_import_mw},
                     {"mild_import_mw", area.mild_import_mw},
                     {"summer_import_mw", area.summer_import_mw}});
      if (!(area.import_limit_mw >= 0.0) || !(area.export_limit_mw >= 0.0)) {
        Report(absl::StrCat("exchange area ", area.id),
               absl::StrCat("has limits of ", area.import_limit_mw, " MW import and ",
                            area.export_limit_mw, " MW export; neither may be below 0"));
      }
    }
    // Written so that NaN, which is not above any tolerance, is refused too.
    for (std::size_t i = 0; i < weight.size(); ++i) {
      if (!(std::abs(weight[i] - 1.0) <= kWeightTolerance)) {
        Report(absl::StrCat("exchange area ", grid_.exchange_areas[ExchangeAreaIndex(i)].id),
               absl::StrCat("has weights that sum to ", weight[i]));
      }
    }
    if (!grid_.boundaries.empty() && !(std::abs(participation - 1.0) <= kWeightTolerance)) {
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
  bool references_hold_ = true;  ///< every bus that a row names is there
};

}  // namespace

absl::Status Validate(const ElectricityGrid& grid) { return Checker(grid).Run(); }

}  // namespace models
