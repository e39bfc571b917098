// Floors are gathered by use, standard and build-out, so that a plan of thousands of areas costs no
// more than one of each kind. A group's year is reckoned once for a square metre; years then differ
// by how much stands. Peaks are searched over 96 quarters of three day types in January and July.
#include "solvers/plan/plan_demand.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "models/base/field_checks.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/climate/sector.h"
#include "solvers/plan/floor_laws.h"

namespace solvers {
namespace {

using models::kQuantileCount;

constexpr double kMwPerW = 1.0 / models::kWPerMw;

struct Lot {
  models::BuildOut build_out;
  double floor_m2 = 0.0;
  double customers_count = 0.0;
};

// All floor of one use and standard.
struct Group {
  const models::BuildingUseParams* use = nullptr;
  ByQuantile<std::unique_ptr<FloorLaws>> laws;
  std::vector<Lot> lots;
};

struct Power {
  const models::ConnectionProfileParams* profile = nullptr;
  const models::GivenPowerParams* given = nullptr;
  models::BuildOut build_out;
  double ordered_mw = 0.0;
};

// Floor and customers that stand.
Lot Standing(const Group& group, int year) {
  Lot standing;
  for (const Lot& lot : group.lots) {
    const double built_share = models::CalcBuiltShare(lot.build_out, year);
    standing.floor_m2 += built_share * lot.floor_m2;
    standing.customers_count += built_share * lot.customers_count;
  }
  return standing;
}

double CoincidenceRatio(const Group& group, double customers_count) {
  const double k = group.use->coincidence_share;
  return models::CalcCoincidenceShare(k, std::max(1.0, customers_count)) / k;
}

absl::StatusOr<double> ProfileShare(const models::ConnectionProfileParams& profile,
                                    const models::OsloTime& local, double air_degc) {
  switch (profile.driver) {
    case models::ProfileDriver::kClock:
      return models::CalcClockShare(profile, local);
    case models::ProfileDriver::kCold:
      return models::CalcClockShare(profile, local) * models::CalcColdShare(profile, air_degc);
    default:
      return absl::FailedPreconditionError(
          absl::StrCat("profile '", profile.id,
                       "' follows wind, sun or the region's demand: it is "
                       "no profile of a plan's power"));
  }
}

// What one lot of a group gives in a year: sums over the climate's year, per square metre.
struct YearSums {
  double electric_kwh = 0.0, ev_kwh = 0.0, heat_kwh = 0.0, cooling_kwh = 0.0;  // per m²
  ByChoice<double> electricity_kwh{};
  ByChoice<double> flexible_heat_kwh{};
};

class Demand {
 public:
  Demand(const models::Plan& plan, const HeatChoiceParams& heat, const PlanClimate& climate,
         const PlanQuestion& question)
      : plan_(plan), heat_(heat), climate_(climate), question_(question) {}

  absl::Status Gather(const PlanAreas& areas, const models::PlanTables& tables,
                      const models::ConnectionProfiles& profiles) {
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    for (const PlanFloor& floor : areas.floors) {
      const auto [at, is_new] =
          places.try_emplace(std::pair(floor.use, floor.standard), groups_.size());
      if (is_new) groups_.push_back(MakeGroup(floor, tables));
      groups_[at->second].lots.push_back(
          {BuildOutOf(floor.area), floor.floor_m2, floor.customers_count});
    }
    for (const PlanPower& power : areas.powers) {
      const auto* profile = models::FindProfile(profiles, power.profile);
      const auto* given = models::FindGivenPower(tables, power.profile);
      if (profile == nullptr || given == nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("no power profile is called '", power.profile, "'"));
      }
      TWIN_RETURN_IF_ERROR(ProfileShare(*profile, climate_.local.front(), 0.0).status());
      powers_.push_back({profile, given, BuildOutOf(power.area), power.ordered_mw});
    }
    return absl::OkStatus();
  }

