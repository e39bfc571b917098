#include "twin/cli/heat_alarms.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/units.h"

namespace twin::cli {
namespace {

using models::kWPerMw;
using solvers::heat::HeatLimit;
using solvers::heat::HeatLimitKind;

constexpr double kRoundingRatio = 1e-9;
constexpr std::size_t kMostTold = 20;

}  // namespace

std::vector<HeatLimit> FindHeatAlarms(const models::HeatNetwork& network,
                                      const solvers::heat::SteadyHeatSolution& solution,
                                      const solvers::heat::HeatLimitParams& limits,
                                      const solvers::heat::SteadyHeatOptions& options) {
  solvers::heat::HeatLimitParams of_nodes = limits;
  solvers::heat::SetPressureClasses(network, of_nodes);
  std::vector<HeatLimit> alarms =
      solvers::heat::FindHeatLimits(network, solution, of_nodes, options);
  std::erase_if(alarms,
                [](const HeatLimit& limit) { return !(limit.used_ratio > 1.0 + kRoundingRatio); });
  return alarms;
}

std::string TellHeatAlarm(const models::HeatNetwork& network, const HeatLimit& alarm) {
  const std::string& id = solvers::heat::HeatLimitElementId(network, alarm);
  const double value = alarm.value, limit = alarm.limit;
  switch (alarm.kind) {
    case HeatLimitKind::kPressure:
      return absl::StrFormat("node %s has %.2f bar gauge, more than the %.4g its pipes are for", id,
                             value, limit);
    case HeatLimitKind::kBoilingMargin:
      return value < 0.0 ? absl::StrFormat(
                               "node %s is %.2f bar short of what keeps its water "
                               "from boiling; a margin of %.4g is wanted",
                               id, -value, limit)
                         : absl::StrFormat("node %s is %.2f bar from boiling; %.4g are wanted", id,
                                           value, limit);
    case HeatLimitKind::kDifferentialPressure:
      return absl::StrFormat("consumer %s has %.2f bar between supply and return; %.4g are wanted",
                             id, value, limit);
    case HeatLimitKind::kSpeed:
      return absl::StrFormat("pipe %s runs at %.2f m/s, faster than %.4g", id, value, limit);
    case HeatLimitKind::kGradient:
      return absl::StrFormat("pipe %s loses %.0f Pa/m, more than %.4g", id, value, limit);
    case HeatLimitKind::kSupplyTemperature:
      return absl::StrFormat("consumer %s gets its water at %.1f °C; %.4g are wanted", id, value,
                             limit);
    case HeatLimitKind::kProducerHeat:
      break;
  }
  return absl::StrFormat("producer %s is to give %.3f MW, more than its %.4g", id, value / kWPerMw,
                         limit / kWPerMw);
}

std::string TellHeatAlarms(const models::HeatNetwork& network,
                           const std::vector<HeatLimit>& alarms) {
  if (alarms.empty()) return "  no alarms\n";
  std::string text =
      absl::StrFormat("  %d alarm%s, worst first\n", alarms.size(), alarms.size() == 1 ? "" : "s");
  const std::size_t told = std::min(alarms.size(), kMostTold);
  for (std::size_t row = 0; row < told; ++row)
    absl::StrAppend(&text, "    ", TellHeatAlarm(network, alarms[row]), "\n");
  if (told < alarms.size())
    absl::StrAppend(&text, "    and ", alarms.size() - told, " more; all are in --json\n");
  return text;
}

}  // namespace twin::cli
