#include "twin/cli/capacity_measures_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr int kNamesShown = 3;
constexpr int kDoubtsShown = 4;

const char* Words(pb::MeasureKind kind) {
  switch (kind) {
    case pb::MEASURE_KIND_DYNAMIC_RATING:
      return "rate by weather";
    case pb::MEASURE_KIND_RECONDUCTOR:
      return "new conductors on";
    case pb::MEASURE_KIND_PARALLEL_CIRCUIT:
      return "one more beside";
    case pb::MEASURE_KIND_SWITCHING:
      return "close";
    case pb::MEASURE_KIND_CAPACITOR_BANK:
      return "capacitor bank at";
    case pb::MEASURE_KIND_BATTERY:
      return "battery at";
    case pb::MEASURE_KIND_DEMAND_RESPONSE:
      return "demand response at";
    case pb::MEASURE_KIND_SMART_CHARGING:
      return "smart charging at";
    case pb::MEASURE_KIND_HEAT_CONVERSION:
      return "electric heating to district heating at";
    case pb::MEASURE_KIND_RETROFIT:
      return "better houses at";
    case pb::MEASURE_KIND_GRID_PROJECT:
      return "announced projects";
    case pb::MEASURE_KIND_BOILER_CUT:
      return "electric boilers of district heating cut at peak at";
    case pb::MEASURE_KIND_SURPLUS_HEAT:
      return "surplus heat to district heating, freeing";
    default:
      return "something";
  }
}

std::string NamesOf(const pb::Measure& measure) {
  std::string names;
  for (int i = 0; i < std::min(measure.components_size(), kNamesShown); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : "; ", measure.components(i).name());
  }
  if (measure.components_size() > kNamesShown) {
    absl::StrAppend(&names, " and ", measure.components_size() - kNamesShown, " more");
  }
  if (measure.grid_project_ids_size() > 0) {
    absl::StrAppend(&names, measure.ready_year(), ": ",
                    absl::StrJoin(measure.grid_project_ids(), ", "));
  }
  return names;
}

std::string SizeOf(const pb::Measure& measure) {
  std::string size;
  const auto add = [&](double value, const char* unit) {
    if (value > 0.0)
      absl::StrAppendFormat(&size, "%s%.1f %s", size.empty() ? "" : ", ", value, unit);
  };
  add(measure.size_km(), "km");
  add(measure.size_mw(), "MW");
  add(measure.size_mwh(), "MWh");
  add(measure.size_mvar(), "Mvar");
  return size.empty() ? "" : absl::StrCat(" (", size, ")");
}

std::string PriceOf(const pb::Measure& measure) {
  if (measure.price_year() == 0) return "no price known";
  return absl::StrFormat("%.1f-%.1f MNOK (%d), %.1f-%.1f years", measure.cost_low_mnok(),
                         measure.cost_high_mnok(), measure.price_year(), measure.lead_low_years(),
                         measure.lead_high_years());
}

void PrintOne(const pb::Measure& measure) {
  std::printf("            %s %s %s%s\n", measure.holds_requested() ? "*" : " ",
              Words(measure.kind()), NamesOf(measure).c_str(), SizeOf(measure).c_str());
  std::printf(
      "                firm %.1f MW%s (+%.1f), %s%s\n", measure.firm_mw(),
      measure.holds_requested() ? " or more" : "", measure.gained_mw(), PriceOf(measure).c_str(),
      measure.has_mnok_per_mw() ? absl::StrFormat(", %.2f MNOK/MW", measure.mnok_per_mw()).c_str()
                                : "");
}

std::string Words(const pb::CapacityCounterfactual& one) {
  switch (one.kind()) {
    case pb::COUNTERFACTUAL_KIND_RATINGS: {
      std::string text = absl::StrFormat("%.1f MVA more of rating:", one.size_mva());
      for (int i = 0; i < std::min(one.ratings_size(), kNamesShown); ++i) {
        absl::StrAppendFormat(&text, "%s %s +%.1f %%", i == 0 ? "" : ";",
                              one.ratings(i).component().name(),
                              100.0 * (one.ratings(i).rating_ratio() - 1.0));
      }
      if (one.ratings_size() > kNamesShown) {
        absl::StrAppend(&text, " and ", one.ratings_size() - kNamesShown, " more");
      }
      return text;
    }
    case pb::COUNTERFACTUAL_KIND_REACTIVE:
      return absl::StrFormat("tan phi %.2f at the applicant (%.1f Mvar less)", one.tan_phi_ratio(),
                             one.size_mva());
    case pb::COUNTERFACTUAL_KIND_RELIEF:
      return absl::StrFormat("%.1f MW less demand at the busbar whenever it falls short",
                             one.size_mva());
    default:
      return "";
  }
}

