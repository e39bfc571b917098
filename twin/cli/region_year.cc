#include "twin/cli/region_year.h"

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "models/region_year.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

using models::BranchIndex;
using models::BranchParams;
using models::ElectricityGrid;
using nlohmann::json;

struct RegionYearOptions {
  std::string region_directory = "data/ostlandet";
  YearOptions of_year;
  bool is_json = false;
};

/// Capacity in service by voltage: cold ratings of circuits and of transformers by their high side.
struct Capacity {
  double circuit_mva = 0.0, transformer_mva = 0.0, circuit_km = 0.0;
};

std::map<int, Capacity, std::greater<>> SumByVoltage(const ElectricityGrid& grid) {
  std::map<int, Capacity, std::greater<>> sums;
  for (const BranchParams& branch : grid.branches) {
    if (!branch.is_in_service || !branch.is_monitored) continue;
    const double kv =
        std::max(grid.buses[branch.from].nominal_kv, grid.buses[branch.to].nominal_kv);
    Capacity& sum = sums[static_cast<int>(kv + 0.5)];
    if (branch.kind == models::BranchKind::kTransformer) {
      sum.transformer_mva += branch.rating.cold_mva;
    } else {
      sum.circuit_mva += branch.rating.cold_mva;
      sum.circuit_km += branch.length_km;
    }
  }
  return sums;
}

json DescribeBranch(const BranchParams& branch, const ElectricityGrid& grid) {
  return {{"id", branch.id},
          {"name", branch.name},
          {"from", grid.buses[branch.from].name},
          {"to", grid.buses[branch.to].name},
          {"cold_mva", branch.rating.cold_mva},
          {"is_synthetic", branch.is_synthetic}};
}

bool IsSameBranch(const BranchParams& a, const BranchParams& b) {
  return a.from == b.from && a.to == b.to && a.kind == b.kind && a.r_ohm == b.r_ohm &&
         a.x_ohm == b.x_ohm && a.b_siemens == b.b_siemens &&
         a.rating.summer_mva == b.rating.summer_mva && a.rating.mild_mva == b.rating.mild_mva &&
         a.rating.cold_mva == b.rating.cold_mva;
}

json DescribeChanges(const ElectricityGrid& base, const ElectricityGrid& grid) {
  json added = json::array(), removed = json::array(), rerated = json::array();
  for (std::size_t k = 0; k < grid.branches.size(); ++k) {
    const BranchParams& now = grid.branches[BranchIndex(k)];
    if (k >= base.branches.size()) {
      if (now.is_in_service) added.push_back(DescribeBranch(now, grid));
      continue;
    }
    const BranchParams& before = base.branches[BranchIndex(k)];
    if (before.is_in_service && !now.is_in_service) {
      removed.push_back(DescribeBranch(before, base));
    } else if (!IsSameBranch(before, now)) {
      json change = DescribeBranch(now, grid);
      change["before"] = DescribeBranch(before, base);
      rerated.push_back(std::move(change));
    }
  }
  return {{"added", std::move(added)},
          {"removed", std::move(removed)},
          {"rerated", std::move(rerated)}};
}

json DescribeProject(const models::GridProject& project, int year, models::Pace pace) {
  json described = {{"id", project.id},
                    {"name", project.name},
                    {"owner", project.owner},
                    {"status", std::string(models::NameOf(project.status))},
                    {"early_year", project.early_year},
                    {"base_year", project.base_year},
                    {"late_year", project.late_year},
                    {"is_in_service", YearOf(project, pace) <= year},
                    {"effect_no", project.effect_no},
                    {"effect_en", project.effect_en},
                    {"source", project.source},
                    {"confidence", project.confidence}};
  if (!project.licence_date.empty()) described["licence_date"] = project.licence_date;
  if (!project.required_ids.empty()) described["requires"] = project.required_ids;
  return described;
}

double SumColdMw(const models::ElectricityGrid& grid) {
  double sum_mw = 0.0;
  for (const models::LoadParams& load : grid.loads) sum_mw += load.cold_mw;
  return sum_mw;
}