  PlanDemand Solve() {
    SumYear();
    PlanDemand demand;
    for (int year = question_.first_year; year <= question_.last_year; ++year) {
      demand.years.push_back(CalcYear(year));
    }
    if (question_.series_year != 0) demand.series = CalcSeries(question_.series_year);
    return demand;
  }

 private:
  const models::BuildOut& BuildOutOf(std::size_t area) const {
    if (plan_.areas[area].build_out) return *plan_.areas[area].build_out;
    return plan_.build_out ? *plan_.build_out : question_.build_out;
  }

  Group MakeGroup(const PlanFloor& floor, const models::PlanTables& tables) const {
    Group group{.use = models::FindUse(tables.uses, floor.use)};
    for (std::size_t q = 0; q < kQuantileCount; ++q) {
      group.laws[q] = std::make_unique<FloorLaws>(tables.uses, *group.use,
                                                  *models::FindStandard(*group.use, floor.standard),
                                                  static_cast<models::Quantile>(q), climate_);
    }
    return group;
  }

  // Never fails: Gather has tried every profile.
  double PowerShare(const Power& power, const models::OsloTime& local, double air_degc) const {
    return ProfileShare(*power.profile, local, air_degc).value_or(0.0);
  }

  void SumYear() {
    sums_.resize(groups_.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (std::size_t q = 0; q < kQuantileCount; ++q) sums_[g][q] = SumGroup(*groups_[g].laws[q]);
    }
    for (const Power& power : powers_) {
      double hours_h = 0.0;
      for (std::size_t i = 0; i < climate_.local.size(); ++i) {
        hours_h += PowerShare(power, climate_.local[i], climate_.air_degc[i]);
      }
      power_hours_h_.push_back(hours_h * models::kHoursPerQuarter);
    }
  }

  YearSums SumGroup(const FloorLaws& laws) const {
    YearSums sums;
    constexpr double kKwhPerW = models::kHoursPerQuarter / 1000.0;
    for (std::size_t i = 0; i < climate_.local.size(); ++i) {
      const FloorMoment floor = laws.At(MakeMoment(climate_, i), 1.0);
      sums.electric_kwh += kKwhPerW * floor.electric_w_per_m2;
      sums.ev_kwh += kKwhPerW * floor.ev_w_per_m2;
      sums.heat_kwh += kKwhPerW * floor.heat_w_per_m2();
      sums.cooling_kwh += kKwhPerW * floor.cooling_w_per_m2;
      for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
        const HeatChoice choice = static_cast<HeatChoice>(c);
        const double air_degc = climate_.air_degc[i];
        sums.electricity_kwh[c] +=
            kKwhPerW * laws.CalcElectricityWPerM2(floor, heat_, choice, air_degc);
        sums.flexible_heat_kwh[c] +=
            kKwhPerW * laws.CalcFlexibleHeatWPerM2(floor, heat_, choice, air_degc);
      }
    }
    return sums;
  }

