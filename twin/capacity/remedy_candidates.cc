#include "twin/capacity/remedy_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "models/base/great_circle.h"
#include "models/base/status_macros.h"
#include "solvers/battery_need.h"
#include "solvers/bus_sectors.h"
#include "solvers/line_ratings.h"
#include "twin/capacity/heat_measures.h"
#include "twin/capacity/later_projects.h"
#include "twin/capacity/planned_demand.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using models::BranchKind;
using models::BusIndex;
using models::MeasureKind;
using models::Sector;

constexpr double kHeatReachKm = 5.0;
constexpr double kHeatPlantsKm = 25.0;  // whose plants' draw may stand behind the same limits
constexpr std::size_t kMostHeatSystems = 2;
constexpr double kPumpDrawRatio = 1.0 / 2.5;
constexpr double kBoilerDrawRatio = 1.0 / 0.98;
constexpr double kLeastReliefMw = 0.01;
constexpr double kBatteryMargin = 1.01;  // over what is missing
constexpr std::size_t kMostOpenBranches = 4;
constexpr std::size_t kMostProjectYears = 6;

double ValueOf(const models::SectorTable<double>& table, Sector sector) {
  return table[static_cast<std::size_t>(sector)];
}

class Maker {
 public:
  Maker(const PlannedYear& year, const RemedyTables& tables, const RemedyQuestion& question,
        const solvers::ScopedBasis& plain)
      : year_(year), tables_(tables), question_(question), plain_(plain) {}

  absl::StatusOr<std::vector<Remedy>> Run(const solvers::Overloads& overloads) {
    for (const auto& [branch, share] : overloads.loading_share) overloaded_.push_back(branch);
    std::stable_sort(overloaded_.begin(), overloaded_.end(), [&](BranchIndex a, BranchIndex b) {
      return overloads.loading_share.at(a) > overloads.loading_share.at(b);
    });
    AddBranchMeasures();
    AddOpenBranches();
    if (overloads.has_other) AddCapacitors();
    AddBattery();
    if (!year_.region.profile.has_value()) TWIN_RETURN_IF_ERROR(AddWeatherMeasures());
    TWIN_RETURN_IF_ERROR(AddProjects());
    return std::move(made_);
  }

 private:
  const models::ElectricityGrid& grid() const { return year_.region.grid; }
  double KvOf(BranchIndex branch) const {
    return grid().buses[grid().branches[branch].from].nominal_kv;
  }
  bool IsLine(BranchIndex branch) const {
    return grid().branches[branch].kind == BranchKind::kLine &&
           grid().branches[branch].length_km > 0.0;
  }

  // A measure at these branches, priced by length, nameplate and number.
  Remedy AtBranches(MeasureKind kind, const std::vector<BranchIndex>& branches) const {
    Remedy remedy;
    remedy.kind = kind;
    remedy.branches = branches;
    remedy.cost.is_known = true;
    for (const BranchIndex branch : branches) {
      const models::BranchParams& params = grid().branches[branch];
      const models::MeasureAmount amount{
          .count = 1.0, .km = params.length_km, .mva = params.rating.summer_mva};
      remedy.amount.count += amount.count;
      remedy.amount.km += amount.km;
      remedy.amount.mva += amount.mva;
      remedy.cost = Add(
          remedy.cost, CalcMeasureCost(tables_.catalogue, kind, KvOf(branch), params.kind, amount));
    }
    return remedy;
  }

  Remedy AtBus(MeasureKind kind, const models::MeasureAmount& amount) const {
    return AtBus(kind, amount, question_.answered.query.bus);
  }
  Remedy AtBus(MeasureKind kind, const models::MeasureAmount& amount, BusIndex bus) const {
    Remedy remedy;
    remedy.kind = kind;
    remedy.bus = bus;
    remedy.amount = amount;
    remedy.cost = CalcMeasureCost(tables_.catalogue, kind, grid().buses[bus].nominal_kv,
                                  BranchKind::kEquivalent, amount);
    return remedy;
  }

  void AddBranchMeasures() {
    if (overloaded_.empty()) return;
    std::vector<BranchIndex> lines;
    for (const BranchIndex branch : overloaded_) {
      if (IsLine(branch)) lines.push_back(branch);
    }
    if (!lines.empty()) {
      Remedy remedy = AtBranches(MeasureKind::kReconductor, lines);
      for (const BranchIndex branch : lines) {
        remedy.change.ratings.push_back({branch, tables_.catalogue.rules.reconductor_rating_ratio});
        remedy.change.impedances.push_back(
            {branch, tables_.catalogue.rules.reconductor_resistance_ratio, 1.0});
      }
      made_.push_back(std::move(remedy));
    }
    AddCircuits({overloaded_.front()});
    if (overloaded_.size() > 1) AddCircuits(overloaded_);
  }