// Large loads that the year has and today has not, and those that still wait, each counted apart.
json DescribeLargeLoads(const models::Region& base, const models::Region& of_year) {
  constexpr std::array<const char*, 5> kStatuses{"operating", "reserved", "queue", "announced",
                                                 "closed"};
  json entered = json::array(), entered_mw = json::object(), waiting_mw = json::object();
  const auto add = [](json& sums, const char* status, double mw) {
    sums[status] = sums.value(status, 0.0) + mw;
  };
  for (std::size_t i = 0; i < of_year.large_loads.size(); ++i) {
    const models::LargeLoadIndex index(i);
    const models::LargeLoadParams& large = of_year.large_loads[index];
    if (base.large_loads[index].drawn_by.valid()) continue;
    const char* status = kStatuses[static_cast<std::size_t>(large.status)];
    if (!large.drawn_by.valid()) {
      add(waiting_mw, status, large.size_mw);
      continue;
    }
    add(entered_mw, status, large.size_mw);
    const models::BusParams& bus = of_year.grid.buses[large.bus];
    entered.push_back({{"id", large.id},
                       {"name", large.name},
                       {"status", status},
                       {"size_mw", large.size_mw},
                       {"from_year", large.from_year},
                       {"bus_id", bus.id},
                       {"bus", bus.name},
                       {"is_bus_synthetic", true}});
  }
  return {{"entered", std::move(entered)},
          {"entered_mw", std::move(entered_mw)},
          {"waiting_mw", std::move(waiting_mw)}};
}

json Describe(const models::Region& base, const models::Region& of_year, int year,
              models::Pace pace) {
  json voltages = json::array();
  const auto before = SumByVoltage(base.grid);
  for (const auto& [kv, now] : SumByVoltage(of_year.grid)) {
    const auto found = before.find(kv);
    const Capacity then = found == before.end() ? Capacity{} : found->second;
    voltages.push_back({{"nominal_kv", kv},
                        {"circuit_mva", now.circuit_mva},
                        {"circuit_mva_before", then.circuit_mva},
                        {"circuit_km", now.circuit_km},
                        {"circuit_km_before", then.circuit_km},
                        {"transformer_mva", now.transformer_mva},
                        {"transformer_mva_before", then.transformer_mva}});
  }
  json projects = json::array();
  for (const models::GridProject& project : base.grid_projects) {
    projects.push_back(DescribeProject(project, year, pace));
  }
  return {{"region", base.name},
          {"notice", base.notice},
          {"year", year},
          {"pace", std::string(models::NameOf(pace))},
          {"data_revision", of_year.data_revision},
          {"cold_mw", SumColdMw(of_year.grid)},
          {"cold_mw_before", SumColdMw(base.grid)},
          {"stations_added", of_year.grid.stations.size() - base.grid.stations.size()},
          {"buses_added", of_year.grid.buses.size() - base.grid.buses.size()},
          {"shunts_added", of_year.grid.shunts.size() - base.grid.shunts.size()},
          {"large_loads", DescribeLargeLoads(base, of_year)},
          {"branches", DescribeChanges(base.grid, of_year.grid)},
          {"voltages", std::move(voltages)},
          {"projects", std::move(projects)}};
}

