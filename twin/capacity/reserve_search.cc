#include "twin/capacity/reserve_search.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/great_circle.h"
#include "models/base/status_macros.h"
#include "models/electricity/large_load_entry.h"
#include "models/planning_region.h"
#include "models/region_year.h"
#include "twin/capacity/planned_demand.h"

namespace twin::capacity {
namespace {

using models::LargeLoadStatus;
using solvers::BindingLimit;
using solvers::ChangedHosting;
using Loads = models::Table<models::LoadIndex, models::LoadParams>;

constexpr int kEveryYear = models::kLastPlanningYear;

class Reserve {
 public:
  Reserve(const PlannedYear& planned, const solvers::HostingBasis& basis,
          const RemedyTables& tables, const LaterTables& later, const ReserveQuestion& question)
      : planned_(planned), basis_(basis), tables_(tables), later_(later), question_(question) {
    for (const BindingLimit& limit : question.answered.firm.exists_today) {
      broken_.insert(solvers::ComponentOf(limit));
    }
  }

  absl::StatusOr<ReserveReport> Run(const models::HoldBackRules& rules) {
    if (later_.today == nullptr) {
      return absl::FailedPreconditionError("this twin does not know the region of today");
    }
    TWIN_ASSIGN_OR_RETURN(scope_,
                          ChooseScopeOfOthers(basis_, question_.answered, question_.level_mw));
    report_.quarter_count = scope_.quarters.size();
    report_.outage_count = scope_.outages.size() - 1;
    TWIN_ASSIGN_OR_RETURN(const auto demand, PlannedDemand::Make(planned_, scope_.quarters));
    FindRule(rules);
    ListLoads();
    const double firm_mw = firm().firm_mw;
    TWIN_ASSIGN_OR_RETURN(Loads loads, LoadsWithReserved());
    TWIN_ASSIGN_OR_RETURN(report_.with_reserved, Ask(demand, loads));
    const double after_reserved_mw = LeftOf(firm_mw, report_.with_reserved);
    TWIN_ASSIGN_OR_RETURN(const bool has_growth, GrowOrdinary(loads));
    report_.with_all = report_.with_reserved;
    if (has_growth) {
      TWIN_ASSIGN_OR_RETURN(report_.with_all, Ask(demand, loads));
    }
    report_.available_mw = LeftOf(after_reserved_mw, report_.with_all);
    report_.held_back_mw = after_reserved_mw - report_.available_mw;
    const double reserved_here_mw = AddStation(demand);
    report_.reserved_mw = reserved_here_mw + firm_mw - after_reserved_mw;
    report_.physical_mw = firm_mw + report_.used_mw + reserved_here_mw;
    return std::move(report_);
  }

 private:
  const models::ElectricityGrid& grid() const { return planned_.region.grid; }
  const solvers::HostingQuery& query() const { return question_.answered.query; }
  const solvers::HostingAnswer& firm() const { return question_.answered.firm; }
  const models::BusParams& bus() const { return grid().buses[query().bus]; }

  void FindRule(const models::HoldBackRules& rules) {
    const std::string day = absl::StrCat(planned_.key.planning_year, "-01-01");
    report_.rule = FindHoldBack(rules, bus().nominal_kv, day);
    report_.is_held_for_applicant =
        report_.rule != nullptr && !query().is_generation &&
        IsHeldFor(*report_.rule, question_.requested_mw, question_.gwh_per_year);
  }

  // Those that operate are drawn; those that are closed are gone.
  void ListLoads() {
    const auto& here = grid().stations[bus().station];
    const auto& all = planned_.region.large_loads;
    const auto& before = later_.today->large_loads;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const models::LargeLoadIndex index(i);
      const models::LargeLoadParams& large = all[index];
      const bool is_in_planned = large.drawn_by.valid();
      const bool stood_today = before.contains(index) && before[index].drawn_by.valid();
      const bool is_gone =
          large.status == LargeLoadStatus::kOperating || large.status == LargeLoadStatus::kClosed;
      if (is_gone || stood_today || large.size_mw <= 0.0) continue;
      ReservedLoad& row = report_.loads.emplace_back();
      row.load = index;
      row.size_mw = large.size_mw;
      row.from_year = large.from_year;
      row.is_in_planned = is_in_planned;
      row.is_reserved = large.status == LargeLoadStatus::kReserved;
      row.has_bus = grid().buses.contains(large.bus);
      if (!row.has_bus) continue;
      const auto& there = grid().stations[grid().buses[large.bus].station];
      row.distance_km =
          models::CalcGreatCircleKm(here.lat_deg, here.lon_deg, there.lat_deg, there.lon_deg);
    }
    std::stable_sort(report_.loads.begin(), report_.loads.end(),
                     [](const ReservedLoad& a, const ReservedLoad& b) {
                       return std::pair(!a.has_bus, a.distance_km) <
                              std::pair(!b.has_bus, b.distance_km);
                     });
  }