  void AddCircuits(const std::vector<BranchIndex>& branches) {
    Remedy remedy = AtBranches(MeasureKind::kParallelCircuit, branches);
    for (const BranchIndex branch : branches) remedy.change.circuits.push_back({branch, 1.0, 1.0});
    made_.push_back(std::move(remedy));
  }

  // Branches that stand open are closed, the nearest to the applicant first.
  void AddOpenBranches() {
    std::vector<std::pair<double, BranchIndex>> open;
    for (std::size_t k = 0; k < grid().branches.size(); ++k) {
      const models::BranchParams& branch = grid().branches[BranchIndex(k)];
      if (branch.is_in_service || !branch.is_monitored) continue;
      const auto& there = grid().stations[grid().buses[branch.from].station];
      open.emplace_back(DistanceKm(there.lat_deg, there.lon_deg), BranchIndex(k));
    }
    std::sort(open.begin(), open.end());
    for (std::size_t i = 0; i < std::min(open.size(), kMostOpenBranches); ++i) {
      Remedy remedy = AtBranches(MeasureKind::kSwitching, {open[i].second});
      remedy.change.switches.push_back({open[i].second, true});
      made_.push_back(std::move(remedy));
    }
  }

  void AddCapacitors() {
    const double mvar = tables_.catalogue.rules.bank_mvar_per_mw * question_.requested_mw;
    if (mvar <= 0.0 || question_.answered.query.is_generation) return;
    Remedy remedy = AtBus(MeasureKind::kCapacitorBank, {.count = 1.0, .mvar = mvar});
    remedy.change.shunts.push_back({question_.answered.query.bus, mvar});
    made_.push_back(std::move(remedy));
  }

  // Series of the year at the scope's quarters; more demand is what helps a plant.
  void AddRelief(Remedy remedy, const std::vector<double>& relief_mw, double tan_phi_ratio) {
    double largest_mw = 0.0;
    for (const double mw : relief_mw) largest_mw = std::max(largest_mw, std::abs(mw));
    if (largest_mw < kLeastReliefMw) return;
    remedy.change.reliefs.push_back({question_.answered.query.bus, relief_mw, tan_phi_ratio});
    made_.push_back(std::move(remedy));
  }

  void AddBattery() {
    if (question_.answered.quarter_mw.empty()) return;
    const solvers::HostingQuery& query = question_.answered.query;
    const solvers::BatteryNeed need = solvers::CalcBatteryNeed(
        question_.answered.quarter_mw, query.profile_share, question_.requested_mw,
        tables_.catalogue.rules.battery_efficiency_share);
    if (need.power_mw < kLeastReliefMw || !need.is_enough) return;
    const double sign = query.is_generation ? -1.0 : 1.0;
    std::vector<double> relief_mw;
    for (const std::uint32_t quarter : plain_.scope().quarters) {
      relief_mw.push_back(sign * kBatteryMargin * std::max(0.0, need.relief_mw[quarter]));
    }
    AddRelief(AtBus(MeasureKind::kBattery, {.mw = kBatteryMargin * need.power_mw,
                                            .mwh = kBatteryMargin * need.energy_mwh}),
              relief_mw, query.tan_phi_ratio);
  }

  absl::Status AddWeatherMeasures() {
    TWIN_ASSIGN_OR_RETURN(auto demand, PlannedDemand::Make(year_, plain_.scope().quarters));
    demand_.emplace(std::move(demand));
    for (const solvers::PlanningWeather& weather : demand_->weather()) {
      sectors_.push_back(
          solvers::CalcBusSectors(*demand_->params(), weather, question_.answered.query.bus));
    }
    AddDynamicRatings();
    if (question_.answered.query.is_generation) return absl::OkStatus();
    AddCustomers();
    AddConversion();
    return AddHeatPlants();
  }

  double DistanceKm(double lat_deg, double lon_deg) const {
    const auto& here = grid().stations[grid().buses[question_.answered.query.bus].station];
    return models::CalcGreatCircleKm(here.lat_deg, here.lon_deg, lat_deg, lon_deg);
  }

