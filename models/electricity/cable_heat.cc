#include "models/electricity/cable_heat.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/base/field_checks.h"
#include "models/base/units.h"

namespace models {
namespace {

constexpr double kMPerKm = 1000.0;
constexpr double kSecondsOfHour = 3600.0;
constexpr double kReferenceDegC = 20.0;
// Volumetric heat capacities, J/(m³ K), IEC 60853-2, annex E.
constexpr double kCopperJPerM3K = 3.45e6;
constexpr double kAluminiumJPerM3K = 2.5e6;
constexpr double kPolyethyleneJPerM3K = 2.4e6;
constexpr double kTrefoilJacketRatio = 1.6;
constexpr std::size_t kDetailedHours = 6;
constexpr std::size_t kHoursOfDay = 24;

double CalcRing(double inner_m, double outer_m) {
  return 0.25 * kPi * (outer_m * outer_m - inner_m * inner_m);
}

// Van Wormer's share of a ring's heat capacity that belongs to its inner side.
double CalcInnerShare(double inner_m, double outer_m) {
  const double ratio = outer_m / inner_m;
  return 1.0 / (2.0 * std::log(ratio)) - 1.0 / (ratio * ratio - 1.0);
}

double CalcOhmPerM(const CableParams& cable, double conductor_degc) {
  return cable.r20_ohm_per_km / kMPerKm *
         (1.0 + cable.resistance_per_k * (conductor_degc - kReferenceDegC));
}

// E1(x) = −Ei(−x), 0 where it is less than a double can add.
double CalcE1(double x) { return x > 700.0 ? 0.0 : -std::expint(-x); }

// Losses of the conductor and rises at the continuous current.
struct Rated {
  double losses_w_per_m = 0.0;
  double own_rise_k = 0.0;         ///< of the conductor over the surface, by the current
  double soil_rise_k = 0.0;        ///< of the surface over the soil, by the current
  double dielectric_rise_k = 0.0;  ///< of the conductor
};

Rated CalcRated(const CableParams& cable, double limit_degc) {
  const CableResistances r = CalcCableResistances(cable);
  const double q = 1.0 + cable.screen_loss_ratio;
  Rated rated;
  rated.dielectric_rise_k =
      cable.dielectric_w_per_m * (0.5 * r.t1_k_m_per_w + r.t3_k_m_per_w + r.t4_k_m_per_w);
  const double per_w = r.t1_k_m_per_w + q * (r.t3_k_m_per_w + r.t4_k_m_per_w);
  const double rise_k = limit_degc - cable.soil_degc - rated.dielectric_rise_k;
  rated.losses_w_per_m = std::max(0.0, rise_k / per_w);
  rated.own_rise_k = rated.losses_w_per_m * (r.t1_k_m_per_w + q * r.t3_k_m_per_w);
  rated.soil_rise_k = rated.losses_w_per_m * q * r.t4_k_m_per_w;
  return rated;
}

// θ_c(t)/θ_c(∞) of the cable's two cells.
double CalcOwnShare(const CableParams& cable, double duration_s) {
  const CableResistances r = CalcCableResistances(cable);
  const double q = 1.0 + cable.screen_loss_ratio;
  const double insulation_j =
      kPolyethyleneJPerM3K * CalcRing(cable.conductor_diameter_m, cable.insulation_diameter_m);
  const double jacket_j =
      kPolyethyleneJPerM3K * CalcRing(cable.screen_diameter_m, cable.outer_diameter_m);
  const double p = CalcInnerShare(cable.conductor_diameter_m, cable.insulation_diameter_m);
  const double p_jacket = CalcInnerShare(cable.screen_diameter_m, cable.outer_diameter_m);
  const double t_a = r.t1_k_m_per_w, t_b = q * r.t3_k_m_per_w;
  const double q_a = cable.conductor_m2 * (cable.is_copper ? kCopperJPerM3K : kAluminiumJPerM3K) +
                     p * insulation_j;
  const double q_b =
      (1.0 - p) * insulation_j + (kCopperJPerM3K * cable.screen_m2 + p_jacket * jacket_j) / q;
  const double m0 = 0.5 * (q_a * (t_a + t_b) + q_b * t_b);
  const double n0 = q_a * t_a * q_b * t_b;
  const double root = std::sqrt(m0 * m0 - n0);
  const double a = (m0 + root) / n0, b = (m0 - root) / n0;
  const double first = (1.0 / q_a - b * (t_a + t_b)) / (a - b);
  const double second = t_a + t_b - first;
  return (first * -std::expm1(-a * duration_s) + second * -std::expm1(-b * duration_s)) /
         (t_a + t_b);
}

// Response of the soil at a cable's surface over its limit: itself, two neighbours touching it and
// the images of all above the surface of the ground.
double CalcSoilShare(const CableParams& cable, double duration_s) {
  const double diffused_m2 = 4.0 * cable.soil_m2_per_s * duration_s;
  const double radius_m = 0.5 * cable.outer_diameter_m;
  const double image_m = 2.0 * cable.depth_m;
  const auto rise = [diffused_m2](double distance_m) {
    return CalcE1(distance_m * distance_m / diffused_m2);
  };
  const double now = rise(radius_m) + 2.0 * rise(cable.outer_diameter_m) - 3.0 * rise(image_m);
  const double limit =
      2.0 * std::log(image_m / radius_m) + 4.0 * std::log(image_m / cable.outer_diameter_m);
  return now / limit;
}

}  // namespace

absl::Status Validate(const CableParams& cable) {
  FieldChecks checks;
  checks.Positive("conductor_m2", cable.conductor_m2);
  checks.Positive("conductor_diameter_m", cable.conductor_diameter_m);
  checks.NotNegative("screen_m2", cable.screen_m2);
  checks.Positive("r20_ohm_per_km", cable.r20_ohm_per_km);
  checks.NotNegative("resistance_per_k", cable.resistance_per_k);
  checks.NotNegative("screen_loss_ratio", cable.screen_loss_ratio);
  checks.NotNegative("dielectric_w_per_m", cable.dielectric_w_per_m);
  checks.Positive("insulation_k_m_per_w", cable.insulation_k_m_per_w);
  checks.Positive("jacket_k_m_per_w", cable.jacket_k_m_per_w);
  checks.Positive("soil_k_m_per_w", cable.soil_k_m_per_w);
  checks.Positive("soil_m2_per_s", cable.soil_m2_per_s);
  const auto wider = [&](const char* field, double outer_m, double inner_m) {
    if (!(outer_m > inner_m && std::isfinite(outer_m))) {
      checks.Report(field, "does not lie outside what it encloses");
    }
  };
  wider("insulation_diameter_m", cable.insulation_diameter_m, cable.conductor_diameter_m);
  if (!(cable.screen_diameter_m >= cable.insulation_diameter_m)) {
    checks.Report("screen_diameter_m", "does not lie outside what it encloses");
  }
  wider("outer_diameter_m", cable.outer_diameter_m, cable.screen_diameter_m);
  wider("depth_m", cable.depth_m, cable.outer_diameter_m);
  wider("limit_degc", cable.limit_degc, cable.soil_degc);
  return checks.ToStatus();
}

CableResistances CalcCableResistances(const CableParams& cable) {
  const double u = 2.0 * cable.depth_m / cable.outer_diameter_m;
  return {.t1_k_m_per_w = cable.insulation_k_m_per_w / (2.0 * kPi) *
                          std::log(cable.insulation_diameter_m / cable.conductor_diameter_m),
          .t3_k_m_per_w = kTrefoilJacketRatio * cable.jacket_k_m_per_w / (2.0 * kPi) *
                          std::log(cable.outer_diameter_m / cable.screen_diameter_m),
          .t4_k_m_per_w = 1.5 / kPi * cable.soil_k_m_per_w * (std::log(2.0 * u) - 0.630)};
}

double CalcCableAmpacityA(const CableParams& cable) {
  const Rated rated = CalcRated(cable, cable.limit_degc);
  return std::sqrt(rated.losses_w_per_m / CalcOhmPerM(cable, cable.limit_degc));
}

double CalcCableRiseShare(const CableParams& cable, double duration_s) {
  if (duration_s <= 0.0) return 0.0;
  const Rated rated = CalcRated(cable, cable.limit_degc);
  const double own_share = CalcOwnShare(cable, duration_s);
  const double whole_k = rated.own_rise_k + rated.soil_rise_k;
  return own_share * (rated.own_rise_k + rated.soil_rise_k * CalcSoilShare(cable, duration_s)) /
         whole_k;
}

double CalcCyclicRatingRatio(const CableParams& cable, std::span<const double> hourly_load) {
  std::array<double, kHoursOfDay> loss{};
  double peak = 0.0, mean = 0.0;
  for (const double load : hourly_load) peak = std::max(peak, std::abs(load));
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    loss[hour] = (hourly_load[hour] / peak) * (hourly_load[hour] / peak);
    mean += loss[hour] / kHoursOfDay;
  }
  std::array<double, kDetailedHours + 1> share{};
  for (std::size_t i = 1; i <= kDetailedHours; ++i) {
    share[i] = CalcCableRiseShare(cable, kSecondsOfHour * static_cast<double>(i));
  }
  double hottest = 0.0;
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    double rise = mean * (1.0 - share[kDetailedHours]);
    for (std::size_t i = 0; i < kDetailedHours; ++i) {
      rise += loss[(hour + kHoursOfDay - i) % kHoursOfDay] * (share[i + 1] - share[i]);
    }
    hottest = std::max(hottest, rise);
  }
  return 1.0 / std::sqrt(hottest);
}