  absl::StatusOr<Loads> LoadsWithReserved() const {
    auto large_loads = planned_.region.large_loads;
    models::ElectricityGrid with = grid();
    TWIN_RETURN_IF_ERROR(
        models::AddLargeLoads({.year = kEveryYear}, large_loads, planned_.region.demand, with));
    return std::move(with.loads);
  }

  // General loads as in a later year; whether that is anything at all.
  absl::StatusOr<bool> GrowOrdinary(Loads& loads) const {
    const bool is_held = report_.rule != nullptr && !report_.is_held_for_applicant &&
                         !query().is_generation && report_.rule->held_for_years > 0;
    if (!is_held) return false;
    TWIN_ASSIGN_OR_RETURN(const auto growth, models::ParseGrowth(planned_.key.growth_scenario));
    TWIN_ASSIGN_OR_RETURN(
        const models::Region of_year,
        models::MakeRegionOfYear(*later_.today,
                                 planned_.key.planning_year + report_.rule->held_for_years,
                                 tables_.pace, growth, later_.has_queue));
    bool has_growth = false;
    for (std::size_t i = 0; i < later_.today->grid.loads.size(); ++i) {
      const models::LoadIndex load(i);
      const models::LoadParams& grown = of_year.grid.loads[load];
      if (grown.kind != models::LoadKind::kGeneral) continue;
      has_growth = has_growth || grown.cold_mw != loads[load].cold_mw;
      loads[load] = grown;
    }
    return has_growth;
  }

  absl::StatusOr<ChangedHosting> Ask(const PlannedDemand& demand, const Loads& loads) const {
    solvers::GridChange change;
    change.demands = demand.CalcAdded(loads);
    if (change.demands.empty()) return solvers::AsAnswered(firm());
    auto found = solvers::CalcChangedHosting(basis_, query(), scope_, change);
    // A power flow that has no solution any more: nothing is left.
    if (absl::IsFailedPrecondition(found.status())) {
      BindingLimit collapse;
      collapse.kind = solvers::LimitKind::kNoSolution;
      return ChangedHosting{.exists_before = {collapse}};
    }
    return found;
  }

  // MW that are left of `before_mw`; none where what comes first breaks what held before.
  double LeftOf(double before_mw, const ChangedHosting& found) {
    const bool breaks = std::any_of(
        found.exists_before.begin(), found.exists_before.end(),
        [&](const BindingLimit& limit) { return broken_.count(solvers::ComponentOf(limit)) == 0; });
    if (breaks) report_.is_overdrawn = true;
    return report_.is_overdrawn ? 0.0 : std::clamp(found.firm_mw, 0.0, before_mw);
  }

  // What the station draws when the limit is met, and what of it is reserved: told apart.
  double AddStation(const PlannedDemand& demand) {
    const std::vector<double> station_mw = demand.CalcStationMw(bus().station);
    report_.used_peak_mw = *std::max_element(station_mw.begin(), station_mw.end());
    const auto at =
        std::find(scope_.quarters.begin(), scope_.quarters.end(), firm().binding.quarter);
    const bool is_bound = firm().binding.kind != solvers::LimitKind::kNone;
    const auto place =
        is_bound && at != scope_.quarters.end()
            ? static_cast<std::size_t>(at - scope_.quarters.begin())
            : static_cast<std::size_t>(std::max_element(station_mw.begin(), station_mw.end()) -
                                       station_mw.begin());
    double reserved_mw = 0.0;
    for (const ReservedLoad& row : report_.loads) {
      const models::LargeLoadParams& large = planned_.region.large_loads[row.load];
      const bool is_here = row.is_in_planned && row.is_reserved && row.has_bus &&
                           grid().buses[large.bus].station == bus().station;
      if (!is_here || demand.weather().empty()) continue;
      reserved_mw += demand.weather()[place].demand.demand_mw[large.drawn_by];
    }
    report_.used_mw = station_mw[place] - reserved_mw;
    return reserved_mw;
  }

  const PlannedYear& planned_;
  const solvers::HostingBasis& basis_;
  const RemedyTables& tables_;
  const LaterTables& later_;
  const ReserveQuestion& question_;
  std::set<solvers::LimitedComponent> broken_;  // today
  solvers::HostingScope scope_;
  ReserveReport report_;
};

}  // namespace

absl::StatusOr<ReserveReport> CalcReserve(const PlannedYear& planned,
                                          const solvers::HostingBasis& basis,
                                          const RemedyTables& tables, const LaterTables& later,
                                          const models::HoldBackRules& rules,
                                          const ReserveQuestion& question) {
  return Reserve(planned, basis, tables, later, question).Run(rules);
}

}  // namespace twin::capacity
