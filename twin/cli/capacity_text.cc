#include "twin/cli/capacity_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "twin/cli/capacity_components_text.h"
#include "twin/cli/capacity_criteria_text.h"
#include "twin/cli/capacity_effects_text.h"
#include "twin/cli/capacity_limit_text.h"
#include "twin/cli/capacity_measures_text.h"
#include "twin/cli/capacity_reserve_text.h"
#include "twin/cli/capacity_years_text.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::array<const char*, 13> kMonths = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr int kLimitsShown = 5;
constexpr int kNamesShown = 8;

const char* Words(pb::Verdict verdict) {
  switch (verdict) {
    case pb::VERDICT_NOW:
      return "can be connected now";
    case pb::VERDICT_NOW_WITH_CONDITIONS:
      return "can be connected now with conditions: less, or not in all months and hours";
    case pb::VERDICT_AFTER_MEASURE:
      return "can be connected after a measure (--measures tells which)";
    default:
      return "cannot be told";
  }
}

const char* Words(pb::CapacityBucket bucket) {
  switch (bucket) {
    case pb::CAPACITY_BUCKET_0_MW:
      return "nothing today";
    case pb::CAPACITY_BUCKET_BELOW_1_MW:
      return "less than 1 MW";
    case pb::CAPACITY_BUCKET_1_TO_5_MW:
      return "1 to 5 MW";
    case pb::CAPACITY_BUCKET_5_TO_10_MW:
      return "5 to 10 MW";
    case pb::CAPACITY_BUCKET_10_TO_20_MW:
      return "10 to 20 MW";
    case pb::CAPACITY_BUCKET_20_TO_50_MW:
      return "20 to 50 MW";
    case pb::CAPACITY_BUCKET_OVER_50_MW:
      return "more than 50 MW";
    default:
      return "not told";
  }
}

const char* Words(pb::ReasonClass reason) {
  switch (reason) {
    case pb::REASON_CLASS_TRANSFORMATION:
      return "transformers between the voltages";
    case pb::REASON_CLASS_REGIONAL_LINE:
      return "a line or cable of the regional grid";
    case pb::REASON_CLASS_TRANSMISSION_AREA:
      return "the transmission grid of the area";
    case pb::REASON_CLASS_VOLTAGE:
      return "the voltage";
    case pb::REASON_CLASS_DISTRIBUTION_LINE:
      return "a line of the medium voltage";
    case pb::REASON_CLASS_DATA_MISSING:
      return "data are missing";
    case pb::REASON_CLASS_HELD_BACK:
      return "capacity that is held back for small customers";
    case pb::REASON_CLASS_QUEUE:
      return "reservations that come before";
    default:
      return "nothing that is told";
  }
}

const char* Words(pb::ConnectionKind kind) {
  switch (kind) {
    case pb::CONNECTION_KIND_LOAD:
      return "Load";
    case pb::CONNECTION_KIND_GENERATION:
      return "Generation";
    case pb::CONNECTION_KIND_STORAGE:
      return "Storage";
    default:
      return "Connection";
  }
}

const char* Words(pb::ProfileShape shape) {
  switch (shape) {
    case pb::PROFILE_SHAPE_DATA_CENTRE:
      return "data centre";
    case pb::PROFILE_SHAPE_OFFICE:
      return "office";
    case pb::PROFILE_SHAPE_DWELLING:
      return "dwelling";
    default:
      return "the same in all hours";
  }
}

std::string ListNames(const google::protobuf::RepeatedPtrField<pb::GridComponent>& components) {
  std::string names;
  for (int i = 0; i < std::min(components.size(), kNamesShown); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : "; ", components[i].name());
  }
  if (components.size() > kNamesShown) {
    absl::StrAppend(&names, " and ", components.size() - kNamesShown, " more");
  }
  return names;
}

void PrintQuestion(const pb::CapacityAnswer& answer) {
  const pb::CapacityQuestion& question = answer.question();
  std::printf("%s of %g MW%s at %s\n", Words(question.kind()), question.requested_mw(),
              question.storage_mwh() > 0.0
                  ? absl::StrFormat(" and %g MWh", question.storage_mwh()).c_str()
                  : "",
              question.mv_node().empty()
                  ? answer.bus_name().c_str()
                  : absl::StrCat(answer.bus_name(), "/", question.mv_node()).c_str());
  const pb::ConnectionProfile& profile = question.profile();
  std::printf("  asked     %s, tan phi %g, %s, planning year %d (%s), weather of %d\n",
              !profile.own_share().empty() ? "own series"
              : !profile.name().empty()    ? profile.name().c_str()
                                           : Words(profile.shape()),
              question.tan_phi_ratio(),
              question.criterion() == pb::OUTAGE_CRITERION_N0 ? "intact network" : "N-1",
              question.key().planning_year(), question.key().growth_scenario().c_str(),
              question.key().weather_year());
}