  PlanYearDemand CalcYear(int year) const {
    PlanYearDemand result{.year = year};
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const double floor_m2 = Standing(groups_[g], year).floor_m2;
      result.built_floor_m2 += floor_m2;
      for (std::size_t q = 0; q < kQuantileCount; ++q) {
        const YearSums& sums = sums_[g][q];
        const double thousand_m2 = floor_m2 / 1000.0;  // kWh/m² to MWh
        result.electric_mwh[q] += thousand_m2 * sums.electric_kwh;
        result.ev_mwh[q] += thousand_m2 * sums.ev_kwh;
        result.heat_mwh[q] += thousand_m2 * sums.heat_kwh;
        result.cooling_mwh[q] += thousand_m2 * sums.cooling_kwh;
        for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
          result.electricity_mwh[c][q] += thousand_m2 * sums.electricity_kwh[c];
          result.flexible_heat_mwh[c][q] += thousand_m2 * sums.flexible_heat_kwh[c];
        }
      }
    }
    for (std::size_t p = 0; p < powers_.size(); ++p) {
      for (std::size_t q = 0; q < kQuantileCount; ++q) {
        const double mwh = TakenMw(powers_[p], year, q) * power_hours_h_[p];
        result.given_mwh[q] += mwh;
        for (std::size_t c = 0; c < kHeatChoiceCount; ++c) result.electricity_mwh[c][q] += mwh;
      }
    }
    const Peaks winter = CalcPeaks(year, 0, climate_.design_degc);
    result.winter_peak_mw = winter.electricity_mw;
    result.heat_peak_mw = winter.heat_mw;
    result.winter = winter.moment;
    const Peaks summer = CalcPeaks(year, 6, climate_.hot_degc);
    result.summer_peak_mw = summer.electricity_mw;
    result.cooling_peak_mw = summer.cooling_mw;
    result.summer = summer.moment;
    return result;
  }

  double TakenMw(const Power& power, int year, std::size_t q) const {
    return power.ordered_mw * power.given->taken_share[q] *
           models::CalcBuiltShare(power.build_out, year);
  }

  struct Sum {
    ByChoice<double> electricity_mw{};
    double heat_mw = 0.0;
    double cooling_mw = 0.0;
  };

  // The highest of each over a design day, and all of them in the quarter of the highest of one.
  struct Peaks {
    ByChoice<ByQuantile<double>> electricity_mw{};
    ByQuantile<double> heat_mw{};
    ByQuantile<double> cooling_mw{};
    DesignMoment moment;
  };

  static void Raise(Peaks& peaks, const Sum& sum, std::size_t q) {
    for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
      peaks.electricity_mw[c][q] = std::max(peaks.electricity_mw[c][q], sum.electricity_mw[c]);
    }
    peaks.heat_mw[q] = std::max(peaks.heat_mw[q], sum.heat_mw);
    peaks.cooling_mw[q] = std::max(peaks.cooling_mw[q], sum.cooling_mw);
  }

  static DesignMoment MakeDesignMoment(int day_type, int quarter, const ByQuantile<Sum>& sums) {
    DesignMoment moment{.day_type = static_cast<models::DayType>(day_type),
                        .quarter_of_day = quarter};
    for (std::size_t q = 0; q < kQuantileCount; ++q) {
      moment.heat_mw[q] = sums[q].heat_mw;
      moment.cooling_mw[q] = sums[q].cooling_mw;
      for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
        moment.electricity_mw[c][q] = sums[q].electricity_mw[c];
      }
    }
    return moment;
  }

  Peaks CalcPeaks(int year, int month, double degc) const {
    constexpr std::size_t kDirect = static_cast<std::size_t>(HeatChoice::kDirect);
    constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
    std::vector<Lot> standing;
    for (const Group& group : groups_) standing.push_back(Standing(group, year));
    Peaks peaks;
    double most_mw = -1.0;
    for (int day_type = 0; day_type < 3; ++day_type) {
      for (int quarter = 0; quarter < 96; ++quarter) {
        const LawMoment moment{.month = month,
                               .day_type = day_type,
                               .quarter_of_day = quarter,
                               .air_degc = degc,
                               .effective_degc = degc};
        const models::OsloTime local{.month = month + 1,
                                     .hour = quarter / 4,
                                     .minute = 15 * (quarter % 4),
                                     .day_type = static_cast<models::DayType>(day_type)};
        ByQuantile<Sum> sums;
        for (std::size_t q = 0; q < kQuantileCount; ++q) {
          sums[q] = SumAt(standing, year, q, moment, local);
          Raise(peaks, sums[q], q);
        }
        if (sums[kP50].electricity_mw[kDirect] > most_mw) {
          most_mw = sums[kP50].electricity_mw[kDirect];
          peaks.moment = MakeDesignMoment(day_type, quarter, sums);
        }
      }
    }
    return peaks;
  }

  Sum SumAt(const std::vector<Lot>& standing, int year, std::size_t q, const LawMoment& moment,
            const models::OsloTime& local) const {
    Sum sum;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const FloorLaws& laws = *groups_[g].laws[q];
      const FloorMoment floor =
          laws.At(moment, CoincidenceRatio(groups_[g], standing[g].customers_count));
      const double mw_per_w = standing[g].floor_m2 * kMwPerW;
      sum.heat_mw += mw_per_w * floor.heat_w_per_m2();
      sum.cooling_mw += mw_per_w * floor.cooling_w_per_m2;
      for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
        sum.electricity_mw[c] +=
            mw_per_w *
            laws.CalcElectricityWPerM2(floor, heat_, static_cast<HeatChoice>(c), moment.air_degc);
      }
    }
    for (const Power& power : powers_) {
      const double mw = TakenMw(power, year, q) * PowerShare(power, local, moment.air_degc);
      for (double& choice_mw : sum.electricity_mw) choice_mw += mw;
    }
    return sum;
  }

  PlanSeries CalcSeries(int year) const {
    PlanSeries series{.year = year};
    const std::size_t quarters = climate_.local.size();
    for (std::size_t q = 0; q < kQuantileCount; ++q) {
      series.heat_mw[q].assign(quarters, 0.0);
      for (auto& choice : series.electricity_mw) choice[q].assign(quarters, 0.0);
    }
    for (const Group& group : groups_) {
      const double mw_per_w = Standing(group, year).floor_m2 * kMwPerW;
      for (std::size_t q = 0; q < kQuantileCount; ++q) {
        for (std::size_t i = 0; i < quarters; ++i) {
          const FloorMoment floor = group.laws[q]->At(MakeMoment(climate_, i), 1.0);
          series.heat_mw[q][i] += mw_per_w * floor.heat_w_per_m2();
          for (std::size_t c = 0; c < kHeatChoiceCount; ++c) {
            series.electricity_mw[c][q][i] +=
                mw_per_w * group.laws[q]->CalcElectricityWPerM2(
                               floor, heat_, static_cast<HeatChoice>(c), climate_.air_degc[i]);
          }
        }
      }
    }
    for (const Power& power : powers_) {
      for (std::size_t i = 0; i < quarters; ++i) {
        const double share = PowerShare(power, climate_.local[i], climate_.air_degc[i]);
        for (std::size_t q = 0; q < kQuantileCount; ++q) {
          const double mw = TakenMw(power, year, q) * share;
          for (auto& choice : series.electricity_mw) choice[q][i] += mw;
        }
      }
    }
    return series;
  }

  const models::Plan& plan_;
  const HeatChoiceParams& heat_;
  const PlanClimate& climate_;
  const PlanQuestion& question_;
  std::vector<Group> groups_;
  std::vector<Power> powers_;
  std::vector<ByQuantile<YearSums>> sums_;  // [group]
  std::vector<double> power_hours_h_;       // [power], at full power
};

absl::Status CheckQuestion(const PlanQuestion& question, const PlanClimate& climate) {
  models::FieldChecks checks;
  checks.Within("first_year", question.first_year, 1950, 2150);
  checks.Within("last_year", question.last_year, question.first_year, question.first_year + 99);
  checks.Collect("build_out", models::Validate(question.build_out));
  if (climate.local.empty() || climate.air_degc.size() != climate.local.size() ||
      climate.effective_degc.size() != climate.local.size()) {
    checks.Report("climate", "its series must be of one length and not empty");
  }
  return checks.ToStatus();
}

}  // namespace

absl::StatusOr<PlanDemand> SolvePlanDemand(const models::Plan& plan, const PlanAreas& areas,
                                           const models::PlanTables& tables,
                                           const models::ConnectionProfiles& profiles,
                                           const HeatChoiceParams& heat, const PlanClimate& climate,
                                           const PlanQuestion& question) {
  TWIN_RETURN_IF_ERROR(CheckQuestion(question, climate));
  TWIN_RETURN_IF_ERROR(Validate(heat));
  Demand demand(plan, heat, climate, question);
  TWIN_RETURN_IF_ERROR(demand.Gather(areas, tables, profiles));
  return demand.Solve();
}

}  // namespace solvers