  // Those with plants that draw from the grid, the nearest first: what they draw less may lift a
  // limit that stands between them and the applicant.
  std::vector<models::HeatSystemIndex> FindHeatSystems() const {
    std::vector<std::pair<double, models::HeatSystemIndex>> near;
    for (std::size_t i = 0; i < year_.region.heat_systems.size(); ++i) {
      const models::HeatSystemIndex index(i);
      const models::HeatSystemParams& system = year_.region.heat_systems[index];
      const double km = DistanceKm(system.lat_deg, system.lon_deg);
      if (km <= kHeatPlantsKm && HasPlantsAtBuses(system)) near.emplace_back(km, index);
    }
    std::sort(near.begin(), near.end());
    std::vector<models::HeatSystemIndex> found;
    for (std::size_t i = 0; i < std::min(near.size(), kMostHeatSystems); ++i) {
      found.push_back(near[i].second);
    }
    return found;
  }

  void AddHeatMeasure(MeasureKind kind, models::MeasureAmount amount, HeatMeasure measure) {
    if (!measure.bus.valid()) return;
    if (amount.mw <= 0.0) amount.mw = measure.largest_mw;
    Remedy remedy = AtBus(kind, amount, measure.bus);
    remedy.change.reliefs = std::move(measure.reliefs);
    made_.push_back(std::move(remedy));
  }

  absl::Status AddHeatPlants() {
    for (const models::HeatSystemIndex index : FindHeatSystems()) {
      const models::HeatSystemParams& system = year_.region.heat_systems[index];
      const auto is_boiler = [](const models::HeatPlantParams& plant) {
        return plant.kind == models::HeatPlantKind::kElectricBoiler && plant.bus.valid();
      };
      if (std::any_of(system.plants.begin(), system.plants.end(), is_boiler)) {
        TWIN_ASSIGN_OR_RETURN(HeatMeasure cut,
                              CalcBoilerCut(year_, system, plain_.scope().quarters));
        AddHeatMeasure(MeasureKind::kBoilerCut, {}, std::move(cut));
      }
      TWIN_RETURN_IF_ERROR(AddSurplusHeat(index));
    }
    return absl::OkStatus();
  }

  // The largest source whose heat nobody takes.
  absl::Status AddSurplusHeat(models::HeatSystemIndex index) {
    const models::SurplusSourceParams* largest = nullptr;
    for (const models::SurplusSourceParams& source : year_.region.surplus_sources) {
      const bool counts = source.heat_system == index && source.is_operating && HasHeatLeft(source);
      if (counts && (largest == nullptr || largest->heat_mw < source.heat_mw)) largest = &source;
    }
    if (largest == nullptr) return absl::OkStatus();
    TWIN_ASSIGN_OR_RETURN(HeatMeasure measure,
                          CalcSurplusHeat(year_, year_.region.heat_systems[index], *largest,
                                          plain_.scope().quarters));
    AddHeatMeasure(
        MeasureKind::kSurplusHeat,
        {.km = largest->network_km, .mw = largest->heat_mw * (1.0 - largest->taken_share)},
        std::move(measure));
    return absl::OkStatus();
  }

  void AddDynamicRatings() {
    const solvers::LineRatings ratings(grid(), year_.region.places, tables_.conductors);
    std::vector<BranchIndex> lines;
    for (const BranchIndex branch : overloaded_) {
      if (IsLine(branch) && tables_.conductors.of_branch.count(grid().branches[branch].id) != 0) {
        lines.push_back(branch);
      }
    }
    if (lines.empty()) return;
    Remedy remedy = AtBranches(MeasureKind::kDynamicRating, lines);
    for (const BranchIndex branch : lines) remedy.change.rating_series.push_back({branch, {}});
    std::vector<double> scratch, rating_mva(grid().branches.size());
    for (const solvers::PlanningWeather& weather : demand_->weather()) {
      ratings.Calc(weather.weather, scratch, rating_mva);
      for (solvers::RatingSeries& series : remedy.change.rating_series) {
        series.rating_mva.push_back(rating_mva[series.branch.value()]);
      }
    }
    made_.push_back(std::move(remedy));
  }

  template <class MwOf>
  void AddCustomer(MeasureKind kind, const MwOf& mw_of) {
    std::vector<double> relief_mw;
    for (const solvers::BusSectors& sectors : sectors_) relief_mw.push_back(mw_of(sectors));
    const double largest_mw = *std::max_element(relief_mw.begin(), relief_mw.end());
    AddRelief(AtBus(kind, {.mw = largest_mw}), relief_mw, 0.0);
  }

