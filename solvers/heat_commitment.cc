#include "solvers/heat_commitment.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/mixed_integer.h"

namespace solvers {
namespace {

using Term = MixedIntegerProgram::Term;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kHoursPerDay = 24.0;

bool HasSwitch(const models::PlantRunningParams& running) {
  return running.stable_min_mw > 0.0 || running.start_cost_nok > 0.0 || running.up_min_h > 0.0 ||
         running.down_min_h > 0.0;
}

// Most heat that ramps allow in every hour, from what runs now or from a start in the first hour in
// which the plant is there: what must run cannot be more.
std::vector<double> CalcReachableMw(const CommitmentPlant& plant) {
  const double ramp_mw = plant.running.ramp_mw_per_h;
  std::vector<double> reachable_mw;
  double before_mw = plant.now.heat_mw;
  for (const PlannedHour& hour : plant.hours) {
    double most_mw = hour.available_mw;
    if (ramp_mw > 0.0) {
      const double first_mw = std::max(plant.running.stable_min_mw, ramp_mw);
      most_mw = std::min(most_mw, before_mw > 0.0 ? before_mw + ramp_mw : first_mw);
    }
    reachable_mw.push_back(most_mw);
    before_mw = most_mw;
  }
  return reachable_mw;
}

int HoursOf(double least_h) { return static_cast<int>(std::ceil(least_h - 1e-9)); }

absl::Status Check(const CommitmentInputs& inputs) {
  const std::size_t hours = inputs.load_mw.size();
  if (hours == 0) return absl::InvalidArgumentError("load_mw: no hour to plan");
  if (inputs.electricity_max_mw.size() != hours) {
    return absl::InvalidArgumentError(absl::StrCat(
        "electricity_max_mw has ", inputs.electricity_max_mw.size(), " hours, load_mw ", hours));
  }
  for (std::size_t h = 0; h < hours; ++h) {
    if (!std::isfinite(inputs.load_mw[h]) || inputs.load_mw[h] < 0.0) {
      return absl::InvalidArgumentError(
          absl::StrCat("load_mw[", h, "] is ", inputs.load_mw[h], ", must be 0 or more"));
    }
    if (!(inputs.electricity_max_mw[h] >= 0.0)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "electricity_max_mw[", h, "] is ", inputs.electricity_max_mw[h], ", must be 0 or more"));
    }
  }
  for (std::size_t p = 0; p < inputs.plants.size(); ++p) {
    const CommitmentPlant& plant = inputs.plants[p];
    if (plant.hours.size() != hours) {
      return absl::InvalidArgumentError(absl::StrCat(
          "plants[", p, "].hours has ", plant.hours.size(), " hours, load_mw ", hours));
    }
    for (std::size_t h = 0; h < hours; ++h) {
      const PlannedHour& hour = plant.hours[h];
      if (!(std::isfinite(hour.available_mw) && hour.available_mw >= 0.0) ||
          !(std::isfinite(hour.must_run_mw) && hour.must_run_mw >= 0.0) ||
          !std::isfinite(hour.cost_nok_per_mwh) || !std::isfinite(hour.electricity_ratio)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "plants[", p, "].hours[", h, "]: available ", hour.available_mw, " MW, must run ",
            hour.must_run_mw, " MW, cost ", hour.cost_nok_per_mwh, " NOK/MWh, electricity ",
            hour.electricity_ratio, ": must be finite, MW 0 or more"));
      }
    }
  }
  return absl::OkStatus();
}

/// The program's rows and columns, plant by plant.
class Program {
 public:
  explicit Program(const CommitmentInputs& inputs)
      : inputs_(inputs), hours_(inputs.load_mw.size()) {
    for (std::size_t h = 0; h < hours_; ++h) {
      unserved_.push_back(
          program_.AddColumn(0.0, inputs.load_mw[h], inputs.unserved_cost_nok_per_mwh));
      cooled_off_.push_back(program_.AddColumn(0.0, kInfinity, inputs.cooled_off_cost_nok_per_mwh));
    }
    for (const CommitmentPlant& plant : inputs.plants) AddPlant(plant);
    for (const CommitmentStore& store : inputs.stores) AddStore(store);
    AddBalances();
    AddElectricityLimits();
  }

