#include "solvers/transformer_loading.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"

// With load and air constant the three unknowns are exponentials towards their steady values, so
// the hot spot is a constant and three of them: at most two turning points. Its first passing of a
// limit is sought in intervals of an eighth of the winding's time constant, growing with time, and
// in each also at a maximum inside.

namespace solvers {
namespace {

using models::TransformerHeatParams;
using models::TransformerHeatState;

constexpr double kLoadTolerance = 1e-9;
constexpr double kTimeToleranceMin = 1e-9;
constexpr double kMinutesPerHour = 60.0;
constexpr std::array<double, 5> kPoint{0.0469100770306680, 0.2307653449471585, 0.5,
                                       0.7692346550528415, 0.9530899229693320};
constexpr std::array<double, 5> kWeight{0.1184634425280945, 0.2393143352496832, 0.2844444444444444,
                                        0.2393143352496832, 0.1184634425280945};

absl::Status CheckStep(const TransformerStep& step, double duration_min) {
  if (step.load_ratio >= 0.0 && step.load_ratio < 10.0 && std::isfinite(step.air_degc) &&
      duration_min > 0.0) {
    return absl::OkStatus();
  }
  return models::errors::InvalidField(
      "steps", absl::StrFormat("load %g, air %g degC or duration %g min is not sound",
                               step.load_ratio, step.air_degc, duration_min));
}

// What is left of each departure from the steady state after a time.
struct Decay {
  double oil, fast, slow;
};

Decay CalcDecay(const TransformerHeatParams& params, double duration_min) {
  return {.oil = std::exp(-duration_min / (params.k11_ratio * params.oil_time_min)),
          .fast = std::exp(-duration_min / (params.k22_ratio * params.winding_time_min)),
          .slow = std::exp(-duration_min * params.k22_ratio / params.oil_time_min)};
}

TransformerHeatState Apply(const Decay& decay, const TransformerHeatState& from,
                           const TransformerHeatState& steady) {
  return {
      .top_oil_degc = steady.top_oil_degc + decay.oil * (from.top_oil_degc - steady.top_oil_degc),
      .fast_rise_k = steady.fast_rise_k + decay.fast * (from.fast_rise_k - steady.fast_rise_k),
      .slow_rise_k = steady.slow_rise_k + decay.slow * (from.slow_rise_k - steady.slow_rise_k)};
}

// The hot spot over time after a step of load.
class HotSpot {
 public:
  HotSpot(const TransformerHeatParams& params, const TransformerHeatState& start,
          const TransformerHeatState& steady)
      : params_(params),
        steady_degc_(CalcHotSpotDegC(steady)),
        oil_k_(start.top_oil_degc - steady.top_oil_degc),
        fast_k_(start.fast_rise_k - steady.fast_rise_k),
        slow_k_(start.slow_rise_k - steady.slow_rise_k) {}

  double DegC(double time_min) const {
    const Decay left = CalcDecay(params_, time_min);
    return steady_degc_ + oil_k_ * left.oil + fast_k_ * left.fast - slow_k_ * left.slow;
  }
  double KPerMin(double time_min) const {
    const Decay left = CalcDecay(params_, time_min);
    return -oil_k_ * left.oil / (params_.k11_ratio * params_.oil_time_min) -
           fast_k_ * left.fast / (params_.k22_ratio * params_.winding_time_min) +
           slow_k_ * left.slow * params_.k22_ratio / params_.oil_time_min;
  }
  double FirstStepMin() const {
    return std::min({params_.k22_ratio * params_.winding_time_min,
                     params_.oil_time_min / params_.k22_ratio,
                     params_.k11_ratio * params_.oil_time_min}) /
           8.0;
  }
  double LongestMin() const {
    return 40.0 * std::max({params_.k11_ratio * params_.oil_time_min,
                            params_.k22_ratio * params_.winding_time_min,
                            params_.oil_time_min / params_.k22_ratio});
  }

 private:
  const TransformerHeatParams& params_;
  double steady_degc_, oil_k_, fast_k_, slow_k_;
};

// Where a rising quantity passes 0 between two instants.
template <class Value>
double Bisect(double low_min, double high_min, const Value& value) {
  while (high_min - low_min > kTimeToleranceMin) {
    const double middle_min = 0.5 * (low_min + high_min);
    if (middle_min <= low_min || middle_min >= high_min) break;
    (value(middle_min) >= 0.0 ? high_min : low_min) = middle_min;
  }
  return high_min;
}

std::optional<double> FindFirstPassing(const HotSpot& hot_spot, double limit_degc,
                                       double horizon_min) {
  const auto beyond = [&](double time_min) { return hot_spot.DegC(time_min) - limit_degc; };
  if (beyond(0.0) >= 0.0) return 0.0;
  const double first_step_min = hot_spot.FirstStepMin();
  double from_min = 0.0;
  while (from_min < horizon_min) {
    const double to_min =
        std::min(horizon_min, from_min + std::max(first_step_min, from_min / 16.0));
    if (beyond(to_min) >= 0.0) return Bisect(from_min, to_min, beyond);
    if (hot_spot.KPerMin(from_min) > 0.0 && hot_spot.KPerMin(to_min) < 0.0) {
      const double peak_min =
          Bisect(from_min, to_min, [&](double time_min) { return -hot_spot.KPerMin(time_min); });
      if (beyond(peak_min) >= 0.0) return Bisect(from_min, peak_min, beyond);
    }
    from_min = to_min;
  }
  return std::nullopt;
}

// Largest value up to `high` for which `holds`; it holds below whatever it holds for.
template <class Holds>
double FindLargest(double high, const Holds& holds) {
  if (holds(high)) return high;
  if (!holds(0.0)) return 0.0;
  double low = 0.0;
  while (high - low > kLoadTolerance) {
    const double middle = 0.5 * (low + high);
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

PermittedLoad MakePermitted(double current_ratio, double hot_spot_ratio, double oil_ratio) {
  if (hot_spot_ratio < current_ratio && hot_spot_ratio <= oil_ratio) {
    return {.load_ratio = hot_spot_ratio, .binding = TransformerBinding::kHotSpot};
  }
  if (oil_ratio < current_ratio) {
    return {.load_ratio = oil_ratio, .binding = TransformerBinding::kTopOil};
  }
  return {.load_ratio = current_ratio, .binding = TransformerBinding::kCurrent};
}

}  // namespace

absl::StatusOr<TransformerRunResult> RunTransformer(const TransformerHeatParams& params,
                                                    models::PaperKind paper,
                                                    const TransformerHeatState& start,
                                                    std::span<const TransformerStep> steps,
                                                    double step_min) {
  TWIN_RETURN_IF_ERROR(models::Validate(params));
  std::array<Decay, kPoint.size()> inside{};
  for (std::size_t i = 0; i < inside.size(); ++i)
    inside[i] = CalcDecay(params, kPoint[i] * step_min);
  const Decay whole = CalcDecay(params, step_min);
  TransformerRunResult result{
      .end = start, .hottest_degc = CalcHotSpotDegC(start), .hottest_oil_degc = start.top_oil_degc};
  for (const TransformerStep& step : steps) {
    TWIN_RETURN_IF_ERROR(CheckStep(step, step_min));
    const TransformerHeatState steady =
        models::CalcSteadyTransformer(params, step.load_ratio, step.air_degc);
    double ageing_ratio = 0.0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const double degc = CalcHotSpotDegC(Apply(inside[i], result.end, steady));
      ageing_ratio += kWeight[i] * models::CalcAgeingRatio(paper, degc);
      result.hottest_degc = std::max(result.hottest_degc, degc);
    }
    result.aged_h += ageing_ratio * step_min / kMinutesPerHour;
    result.end = Apply(whole, result.end, steady);
    result.hottest_degc = std::max(result.hottest_degc, CalcHotSpotDegC(result.end));
    result.hottest_oil_degc = std::max(result.hottest_oil_degc, result.end.top_oil_degc);
  }
  return result;
}

absl::StatusOr<std::optional<double>> SolveTimeToHotSpotMin(const TransformerHeatParams& params,
                                                            const TransformerHeatState& start,
                                                            const TransformerStep& step,
                                                            double limit_degc) {
  TWIN_RETURN_IF_ERROR(models::Validate(params));
  TWIN_RETURN_IF_ERROR(CheckStep(step, 1.0));
  const HotSpot hot_spot(params, start,
                         models::CalcSteadyTransformer(params, step.load_ratio, step.air_degc));
  return FindFirstPassing(hot_spot, limit_degc, hot_spot.LongestMin());
}

absl::StatusOr<PermittedLoad> SolvePermittedLoad(const TransformerHeatParams& params,
                                                 const models::TransformerLimits& limits,
                                                 const TransformerHeatState& start, double air_degc,
                                                 double duration_min) {
  TWIN_RETURN_IF_ERROR(models::Validate(params));
  TWIN_RETURN_IF_ERROR(CheckStep({.load_ratio = 0.0, .air_degc = air_degc}, duration_min));
  const auto steady_at = [&](double load_ratio) {
    return models::CalcSteadyTransformer(params, load_ratio, air_degc);
  };
  const double hot_spot_ratio = FindLargest(limits.load_ratio, [&](double load_ratio) {
    const HotSpot hot_spot(params, start, steady_at(load_ratio));
    return !FindFirstPassing(hot_spot, limits.hot_spot_degc, duration_min).has_value();
  });
  // The oil moves one way, so that its end or its start is its hottest.
  const double oil_ratio = FindLargest(limits.load_ratio, [&](double load_ratio) {
    const double end_degc =
        AdvanceTransformer(params, start, steady_at(load_ratio), duration_min).top_oil_degc;
    return std::max(end_degc, start.top_oil_degc) <= limits.top_oil_degc;
  });
  return MakePermitted(limits.load_ratio, hot_spot_ratio, oil_ratio);
}

absl::StatusOr<PermittedLoad> SolveSteadyLoad(const TransformerHeatParams& params,
                                              const models::TransformerLimits& limits,
                                              double air_degc) {
  TWIN_RETURN_IF_ERROR(models::Validate(params));
  TWIN_RETURN_IF_ERROR(CheckStep({.load_ratio = 0.0, .air_degc = air_degc}, 1.0));
  const auto steady_at = [&](double load_ratio) {
    return models::CalcSteadyTransformer(params, load_ratio, air_degc);
  };
  const double hot_spot_ratio = FindLargest(limits.load_ratio, [&](double load_ratio) {
    return CalcHotSpotDegC(steady_at(load_ratio)) <= limits.hot_spot_degc;
  });
  const double oil_ratio = FindLargest(limits.load_ratio, [&](double load_ratio) {
    return steady_at(load_ratio).top_oil_degc <= limits.top_oil_degc;
  });
  return MakePermitted(limits.load_ratio, hot_spot_ratio, oil_ratio);
}

}  // namespace solvers