void PrintRoom(const pb::CapacityAnswer& answer) {
  if (answer.room().empty()) return;
  std::printf(
      "  when      MW by month and hour of the day (screened lower bounds; * holds the wish)\n");
  std::map<int, std::string> lines;
  std::string head = "                 ";
  for (const pb::MonthHourRoom& room : answer.room()) {
    if (room.month() == answer.room(0).month()) {
      absl::StrAppendFormat(&head, "%6d ", room.from_hour());
    }
    absl::StrAppendFormat(&lines[room.month()], "%6.1f%c", room.lower_bound_mw(),
                          room.holds_requested() ? '*' : ' ');
  }
  std::printf("%s\n", head.c_str());
  for (const auto& [month, line] : lines) {
    std::printf("            %-5s%s\n",
                month == 0 ? "part" : kMonths[static_cast<std::size_t>(month)], line.c_str());
  }
}

// The medium voltage between busbar and applicant, whether or not it binds.
void PrintMediumVoltage(const pb::CapacityAnswer& answer) {
  if (!answer.has_medium_voltage()) return;
  const pb::MediumVoltageRoom& room = answer.medium_voltage();
  std::printf("  feeder    %.2f MW at %g kV, %.4f pu there; demand %.2f of the cold morning%s%s\n",
              room.free_mw(), room.nominal_kv(), room.node_voltage_pu(), room.demand_ratio(),
              room.component().empty() ? "" : "; first limit at ", room.component().c_str());
}

void PrintStorage(const pb::CapacityAnswer& answer) {
  if (!answer.has_storage()) return;
  const pb::StorageRoom& room = answer.storage();
  std::printf("  storage   charging %.1f MW, discharging %.1f MW; %.1f h at what holds both ways\n",
              room.charge_firm_mw(), room.discharge_firm_mw(), room.full_power_h());
  if (room.has_other_binding()) {
    std::printf("            the other way: %s\n", LimitWords(room.other_binding()).c_str());
  }
}

// N-1 and N-0 side by side, and what lies between.
void PrintTerms(const pb::CapacityAnswer& answer) {
  if (!answer.has_conditional()) return;
  const pb::ConditionalTerms& terms = answer.conditional();
  std::printf("  terms     firm (N-1) %.1f MW; tripped on outage (N-0) %.1f MW, stopped by %s\n",
              answer.firm_mw(), terms.trip_on_outage_mw(),
              terms.has_trip_on_outage_binding()
                  ? LimitWords(terms.trip_on_outage_binding()).c_str()
                  : "nothing");
  if (terms.is_trip_time_known() && terms.has_trip_within_min()) {
    std::printf(terms.trip_within_min() < 0.1
                    ? "            the trip must act at once\n"
                    : "            the trip must act within %.1f minutes\n",
                terms.trip_within_min());
  }
  std::printf(
      "            %g MW: cut %.2f hours and %.1f MWh a year (%.3f %%), longest %.2f h%s%s\n",
      answer.question().requested_mw(), terms.curtailed_h(), terms.curtailed_mwh(),
      100.0 * terms.curtailed_share(), terms.longest_h(), terms.has_longest_from() ? " from " : "",
      terms.has_longest_from() ? LocalTime(terms.longest_from().seconds()).c_str() : "");
  std::string line;
  for (const pb::SeasonHours& season : terms.seasons()) {
    absl::StrAppendFormat(&line, "  %s %.2f h", season.season(), season.cut_h());
  }
  if (!line.empty()) std::printf("          %s\n", line.c_str());
  line.clear();
  for (const pb::MwAtHours& point : terms.curve()) {
    absl::StrAppendFormat(&line, "  %g h: %.1f MW%s", point.most_h(), point.mw(),
                          point.is_at_least() ? " or more" : "");
  }
  std::printf("            cut at most  %s\n", line.c_str());
  std::printf(
      "            %lld quarters may fall short of %.1f MW, %lld followed by AC; %d weather "
      "year, %.0f ms\n",
      static_cast<long long>(terms.short_quarter_count()), terms.up_to_mw(),
      static_cast<long long>(terms.checked_quarter_count()), terms.weather_year_count(),
      terms.milliseconds());
}