std::string Words(const pb::CapacityDoubt& doubt) {
  return absl::StrFormat(
      "%.1f-%.1f MW if the %s of %s is %.0f to %.0f %% of what the tables say%s", doubt.low_mw(),
      doubt.high_mw(), doubt.datum() == pb::DOUBTED_DATUM_RATING ? "rating" : "impedance",
      doubt.component().name(), 100.0 * doubt.low_ratio(), 100.0 * doubt.high_ratio(),
      doubt.is_synthetic() ? " (an invented row)" : "");
}

void PrintDoubts(const pb::MeasureReport& report) {
  for (int i = 0; i < std::min(report.doubts_size(), kDoubtsShown); ++i) {
    std::printf("  %s %s\n", i == 0 ? "unsure   " : "         ", Words(report.doubts(i)).c_str());
  }
}

}  // namespace

void PrintMeasures(const pb::CapacityAnswer& answer) {
  if (!answer.has_measures()) return;
  const pb::MeasureReport& report = answer.measures();
  std::printf("  measures  each run again by AC; * makes all of it firm; by cost per MW\n");
  for (const pb::Measure& measure : report.measures()) PrintOne(measure);
  if (report.measures().empty()) std::printf("            none of those tried gains anything\n");
  std::string vain;
  for (const pb::Measure& measure : report.in_vain()) {
    absl::StrAppend(&vain, vain.empty() ? "" : "; ", Words(measure.kind()), " ", NamesOf(measure));
  }
  if (!vain.empty()) std::printf("            in vain: %s\n", vain.c_str());
  for (int i = 0; i < report.counterfactuals_size(); ++i) {
    std::printf("  %s %s%s\n", i == 0 ? "it takes " : "or       ",
                Words(report.counterfactuals(i)).c_str(),
                report.counterfactuals(i).is_verified() ? "" : " (refuted by a wider re-run)");
  }
  PrintDoubts(report);
  std::printf(
      "            %lld of %lld quarters that may fall short, %lld of %lld outages; "
      "measures %.0f ms, changes %.0f ms, doubts %.0f ms\n",
      static_cast<long long>(report.quarter_count()),
      static_cast<long long>(report.short_quarter_count()),
      static_cast<long long>(report.outage_count()),
      static_cast<long long>(report.met_outage_count()), report.measures_milliseconds(),
      report.counterfactuals_milliseconds(), report.doubts_milliseconds());
}

void PrintVerdictDetail(const pb::CapacityAnswer& answer) {
  if (!answer.has_verdict_detail()) return;
  const pb::VerdictDetail& detail = answer.verdict_detail();
  if (detail.has_measure()) {
    const pb::Measure& measure = detail.measure();
    std::printf("            all of it after %s %s in %d-%d at %s\n", Words(measure.kind()),
                NamesOf(measure).c_str(), detail.from_year(), detail.to_year(),
                PriceOf(measure).c_str());
  }
  if (detail.holds_from_year() != 0) {
    std::printf("            all that is wanted by then is firm from %d without a measure\n",
                detail.holds_from_year());
  }
  if (detail.has_deciding_doubt()) {
    std::printf("            not known for certain: %s\n", Words(detail.deciding_doubt()).c_str());
  }
}

void PrintWeatherYears(const pb::CapacityAnswer& answer) {
  if (!answer.has_weather_years()) return;
  const pb::WeatherYearSpread& spread = answer.weather_years();
  std::printf(
      "  weather   %d years: firm at most P10 %.1f, P50 %.1f, P90 %.1f MW, worst %.1f (by AC in "
      "the "
      "tightest quarters); %.0f ms\n",
      spread.year_count(), spread.firm().p10_mw(), spread.firm().p50_mw(), spread.firm().p90_mw(),
      spread.worst_mw(), spread.milliseconds());
  std::printf(
      "            cut P10 %.1f, P50 %.1f, P90 %.1f hours; %.0f, %.0f, %.0f MWh a year "
      "(screened)\n",
      spread.p10_curtailed_h(), spread.p50_curtailed_h(), spread.p90_curtailed_h(),
      spread.p10_curtailed_mwh(), spread.p50_curtailed_mwh(), spread.p90_curtailed_mwh());
}

void PrintPoint(const pb::CapacityAnswer& answer) {
  if (answer.has_short_circuit()) {
    const pb::ShortCircuitAtPoint& fault = answer.short_circuit();
    std::printf(
        "  fault     %.2f kA at most (peak %.1f), %.2f kA at least: %.0f MVA, %.1f times "
        "the wish\n",
        fault.maximum_ka(), fault.maximum_peak_ka(), fault.minimum_ka(), fault.minimum_mva(),
        fault.minimum_ratio());
  }
  if (answer.has_voltage_step()) {
    std::printf("  step      %.2f %% of the voltage when all of it is switched at once%s\n",
                100.0 * answer.voltage_step().largest_share(),
                answer.voltage_step().is_within_limit()
                    ? ""
                    : absl::StrFormat("; above the %.0f %% that is planned with",
                                      100.0 * answer.voltage_step().planning_limit_share())
                          .c_str());
  }
}

}  // namespace twin::cli