  absl::StatusOr<CommitmentPlan> Solve(const CommitmentLimits& limits) const {
    TWIN_ASSIGN_OR_RETURN(
        const MixedIntegerProgram::Solution solution,
        program_.Solve({.solve_s = limits.solve_s, .gap_share = limits.gap_share}));
    const std::vector<double>& value = solution.column_value_ratio;
    CommitmentPlan plan;
    plan.cost_nok = solution.cost_nok;
    plan.bound_nok = solution.bound_nok;
    plan.gap_share = solution.gap_share;
    plan.is_proven = solution.is_proven;
    plan.electricity_mw.assign(hours_, 0.0);
    for (std::size_t h = 0; h < hours_; ++h) {
      plan.unserved_mw.push_back(value[unserved_[h]]);
      plan.cooled_off_mw.push_back(value[cooled_off_[h]]);
    }
    for (std::size_t p = 0; p < columns_.size(); ++p) {
      const PlantColumns& columns = columns_[p];
      auto& heat_mw = plan.heat_mw.emplace_back();
      auto& is_running = plan.is_running.emplace_back();
      for (std::size_t h = 0; h < hours_; ++h) {
        heat_mw.push_back(value[columns.heat[h]]);
        const bool runs = columns.on.empty() ? heat_mw.back() > 0.0 : value[columns.on[h]] > 0.5;
        is_running.push_back(runs ? 1 : 0);
        plan.electricity_mw[h] +=
            std::max(0.0, inputs_.plants[p].hours[h].electricity_ratio) * heat_mw.back();
      }
    }
    for (const StoreColumns& columns : stores_) {
      auto& discharge_mw = plan.discharge_mw.emplace_back();
      auto& content_mwh = plan.content_mwh.emplace_back();
      for (std::size_t h = 0; h < hours_; ++h) {
        discharge_mw.push_back(value[columns.discharge[h]]);
        content_mwh.push_back(value[columns.content[h]]);
      }
    }
    return plan;
  }

 private:
  struct PlantColumns {
    std::vector<std::size_t> heat, on, start;  ///< [hour]; on and start empty without a switch
  };
  struct StoreColumns {
    std::vector<std::size_t> discharge, content;
  };

  void AddPlant(const CommitmentPlant& plant) {
    PlantColumns columns;
    const models::PlantRunningParams& running = plant.running;
    const bool has_switch = HasSwitch(running);
    const std::vector<double> reachable_mw = CalcReachableMw(plant);
    for (std::size_t h = 0; h < hours_; ++h) {
      const PlannedHour& hour = plant.hours[h];
      const double least_mw = has_switch ? 0.0 : std::min(hour.must_run_mw, reachable_mw[h]);
      columns.heat.push_back(
          program_.AddColumn(least_mw, hour.available_mw, hour.cost_nok_per_mwh));
    }
    if (has_switch) {
      AddSwitch(plant, reachable_mw, columns);
    } else if (running.ramp_mw_per_h > 0.0) {
      AddPlainRamps(plant, columns);
    }
    if (plant.fuel.fuel_capacity_mwh > 0.0) AddFuel(plant, columns);
    columns_.push_back(std::move(columns));
  }