  void AddCustomers() {
    const models::MeasureRules& rules = tables_.catalogue.rules;
    AddCustomer(MeasureKind::kDemandResponse, [&](const solvers::BusSectors& sectors) {
      return rules.response_share * sectors.general_mw;
    });
    AddCustomer(MeasureKind::kSmartCharging, [&](const solvers::BusSectors& sectors) {
      return rules.smart_charging_share * (ValueOf(sectors.sector_mw, Sector::kEvCharging) +
                                           ValueOf(sectors.sector_mw, Sector::kTruckCharging));
    });
    AddCustomer(MeasureKind::kRetrofit, [&](const solvers::BusSectors& sectors) {
      return rules.retrofit_share * (ValueOf(sectors.heating_mw, Sector::kDwellingsDirect) +
                                     ValueOf(sectors.heating_mw, Sector::kDwellingsHeatPump));
    });
  }

  const models::HeatSystemParams* FindHeatSystem() const {
    const models::HeatSystemParams* nearest = nullptr;
    double least_km = kHeatReachKm;
    for (const models::HeatSystemParams& system : year_.region.heat_systems) {
      const double km = DistanceKm(system.lat_deg, system.lon_deg);
      if (km > least_km) continue;
      least_km = km;
      nearest = &system;
    }
    return nearest;
  }

  // What the network draws per MW of heat in the worst case, and where.
  static std::pair<BusIndex, double> FindDraw(const models::HeatSystemParams& system) {
    std::pair<BusIndex, double> draw{BusIndex(), 0.0};
    for (const models::HeatPlantParams& plant : system.plants) {
      if (!plant.uses_electricity || !plant.bus.valid()) continue;
      const double ratio =
          plant.kind == models::HeatPlantKind::kElectricBoiler ? kBoilerDrawRatio : kPumpDrawRatio;
      if (ratio > draw.second) draw = {plant.bus, ratio};
    }
    return draw;
  }

  void AddConversion() {
    const models::HeatSystemParams* system = FindHeatSystem();
    if (system == nullptr) return;
    const std::size_t before = made_.size();
    AddCustomer(MeasureKind::kHeatConversion, [&](const solvers::BusSectors& sectors) {
      return tables_.catalogue.rules.conversion_share *
             ValueOf(sectors.heating_mw, Sector::kDwellingsDirect);
    });
    const auto [bus, ratio] = FindDraw(*system);
    if (made_.size() == before || ratio <= 0.0) return;
    solvers::BusRelief draw{bus, made_.back().change.reliefs.front().relief_mw, 0.0};
    for (double& mw : draw.relief_mw) mw *= -ratio;
    made_.back().change.reliefs.push_back(std::move(draw));
  }

  // What is announced, as it will stand in each later year: all that has come by then.
  absl::Status AddProjects() {
    const std::vector<models::GridProject> later =
        FindLaterProjects(tables_.projects, tables_.pace, year_.key.planning_year);
    std::set<int> years;
    for (const models::GridProject& project : later) years.insert(YearOf(project, tables_.pace));
    std::size_t count = 0;
    for (const int year : years) {
      if (count++ == kMostProjectYears) break;
      TWIN_ASSIGN_OR_RETURN(models::ElectricityGrid grid,
                            models::MakeGridOfYear(year_.region.grid, later, year, tables_.pace));
      Remedy remedy;
      remedy.kind = MeasureKind::kGridProject;
      remedy.ready_year = year;
      for (const std::size_t i : models::FindProjectsInService(later, year, tables_.pace)) {
        remedy.project_ids.push_back(later[i].id);
      }
      remedy.change.grid = std::make_shared<const models::ElectricityGrid>(std::move(grid));
      made_.push_back(std::move(remedy));
    }
    return absl::OkStatus();
  }

  const PlannedYear& year_;
  const RemedyTables& tables_;
  const RemedyQuestion& question_;
  const solvers::ScopedBasis& plain_;
  std::vector<BranchIndex> overloaded_;  // the worst first
  std::optional<PlannedDemand> demand_;
  std::vector<solvers::BusSectors> sectors_;  // [quarter of the scope]
  std::vector<Remedy> made_;
};

}  // namespace

absl::StatusOr<std::vector<Remedy>> MakeRemedyCandidates(const PlannedYear& year,
                                                         const RemedyTables& tables,
                                                         const RemedyQuestion& question,
                                                         const solvers::ScopedBasis& plain,
                                                         const solvers::Overloads& overloads) {
  return Maker(year, tables, question, plain).Run(overloads);
}

}  // namespace twin::capacity
