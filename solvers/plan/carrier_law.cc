// Unknowns and equations. With E the year's energy and P the peak of the table, the hours of full
// load are t = E/P. A law's own are
//   calendar  t(γ) = Σ s^γ Δt / max s^γ            falls with γ from the length of the year on
//   heating   t(θ) = Σ [θ − T]₊ h Δt / ((θ − T_design) max h)    rises with θ
//   cooling   t(θ) = Σ [T − θ]₊ h Δt / ((T_hot − θ) max h)       falls with θ
// Each is monotone, so 60 halvings find the parameter to 1e-16 of its range; c then follows from E.
#include "solvers/plan/carrier_law.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/base/units.h"

namespace solvers {
namespace {

using models::EnergyCarrier;

constexpr int kHalvings = 60;
constexpr double kMostExponent = 12.0;
constexpr double kWarmestHeatingDegC = 30.0;
constexpr double kColdestCoolingDegC = -5.0;
constexpr double kLeastSpanK = 1.0;

using Ratios = std::array<std::array<std::array<double, 96>, 3>, 12>;

// The shape between the middles of its hours, as models::CalcHourShapeRatio has it.
double HourRatio(const std::array<double, 24>& hours, int quarter_of_day) {
  const double at_h = (quarter_of_day + 0.5) / 4.0 - 0.5;
  const double below_h = std::clamp(std::floor(at_h), 0.0, 23.0);
  const std::size_t low = static_cast<std::size_t>(below_h);
  const std::size_t high = std::min<std::size_t>(low + 1, 23);
  const double share = std::clamp(at_h - below_h, 0.0, 1.0);
  return hours[low] + share * (hours[high] - hours[low]);
}

bool FollowsWeather(EnergyCarrier carrier) {
  return carrier == EnergyCarrier::kHeating || carrier == EnergyCarrier::kCooling;
}

Ratios MakeRatios(EnergyCarrier carrier, const models::UseShape& shape) {
  Ratios ratios;
  for (std::size_t month = 0; month < 12; ++month) {
    const double of_month = FollowsWeather(carrier) ? 1.0 : shape.month_ratio[month];
    for (std::size_t day = 0; day < 3; ++day) {
      for (int quarter = 0; quarter < 96; ++quarter) {
        ratios[month][day][static_cast<std::size_t>(quarter)] =
            of_month * HourRatio(shape.hour_ratio[day], quarter);
      }
    }
  }
  return ratios;
}

double At(const Ratios& ratios, const LawMoment& moment) {
  return ratios[static_cast<std::size_t>(moment.month)][static_cast<std::size_t>(moment.day_type)]
               [static_cast<std::size_t>(moment.quarter_of_day)];
}

// How many quarters of the year each entry of the ratios stands for.
Ratios CountQuarters(const PlanClimate& climate) {
  Ratios counts{};
  for (std::size_t q = 0; q < climate.local.size(); ++q) {
    const LawMoment at = MakeMoment(climate, q);
    counts[static_cast<std::size_t>(at.month)][static_cast<std::size_t>(at.day_type)]
          [static_cast<std::size_t>(at.quarter_of_day)] += 1.0;
  }
  return counts;
}

// Σ s^γ Δt and max s^γ over the hours the year has.
struct CalendarSums {
  double sum_h = 0.0;
  double most_ratio = 0.0;
};

CalendarSums SumCalendar(const Ratios& ratios, const Ratios& counts, double exponent) {
  CalendarSums sums;
  for (std::size_t month = 0; month < 12; ++month) {
    for (std::size_t day = 0; day < 3; ++day) {
      for (std::size_t quarter = 0; quarter < 96; ++quarter) {
        if (counts[month][day][quarter] == 0.0) continue;
        const double ratio = std::pow(ratios[month][day][quarter], exponent);
        sums.sum_h += ratio * counts[month][day][quarter] * models::kHoursPerQuarter;
        sums.most_ratio = std::max(sums.most_ratio, ratio);
      }
    }
  }
  return sums;
}

// The argument in [low, high] where `hours`, which rises, is `target_h`; the nearer end outside.
template <class Hours>
double Bisect(double low, double high, double target_h, Hours hours) {
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (low + high);
    (hours(middle) < target_h ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

bool IsNear(double hours_h, double target_h) {
  return std::abs(hours_h - target_h) <= 1e-6 * target_h;
}

void SolveCalendar(CarrierLaw& law, double energy_wh_per_m2, double full_load_h,
                   const PlanClimate& climate) {
  const Ratios counts = CountQuarters(climate);
  const Ratios ratios = law.calendar_ratio;
  const auto full_load = [&](double exponent) {
    const CalendarSums sums = SumCalendar(ratios, counts, exponent);
    return sums.most_ratio > 0.0 ? sums.sum_h / sums.most_ratio : 0.0;
  };
  law.exponent = Bisect(-kMostExponent, 0.0, full_load_h, [&](double x) { return full_load(-x); });
  law.exponent = -law.exponent;
  law.meets_peak = IsNear(full_load(law.exponent), full_load_h);
  for (auto& month : law.calendar_ratio) {
    for (auto& day : month) {
      for (double& ratio : day) ratio = std::pow(ratio, law.exponent);
    }
  }
  const double sum_h = SumCalendar(law.calendar_ratio, counts, 1.0).sum_h;
  law.scale_w_per_m2 = sum_h > 0.0 ? energy_wh_per_m2 / sum_h : 0.0;
}

double MostWorkdayRatio(const Ratios& ratios) {
  return *std::max_element(ratios[0][0].begin(), ratios[0][0].end());
}

// Σ [θ − T]₊ h Δt for any θ from temperatures sorted once: with the sums of h and T h below each,
//   Σ_{T<θ} (θ − T) h = θ Σ h − Σ T h.
// Cooling is heating of the mirrored temperatures: [T − θ]₊ = [−θ − (−T)]₊.
class DegreeHours {
 public:
  DegreeHours(const CarrierLaw& law, const PlanClimate& climate) {
    const bool heats = law.carrier == EnergyCarrier::kHeating;
    std::vector<std::pair<double, double>> rows;  // temperature, hours times ratio
    rows.reserve(climate.local.size());
    for (std::size_t q = 0; q < climate.local.size(); ++q) {
      const double ratio_h =
          At(law.calendar_ratio, MakeMoment(climate, q)) * models::kHoursPerQuarter;
      rows.emplace_back(heats ? climate.effective_degc[q] : -climate.air_degc[q], ratio_h);
    }
    std::sort(rows.begin(), rows.end());
    double hours_h = 0.0, weighted_kh = 0.0;
    for (const auto& [degc, ratio_h] : rows) {
      degc_.push_back(degc);
      hours_h_.push_back(hours_h += ratio_h);
      weighted_kh_.push_back(weighted_kh += degc * ratio_h);
    }
  }

  double SumKh(double threshold_degc) const {
    const auto above = std::lower_bound(degc_.begin(), degc_.end(), threshold_degc);
    if (above == degc_.begin()) return 0.0;
    const std::size_t last = static_cast<std::size_t>(above - degc_.begin()) - 1;
    return threshold_degc * hours_h_[last] - weighted_kh_[last];
  }

 private:
  std::vector<double> degc_, hours_h_, weighted_kh_;
};

void SolveWeather(CarrierLaw& law, double energy_wh_per_m2, double full_load_h,
                  const PlanClimate& climate) {
  const bool heats = law.carrier == EnergyCarrier::kHeating;
  const double sign = heats ? 1.0 : -1.0;
  const double extreme_degc = sign * (heats ? climate.design_degc : climate.hot_degc);
  const double farthest_degc = heats ? kWarmestHeatingDegC : -kColdestCoolingDegC;
  const DegreeHours degree_hours(law, climate);
  const double most_ratio = MostWorkdayRatio(law.calendar_ratio);
  const auto full_load = [&](double threshold_degc) {
    return degree_hours.SumKh(threshold_degc) / ((threshold_degc - extreme_degc) * most_ratio);
  };
  const double found_degc =
      Bisect(extreme_degc + kLeastSpanK, farthest_degc, full_load_h, full_load);
  law.threshold_degc = sign * found_degc;
  law.meets_peak = IsNear(full_load(found_degc), full_load_h);
  const double sum_kh = degree_hours.SumKh(found_degc);
  law.scale_w_per_m2 = sum_kh > 0.0 ? energy_wh_per_m2 / sum_kh : 0.0;
}

}  // namespace

LawMoment MakeMoment(const PlanClimate& climate, std::size_t quarter) {
  const models::OsloTime& local = climate.local[quarter];
  return {.month = local.month - 1,
          .day_type = static_cast<int>(local.day_type),
          .quarter_of_day = local.hour * 4 + local.minute / 15,
          .air_degc = climate.air_degc[quarter],
          .effective_degc = climate.effective_degc[quarter]};
}

CarrierLaw SolveCarrierLaw(models::EnergyCarrier carrier, double energy_kwh_per_m2,
                           double peak_w_per_m2, const models::UseShape& shape,
                           const PlanClimate& climate) {
  CarrierLaw law{.carrier = carrier, .calendar_ratio = MakeRatios(carrier, shape)};
  if (!(energy_kwh_per_m2 > 0.0) || !(peak_w_per_m2 > 0.0)) return law;
  const double energy_wh_per_m2 = 1000.0 * energy_kwh_per_m2;
  const double full_load_h = energy_wh_per_m2 / peak_w_per_m2;
  if (FollowsWeather(carrier)) {
    SolveWeather(law, energy_wh_per_m2, full_load_h, climate);
  } else {
    SolveCalendar(law, energy_wh_per_m2, full_load_h, climate);
  }
  return law;
}

double CalcLawWPerM2(const CarrierLaw& law, const LawMoment& moment) {
  const double ratio = At(law.calendar_ratio, moment);
  switch (law.carrier) {
    case EnergyCarrier::kHeating:
      return law.scale_w_per_m2 * std::max(0.0, law.threshold_degc - moment.effective_degc) * ratio;
    case EnergyCarrier::kCooling:
      return law.scale_w_per_m2 * std::max(0.0, moment.air_degc - law.threshold_degc) * ratio;
    default:
      return law.scale_w_per_m2 * ratio;
  }
}

}  // namespace solvers