double CalcCableEmergencyRatio(const CableParams& cable, double before_ratio, double limit_degc,
                               double duration_s) {
  const Rated rated = CalcRated(cable, cable.limit_degc);
  const double rated_a = CalcCableAmpacityA(cable);
  if (rated_a <= 0.0) return 0.0;
  const double whole_k = rated.own_rise_k + rated.soil_rise_k;
  const double cold_degc = cable.soil_degc + rated.dielectric_rise_k;
  // Steady temperature before: I² R(θ) whole/W_R above the cold cable, linear in θ.
  const double current_a = before_ratio * rated_a;
  const double k_per_ohm = current_a * current_a * whole_k / rated.losses_w_per_m;
  const double ohm_at_0 = CalcOhmPerM(cable, 0.0);
  const double ohm_per_k = CalcOhmPerM(cable, 1.0) - ohm_at_0;
  if (k_per_ohm * ohm_per_k >= 1.0) return 0.0;
  const double before_degc = (cold_degc + k_per_ohm * ohm_at_0) / (1.0 - k_per_ohm * ohm_per_k);
  if (before_degc > limit_degc) return 0.0;
  const double losses_before = current_a * current_a * CalcOhmPerM(cable, before_degc);
  const double losses = losses_before + rated.losses_w_per_m * (limit_degc - before_degc) /
                                            (whole_k * CalcCableRiseShare(cable, duration_s));
  return std::sqrt(losses / CalcOhmPerM(cable, limit_degc)) / rated_a;
}

}  // namespace models