  void AddSwitch(const CommitmentPlant& plant, const std::vector<double>& reachable_mw,
                 PlantColumns& columns) {
    const models::PlantRunningParams& running = plant.running;
    const bool runs_now = plant.now.heat_mw > 0.0;
    const double since_h = std::abs(plant.now.since_switch_h);
    const int held = HoursOf((runs_now ? running.up_min_h : running.down_min_h) - since_h);
    for (std::size_t h = 0; h < hours_; ++h) {
      const PlannedHour& hour = plant.hours[h];
      const bool cannot = hour.available_mw <= 0.0 || hour.available_mw < running.stable_min_mw;
      const bool is_held = static_cast<int>(h) < held;
      const bool may_start = runs_now || static_cast<int>(h) >= held;
      const bool must = (hour.must_run_mw > 0.0 && may_start) || (is_held && runs_now);
      const double on_low = must && !cannot ? 1.0 : 0.0;
      const double on_high = cannot || (is_held && !runs_now && on_low == 0.0) ? 0.0 : 1.0;
      columns.on.push_back(program_.AddColumn(on_low, on_high, 0.0, true));
      columns.start.push_back(program_.AddColumn(0.0, 1.0, running.start_cost_nok));
      const double least_mw =
          std::min(std::max(running.stable_min_mw, hour.must_run_mw), reachable_mw[h]);
      Row({{columns.heat[h], 1.0}, {columns.on[h], -hour.available_mw}}, -kInfinity, 0.0);
      Row({{columns.heat[h], 1.0}, {columns.on[h], -least_mw}}, 0.0, kInfinity);
      // v >= u − u of the hour before; v <= u; no start of what runs
      std::vector<Term> starts{{columns.start[h], 1.0}, {columns.on[h], -1.0}};
      if (h > 0) starts.push_back({columns.on[h - 1], 1.0});
      Row(starts, h > 0 || !runs_now ? 0.0 : -1.0, kInfinity);
      Row({{columns.start[h], 1.0}, {columns.on[h], -1.0}}, -kInfinity, 0.0);
      if (h > 0) Row({{columns.start[h], 1.0}, {columns.on[h - 1], 1.0}}, -kInfinity, 1.0);
      if (h == 0 && runs_now) Row({{columns.start[0], 1.0}}, 0.0, 0.0);
      if (running.ramp_mw_per_h > 0.0) AddRamp(plant, columns, h, runs_now);
    }
    AddLeastTimes(running, columns, runs_now);
  }

  void AddRamp(const CommitmentPlant& plant, const PlantColumns& columns, std::size_t h,
               bool runs_now) {
    const double r = plant.running.ramp_mw_per_h;
    const double first = std::max(plant.running.stable_min_mw, r);
    // A plant that trips or is ordered down falls as it must.
    const double available_mw = plant.hours[h].available_mw;
    const double before_mw = h > 0 ? plant.hours[h - 1].available_mw : plant.now.heat_mw;
    std::vector<Term> up{{columns.heat[h], 1.0}, {columns.start[h], -first}};
    std::vector<Term> down{
        {columns.heat[h], -1.0}, {columns.on[h], -r + first + r}, {columns.start[h], -(first + r)}};
    double up_high = 0.0, down_high = 0.0;
    if (h > 0) {
      up.push_back({columns.heat[h - 1], -1.0});
      up.push_back({columns.on[h - 1], -r});
      down.push_back({columns.heat[h - 1], 1.0});
      down.push_back({columns.on[h - 1], -(first + r)});
    } else {
      up_high = plant.now.heat_mw + (runs_now ? r : 0.0);
      down_high = -plant.now.heat_mw + (runs_now ? first + r : 0.0);
    }
    Row(up, -kInfinity, up_high);
    if (available_mw >= before_mw) Row(down, -kInfinity, down_high);
  }

  void AddPlainRamps(const CommitmentPlant& plant, const PlantColumns& columns) {
    const double r = plant.running.ramp_mw_per_h;
    for (std::size_t h = 0; h < hours_; ++h) {
      const double available_mw = plant.hours[h].available_mw;
      const double before_mw = h > 0 ? plant.hours[h - 1].available_mw : plant.now.heat_mw;
      const double low = available_mw >= before_mw ? -r : -kInfinity;
      if (h == 0) {
        Row({{columns.heat[0], 1.0}}, low + plant.now.heat_mw, r + plant.now.heat_mw);
      } else {
        Row({{columns.heat[h], 1.0}, {columns.heat[h - 1], -1.0}}, low, r);
      }
    }
  }

