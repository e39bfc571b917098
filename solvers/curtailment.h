#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace solvers {

/// What an applicant gives up who is cut to what every quarter takes.
struct Curtailment {
  double cut_h = 0.0;            ///< a year, in which it is cut
  double energy_mwh = 0.0;       ///< not drawn, or not delivered
  double longest_h = 0.0;        ///< longest stretch without a quarter in between that is not cut
  std::uint32_t longest_at = 0;  ///< first quarter of that stretch
  std::array<double, 12> month_h{};  ///< hours by month
};

/// Cut of `requested_mw` with a profile p (empty: 1) where quarter q takes x(q) of the applicant's
/// full power:
///   cut in q when x(q) < X and p(q) > 0,   energy = ¼ h · Σ (X − x(q)) p(q)
/// `month` [quarter] is 1 to 12; 0, or empty: in no month. **Shape** all [quarter].
Curtailment CalcCurtailment(std::span<const float> quarter_mw, std::span<const float> profile_share,
                            std::span<const std::uint8_t> month, double requested_mw);

/// Largest MW that is cut in at most `hours` of the year: the value of x(q) that 4 · hours quarters
/// lie below. Quarters in which the profile rests never count.
double CalcMwAtHours(std::span<const float> quarter_mw, std::span<const float> profile_share,
                     double hours);

/// Hours at full power that a year of `quarter_count` quarters with a profile (empty: 1) comes to.
double CalcFullPowerH(std::span<const float> profile_share, std::size_t quarter_count);

}  // namespace solvers