void PrintLimits(const pb::CapacityAnswer& answer) {
  if (answer.has_binding()) {
    std::printf("  stops     %s\n", LimitWords(answer.binding()).c_str());
    if (answer.binding().sensitivity_mw() > 0.0) {
      std::printf("            1 %% of that limit is worth %.2f MW\n",
                  answer.binding().sensitivity_mw());
    }
  } else {
    std::printf("  stops     nothing up to %.0f MW; more was not looked for\n",
                answer.terms().cap_mw());
  }
  for (int i = 0; i < std::min(answer.next_size(), kLimitsShown); ++i) {
    std::printf("  %s %.1f MW: %s\n", i == 0 ? "then     " : "         ", answer.next(i).at_mw(),
                LimitWords(answer.next(i)).c_str());
  }
  if (!answer.exists_today().empty()) {
    const int count = answer.exists_today_size();
    std::printf("  today     %d %s broken without the applicant%s %s\n", count,
                count == 1 ? "limit is" : "limits are", count == 1 ? ":" : ", e.g.",
                LimitWords(answer.exists_today(0)).c_str());
  }
  if (!answer.loses_supply().empty()) {
    std::printf("  supply    is lost when one of these is out: %s\n",
                ListNames(answer.loses_supply()).c_str());
  }
}

void PrintMethod(const pb::CapacityAnswer& answer) {
  std::string feeders;
  for (const pb::CapacityFeeder& feeder : answer.feeders()) {
    absl::StrAppendFormat(&feeders, "%s%s %.0f %%", feeders.empty() ? "" : ", ", feeder.area(),
                          100.0 * feeder.part_share());
  }
  std::printf("  fed by    %s\n", feeders.c_str());
  const pb::CapacityTimings& timings = answer.timings();
  std::printf(
      "  checked   %lld outages in quarters by AC power flow (%lld solves), margin %.1f %%\n",
      static_cast<long long>(answer.checked_pair_count()),
      static_cast<long long>(answer.ac_solve_count()),
      100.0 * answer.terms().stated_margin_share());
  std::printf("  took      %.0f ms: slopes %.0f, screen %.0f, check %.0f\n",
              timings.total_milliseconds(), timings.slopes_milliseconds(),
              timings.screen_milliseconds(), timings.check_milliseconds());
  std::printf("  screen    linear screening alone would say %.1f MW; that is never the answer\n",
              answer.screened_mw());
}

}  // namespace

void PrintAnswer(const pb::CapacityAnswer& answer) {
  PrintQuestion(answer);
  PrintCandidates(answer);
  if (answer.verdict() == pb::VERDICT_UNSPECIFIED) {
    const pb::DeclassifiedCapacity& tuple = answer.cell();
    std::printf("  answer    %s; firm in all hours: %s\n", Words(tuple.verdict()),
                Words(tuple.bucket()));
    std::printf("  stops     %s\n", Words(tuple.reason()));
    std::printf(
        "  area      told alike for every station of its area, for load and generation, at "
        "constant "
        "power: the least of them\n");
    if (answer.cell_is_above_feeder()) {
      std::printf("  feeder    not looked at here: it may allow less\n");
    }
    std::printf("  withheld  the rest is power-sensitive; the grid company may see it\n");
  } else {
    std::printf("  answer    %s; firm in all hours: %.1f MW%s\n", Words(answer.verdict()),
                answer.firm_mw(), answer.is_capped() ? " or more" : "");
    PrintVerdictDetail(answer);
    PrintMediumVoltage(answer);
    PrintLimits(answer);
    PrintStorage(answer);
    PrintTerms(answer);
    PrintWeatherYears(answer);
    PrintCriteria(answer);
    PrintReserve(answer);
    PrintYears(answer);
    PrintMeasures(answer);
    PrintStandings(answer);
    PrintComponents(answer);
    PrintEffects(answer);
    PrintPoint(answer);
    PrintRoom(answer);
    PrintMethod(answer);
  }
  PrintProcessToday(answer);
  if (answer.record_id().empty()) {
    std::printf("  record    none: computed without a running twin, not recorded\n");
  } else {
    std::printf("  record    %s   (twin capacity show %s)\n", answer.record_id().c_str(),
                answer.record_id().c_str());
  }
  std::printf("  data      %s\n", answer.data_notice().c_str());
}

}  // namespace twin::cli