  void AddLeastTimes(const models::PlantRunningParams& running, const PlantColumns& columns,
                     bool runs_now) {
    const auto up = static_cast<std::size_t>(std::max(0, HoursOf(running.up_min_h)));
    const auto down = static_cast<std::size_t>(std::max(0, HoursOf(running.down_min_h)));
    for (std::size_t h = 0; h < hours_; ++h) {
      std::vector<Term> row;
      if (up > 1) {
        for (std::size_t k = h + 1 >= up ? h + 1 - up : 0; k <= h; ++k) {
          row.push_back({columns.start[k], 1.0});
        }
        row.push_back({columns.on[h], -1.0});
        Row(row, -kInfinity, 0.0);
      }
      if (down > 1 && (h >= down || runs_now)) {
        row.clear();
        for (std::size_t k = h >= down ? h + 1 - down : 0; k <= h; ++k) {
          row.push_back({columns.start[k], 1.0});
        }
        if (h >= down) row.push_back({columns.on[h - down], 1.0});
        Row(row, -kInfinity, h >= down ? 1.0 : 0.0);
      }
    }
  }

  void AddFuel(const CommitmentPlant& plant, const PlantColumns& columns) {
    const double delivery_mwh = plant.fuel.fuel_delivery_mwh_per_day / kHoursPerDay;
    std::size_t before = 0;
    for (std::size_t h = 0; h < hours_; ++h) {
      const std::size_t content = program_.AddColumn(0.0, plant.fuel.fuel_capacity_mwh, 0.0);
      std::vector<Term> row{{content, 1.0}, {columns.heat[h], 1.0 / plant.efficiency_ratio}};
      double have_mwh = delivery_mwh;
      if (h > 0) {
        row.push_back({before, -1.0});
      } else {
        have_mwh += plant.fuel_mwh;
      }
      Row(row, -kInfinity, have_mwh);
      before = content;
    }
  }

  void AddStore(const CommitmentStore& store) {
    StoreColumns columns;
    for (std::size_t h = 0; h < hours_; ++h) {
      const bool is_last = h + 1 == hours_;
      columns.discharge.push_back(program_.AddColumn(-store.power_max_mw, store.power_max_mw, 0.0));
      columns.content.push_back(program_.AddColumn(0.0, store.capacity_mwh,
                                                   is_last ? -store.end_value_nok_per_mwh : 0.0));
      const double keeps_ratio = 1.0 - store.loss_per_h;
      std::vector<Term> row{{columns.content[h], 1.0}, {columns.discharge[h], 1.0}};
      double have_mwh = 0.0;
      if (h > 0) {
        row.push_back({columns.content[h - 1], -keeps_ratio});
      } else {
        have_mwh = keeps_ratio * store.content_mwh;
      }
      Row(row, have_mwh, have_mwh);
    }
    stores_.push_back(std::move(columns));
  }

  void AddBalances() {
    for (std::size_t h = 0; h < hours_; ++h) {
      std::vector<Term> row{{unserved_[h], 1.0}, {cooled_off_[h], -1.0}};
      for (const PlantColumns& plant : columns_) row.push_back({plant.heat[h], 1.0});
      for (const StoreColumns& store : stores_) row.push_back({store.discharge[h], 1.0});
      Row(row, inputs_.load_mw[h], inputs_.load_mw[h]);
    }
  }

  void AddElectricityLimits() {
    for (std::size_t h = 0; h < hours_; ++h) {
      if (std::isinf(inputs_.electricity_max_mw[h])) continue;
      std::vector<Term> row;
      for (std::size_t p = 0; p < columns_.size(); ++p) {
        const double ratio = inputs_.plants[p].hours[h].electricity_ratio;
        if (ratio > 0.0) row.push_back({columns_[p].heat[h], ratio});
      }
      if (!row.empty()) Row(row, -kInfinity, inputs_.electricity_max_mw[h]);
    }
  }

  void Row(const std::vector<Term>& terms, double low, double high) {
    program_.AddRow(terms, low, high);
  }

  const CommitmentInputs& inputs_;
  const std::size_t hours_;
  MixedIntegerProgram program_;
  std::vector<std::size_t> unserved_, cooled_off_;
  std::vector<PlantColumns> columns_;
  std::vector<StoreColumns> stores_;
};

}  // namespace

absl::StatusOr<CommitmentPlan> PlanHeatCommitment(const CommitmentInputs& inputs,
                                                  const CommitmentLimits& limits) {
  TWIN_RETURN_IF_ERROR(Check(inputs));
  return Program(inputs).Solve(limits);
}

}  // namespace solvers
