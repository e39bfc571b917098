#include "twin/cli/capacity_effects_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr int kNeighboursShown = 6;
constexpr int kVoltagesShown = 3;

void PrintNeighbour(const pb::NeighbourEffect& one) {
  const std::string waits =
      one.waiting_load_ids().empty()
          ? ""
          : absl::StrCat("; waits there: ", absl::StrJoin(one.waiting_load_ids(), ", "));
  if (one.is_verified()) {
    std::printf("            %s: %.1f to %.1f MW (-%.1f) by AC%s\n", one.bus().name().c_str(),
                one.before_mw(), one.after_mw(), one.loss_mw(), waits.c_str());
  } else {
    std::printf("            %s: %.1f to %.1f MW, screened%s\n", one.bus().name().c_str(),
                one.screened_before_mw(), one.screened_after_mw(), waits.c_str());
  }
}

}  // namespace

void PrintEffects(const pb::CapacityAnswer& answer) {
  if (!answer.has_effects()) return;
  const pb::EffectReport& report = answer.effects();
  std::printf("  others    lose of their firm MW when the wish is connected\n");
  if (report.neighbours().empty()) std::printf("            nobody shares a limit with it\n");
  for (int i = 0; i < std::min(report.neighbours_size(), kNeighboursShown); ++i) {
    PrintNeighbour(report.neighbours(i));
  }
  std::string voltages;
  for (int i = 0; i < std::min(report.voltages_size(), kVoltagesShown); ++i) {
    absl::StrAppendFormat(&voltages, "; %s %.4f to %.4f pu", report.voltages(i).bus().name(),
                          report.voltages(i).before_pu(), report.voltages(i).after_pu());
  }
  std::printf("            losses %+.0f MWh a year (%.1f %% of its energy)%s\n",
              report.losses_mwh(), 100.0 * report.losses_ratio(), voltages.c_str());
  std::printf("            losses and voltages in %lld quarters spread over the year, %.0f ms\n",
              static_cast<long long>(report.quarter_count()), report.milliseconds());
}

}  // namespace twin::cli