void PrintText(const json& described) {
  std::printf("%s in %d, pace %s. %s\n", described["region"].get<std::string>().c_str(),
              described["year"].get<int>(), described["pace"].get<std::string>().c_str(),
              described["notice"].get<std::string>().c_str());
  std::printf("  demand on the cold design morning %.0f MW (today %.0f)\n",
              described["cold_mw"].get<double>(), described["cold_mw_before"].get<double>());
  const json& large_loads = described["large_loads"];
  for (const json& large : large_loads["entered"]) {
    std::printf("  large load %-9s %7.1f MW  %s, at %s by rule\n",
                large["status"].get<std::string>().c_str(), large["size_mw"].get<double>(),
                large["name"].get<std::string>().c_str(), large["bus"].get<std::string>().c_str());
  }
  for (const auto& [status, mw] : large_loads["waiting_mw"].items()) {
    std::printf("  large loads not in it, %s: %.1f MW\n", status.c_str(), mw.get<double>());
  }
  for (const json& project : described["projects"]) {
    std::printf("  %s %-45s %d/%d/%d  %s\n",
                project["is_in_service"].get<bool>() ? "in service" : "          ",
                project["name"].get<std::string>().c_str(), project["early_year"].get<int>(),
                project["base_year"].get<int>(), project["late_year"].get<int>(),
                project["status"].get<std::string>().c_str());
  }
  for (const char* what : {"added", "removed", "rerated"}) {
    for (const json& branch : described["branches"][what]) {
      std::printf("  %-8s %-45s %6.0f MVA", what, branch["name"].get<std::string>().c_str(),
                  branch["cold_mva"].get<double>());
      if (branch.contains("before")) {
        std::printf(" (before %.0f)", branch["before"]["cold_mva"].get<double>());
      }
      std::printf("\n");
    }
  }
  for (const json& sum : described["voltages"]) {
    std::printf("  %3d kV: circuits %.0f MVA (today %.0f), transformers %.0f MVA (today %.0f)\n",
                sum["nominal_kv"].get<int>(), sum["circuit_mva"].get<double>(),
                sum["circuit_mva_before"].get<double>(), sum["transformer_mva"].get<double>(),
                sum["transformer_mva_before"].get<double>());
  }
}

int Run(const RegionYearOptions& options) {
  const auto pace = models::ParsePace(options.of_year.pace);
  if (!pace.ok()) return Fail(pace.status());
  const auto growth = models::ParseGrowth(options.of_year.growth);
  if (!growth.ok()) return Fail(growth.status());
  const auto region = data::LoadRegion(options.region_directory);
  if (!region.ok()) return FailWithBadData(region.status());
  const auto of_year = models::MakeRegionOfYear(*region, options.of_year.year, *pace, *growth,
                                                options.of_year.has_queue);
  if (!of_year.ok()) return FailWithBadData(of_year.status());
  const json described = Describe(*region, *of_year, options.of_year.year, *pace);
  if (options.is_json) {
    std::printf("%s\n", described.dump(2).c_str());
  } else {
    PrintText(described);
  }
  return kOk;
}

}  // namespace

void AddYearOptions(CLI::App& command, YearOptions& options) {
  command
      .add_option("--year", options.year,
                  "grid with the announced projects that stand by then and demand as grown "
                  "until then; default: those of today")
      ->check(CLI::Range(models::kFirstPlanningYear, models::kLastPlanningYear));
  command.add_option("--pace", options.pace, "of the projects: early, base or late")
      ->check(CLI::IsMember({"early", "base", "late"}))
      ->capture_default_str();
  command.add_option("--growth", options.growth, "of demand until --year: none, low, base or high")
      ->check(CLI::IsMember({"none", "low", "base", "high"}))
      ->capture_default_str();
  command
      .add_flag("--with-queue", options.has_queue,
                "also large loads of the queue and announced ones, at --year; those reserved enter "
                "without it")
      ->needs("--year");
}

absl::StatusOr<models::Region> ApplyYear(models::Region region, const YearOptions& options) {
  if (options.year == 0) return region;
  TWIN_ASSIGN_OR_RETURN(const models::Pace pace, models::ParsePace(options.pace));
  TWIN_ASSIGN_OR_RETURN(const auto growth, models::ParseGrowth(options.growth));
  return models::MakeRegionOfYear(region, options.year, pace, growth, options.has_queue);
}

void AddRegionYear(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<RegionYearOptions>();
  CLI::App* command =
      region.add_subcommand("year", "The grid of a year: projects in service and what they change");
  command->add_option("--region", options->region_directory, "folder of the region")
      ->envname("TWIN_REGION")
      ->capture_default_str();
  AddYearOptions(*command, options->of_year);
  command->get_option("--year")->required();
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "Projects are publicly announced; their years are assumptions (see `source`). MVA are cold\n"
      "ratings of monitored branches, transformers by their higher voltage.\n"
      "Example: twin region year --year 2030 --pace late --json");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli
