#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"
#include "twin/cli/heat_cooling.h"
#include "twin/cli/heat_held.h"
#include "twin/cli/heat_plan.h"
#include "twin/cli/heat_systems.h"

namespace twin::cli {
namespace {

int WriteFile(const absl::StatusOr<std::string>& text, const std::string& out) {
  if (!text.ok()) return FailWithBadData(text.status());
  std::ofstream file(out, std::ios::binary | std::ios::trunc);
  file << *text;
  file.close();
  if (!file) return Fail(absl::PermissionDeniedError(absl::StrCat(out, ": cannot be written")));
  std::printf("%s\n", out.c_str());
  return kOk;
}

void AddCalibrate(CLI::App& heat, int& exit_code) {
  struct Asked {
    HeatCalibrationQuestion question;
    std::string out;
  };
  auto asked = std::make_shared<Asked>();
  CLI::App* command =
      heat.add_subcommand("calibrate", "All heat systems against what is published of them");
  command->add_option("--region", asked->question.region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--years", asked->question.years, "weather years")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--first-year", asked->question.first_year, "first stretch of the record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--out", asked->out, "file; HEAT_CALIBRATION.md in the region otherwise");
  command->callback([asked, &exit_code] {
    if (asked->out.empty()) asked->out = asked->question.region_directory + "/HEAT_CALIBRATION.md";
    exit_code = WriteFile(CalibrateHeat(asked->question), asked->out);
  });
}

void AddHeld(CLI::App& heat, int& exit_code) {
  struct Asked {
    HeatHeldQuestion question;
    std::string out;
  };
  auto asked = std::make_shared<Asked>();
  CLI::App* command = heat.add_subcommand(
      "held", "Fit what the grid's loads and generators hold of the heat plants' electricity");
  command->add_option("--region", asked->question.region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--years", asked->question.years, "weather years")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--first-year", asked->question.first_year, "first stretch of the record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--out", asked->out,
                      "file; heat_held_electricity.csv in the region otherwise");
  command->footer(
      "Again whenever plants, prices or weather of the region have changed; a new plant needs a "
      "row "
      "of zeros first.\nExample: twin heat held --years 10");
  command->callback([asked, &exit_code] {
    if (asked->out.empty()) {
      asked->out = asked->question.region_directory + "/heat_held_electricity.csv";
    }
    exit_code = WriteFile(MakeHeldElectricityTable(asked->question), asked->out);
  });
}

void AddPlan(CLI::App& heat, int& exit_code) {
  auto question = std::make_shared<HeatPlanQuestion>();
  CLI::App* command = heat.add_subcommand(
      "plan",
      "Plan a heat system's plants and store ahead, follow it, compare with cheapest first");
  command->add_option("--region", question->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--system", question->system, "heat system, id or name")
      ->capture_default_str();
  command->add_option("--from", question->from, "first quarter-hour, RFC 3339")
      ->capture_default_str();
  command->add_option("--weather-year", question->weather_year, "stretch of the weather record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command->add_option("--days", question->days, "how long")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->add_option("--offset", question->offset_k, "kelvin on every place's temperature")
      ->check(CLI::Range(-40.0, 40.0))
      ->capture_default_str();
  command->add_option("--lose", question->lost_plant, "plant that trips, id or name; unforeseen");
  command->add_option("--order", question->order_mw, "MW of electricity that a grid order leaves")
      ->check(CLI::NonNegativeNumber);
  command->add_flag("!--order-unforeseen", question->is_order_known,
                    "nobody knows of the order before it begins");
  command->add_option("--event-from", question->event_from_h, "hours after --from")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--event-hours", question->event_length_h, "how long trip and order last")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("!--no-accumulator", question->has_accumulator, "as if there were no tank");
  command->add_flag("!--no-network-water", question->has_network_water,
                    "as if supply water were never hotter than its curve");
  command->add_option("--horizon", question->horizon_hours, "hours a plan looks ahead")
      ->check(CLI::Range(2, 168))
      ->capture_default_str();
  command->add_option("--renew", question->renew_hours, "hours a plan is followed")
      ->check(CLI::Range(1, 168))
      ->capture_default_str();
  command->add_option("--seconds", question->solve_s, "most time for one plan")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  command->add_flag("--json", question->is_json, "for machines");
  command->footer(
      "Prices and weather ahead are the twin's own. A plan is a mixed-integer program; what its "
      "gap\n"
      "is stands in the answer. The quarter-hours that follow it are physical.\n"
      "Example: twin heat plan --system Oslo --days 3 --offset -10 --lose Klemetsrud");
  command->callback([question, &exit_code] {
    if (question->renew_hours > question->horizon_hours) {
      exit_code = Fail(absl::InvalidArgumentError(absl::StrCat(
          "--renew ", question->renew_hours, " is beyond --horizon ", question->horizon_hours)));
      return;
    }
    const auto text = DescribeHeatPlan(*question);
    if (!text.ok()) {
      exit_code = FailWithBadData(text.status());
      return;
    }
    std::fputs(text->c_str(), stdout);
    exit_code = kOk;
  });
}

void AddCooling(CLI::App& heat, int& exit_code) {
  auto question = std::make_shared<HeatCoolingQuestion>();
  CLI::App* command = heat.add_subcommand(
      "cooling", "Electricity that a district's cold takes on the hottest day, hour by hour");
  command->add_option("--region", question->region_directory, "folder of the region")
      ->capture_default_str();
  command
      ->add_option("--system", question->system,
                   "heat system beside it, id or name: its place, its need of heat, its bus")
      ->capture_default_str();
  command
      ->add_option("--cooling-mw", question->cooling.cooling_mw, "peak of cold at 27 degC outdoors")
      ->check(CLI::Range(0.0, 1000.0));
  command
      ->add_option("--cooling-gwh", question->cooling.cooling_gwh,
                   "cold of a year, instead of the peak")
      ->check(CLI::Range(0.0, 1000.0));
  command
      ->add_option("--full-load-h", question->cooling.full_load_h,
                   "hours of the peak that make the year")
      ->check(CLI::Range(100.0, 8760.0))
      ->capture_default_str();
  command
      ->add_option("--water-degc", question->cooling.water_degc,
                   "sea, lake or river that day: cools for nothing what it can")
      ->check(CLI::Range(-2.0, 40.0));
  command
      ->add_flag("--reject-to-water", question->cooling.rejects_to_water,
                 "compressors give their heat to that water, else to the air")
      ->needs("--water-degc");
  command
      ->add_option("--combined-mw", question->cooling.combined_mw,
                   "electricity of a heat pump that serves heat and cold at once")
      ->check(CLI::Range(0.0, 1000.0));
  command
      ->add_option("--first-year", question->cooling.first_year,
                   "first stretch of the weather record")
      ->check(CLI::Range(1971, 2200))
      ->capture_default_str();
  command
      ->add_option("--years", question->cooling.years,
                   "stretches among which the hottest day is sought")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", question->is_json, "for machines");
  command->footer(
      "No open source has hourly cold of districts: a fifth of the peak always, the rest with the\n"
      "temperature above 14 degC. Cold at 6 degC, back at 16.\n"
      "Example: twin heat cooling --system Drammen --cooling-gwh 15 --water-degc 9 --combined-mw "
      "1");
  command->callback([question, &exit_code] {
    const auto text = DescribeHeatCooling(*question);
    if (!text.ok()) {
      exit_code = FailWithBadData(text.status());
      return;
    }
    std::fputs(text->c_str(), stdout);
    exit_code = kOk;
  });
}

void AddRelief(CLI::App& heat, int& exit_code) {
  auto question = std::make_shared<HeatReliefQuestion>();
  CLI::App* command = heat.add_subcommand(
      "relief", "Electricity that district heating relieves, per MW and at every bus");
  command->add_option("--region", question->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--system", question->system, "heat system, id or name")
      ->capture_default_str();
  command->add_option("--at", question->at, "quarter-hour, RFC 3339")->capture_default_str();
  command
      ->add_option("--weather-year", question->weather_year,
                   "stretch of the weather record that is replayed")
      ->capture_default_str();
  command->add_option("--days", question->days, "over which peaks are sought, from days before on")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->add_option("--offset", question->offset_k, "kelvin on every place's temperature")
      ->capture_default_str();
  command->add_flag("--json", question->is_json, "for machines");
  command->footer(
      "Buildings lie where the municipality's loads do; without the network they heat themselves.\n"
      "Example: twin heat relief --system Oslo --at 2027-01-15T07:00:00Z --offset -8 --json");
  command->callback([question, &exit_code] {
    const auto text = DescribeHeatRelief(*question);
    if (!text.ok()) {
      exit_code = FailWithBadData(text.status());
      return;
    }
    std::fputs(text->c_str(), stdout);
    exit_code = kOk;
  });
}

}  // namespace

void AddHeatSystems(CLI::App& heat, int& exit_code) {
  AddCalibrate(heat, exit_code);
  AddHeld(heat, exit_code);
  AddRelief(heat, exit_code);
  AddCooling(heat, exit_code);
  AddPlan(heat, exit_code);
}

}  // namespace twin::cli
