#include "twin/cli/region_feeders.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "data/region_loader.h"
#include "models/asset_names.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "solvers/mv_hosting.h"
#include "solvers/mv_statistics.h"
#include "twin/capacity/mv_networks.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

using Json = nlohmann::ordered_json;
using models::MvFeederIndex;
using models::MvNodeIndex;
using models::MvSupplyIndex;

struct FeedersOptions {
  std::string region_directory = "data/ostlandet";
  std::int64_t seed = -1;
  std::string at;
  double wanted_mw = 0.0;
  double tan_phi_ratio = 0.2;
  double demand_ratio = 1.0;
  std::string geojson_file;
  bool is_json = false;
};

constexpr solvers::MvLimits kLimits;

struct Networks {
  models::Region region;
  capacity::MvNetworks mv;
  double milliseconds = 0.0;
};

absl::StatusOr<Networks> MakeNetworks(const FeedersOptions& options) {
  Networks networks;
  TWIN_ASSIGN_OR_RETURN(networks.region, data::LoadRegion(options.region_directory));
  if (!networks.region.mv_rules.has_value()) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.region_directory, " has no mv_rules.csv: no feeders to invent"));
  }
  if (options.seed >= 0) networks.region.mv_rules->seed = static_cast<std::uint64_t>(options.seed);
  const auto start = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(networks.mv, capacity::MvNetworks::Make(networks.region));
  networks.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return networks;
}

const std::string& BusName(const Networks& networks, MvSupplyIndex supply) {
  return networks.region.grid.buses[networks.mv.grid().supplies[supply].bus].name;
}

Json ToJson(const solvers::MvStatistics& sums) {
  Json json = {{"feeder_count", sums.feeder_count},
               {"node_count", sums.node_count},
               {"tie_count", sums.tie_count},
               {"unsolved_count", sums.unsolved_count},
               {"customer_count", sums.customer_count},
               {"cold_mw", sums.cold_mw},
               {"line_km", sums.line_km},
               {"cable_km", sums.cable_km},
               {"losses_mw", sums.losses_mw}};
  for (const solvers::MvQuantity& one : sums.quantities) {
    json["p5_p50_p95"][one.name] = one.values;
  }
  return json;
}

void PrintStatistics(const char* title, const solvers::MvStatistics& sums) {
  std::printf(
      "%s: %d feeders, %d substations, %.0f customers, %.0f MW on the cold morning, "
      "%.0f km (%.0f %% cable), %.1f MW losses, %d open ring points\n",
      title, sums.feeder_count, sums.node_count, sums.customer_count, sums.cold_mw, sums.line_km,
      sums.line_km > 0.0 ? 100.0 * sums.cable_km / sums.line_km : 0.0, sums.losses_mw,
      sums.tie_count);
  for (const solvers::MvQuantity& one : sums.quantities) {
    std::printf("  %-26s P5 %9.3g  P50 %9.3g  P95 %9.3g\n", one.name.c_str(), one.values[0],
                one.values[1], one.values[2]);
  }
}

int TellStatistics(const FeedersOptions& options, const Networks& networks) {
  const models::MvGrid& grid = networks.mv.grid();
  const auto all = CalcMvStatistics(grid, solvers::MvFeederKind::kAll, kLimits.busbar_v_pu);
  const auto town = CalcMvStatistics(grid, solvers::MvFeederKind::kTown, kLimits.busbar_v_pu);
  const auto country = CalcMvStatistics(grid, solvers::MvFeederKind::kCountry, kLimits.busbar_v_pu);
  std::size_t units = 0;
  double units_mva = 0.0;
  for (const models::MvSupply& supply : grid.supplies) {
    units += static_cast<std::size_t>(supply.transformer_count);
    units_mva += supply.transformer_count * supply.transformer_mva;
  }
  if (options.is_json) {
    const Json json = {{"notice", networks.region.notice},
                       {"supply_count", grid.supplies.size()},
                       {"transformer_count", units},
                       {"transformer_mva", units_mva},
                       {"beyond_limits_count", networks.mv.beyond_limits().size()},
                       {"milliseconds", networks.milliseconds},
                       {"all", ToJson(all)},
                       {"town", ToJson(town)},
                       {"country", ToJson(country)}};
    std::printf("%s\n", json.dump(2).c_str());
    return kOk;
  }
  std::printf("%zu busbars with %zu units of %.0f MVA; invented in %.0f ms. %s\n",
              grid.supplies.size(), units, units_mva, networks.milliseconds,
              networks.region.notice.c_str());
  PrintStatistics("all", all);
  PrintStatistics("town", town);
  PrintStatistics("country", country);
  for (const MvFeederIndex feeder : networks.mv.beyond_limits()) {
    std::printf("  beyond planning limits: %s %s\n",
                BusName(networks, grid.feeders[feeder].supply).c_str(),
                models::MvNodeLabel(grid, grid.feeders[feeder].first).c_str());
  }
  return kOk;
}

absl::StatusOr<MvNodeIndex> FindNode(const Networks& networks, const std::string& at) {
  const capacity::MvName name = capacity::SplitMvName(at);
  if (name.node.empty()) {
    return models::errors::InvalidField("at", "names no node; write BUSBAR/F1/N1");
  }
  TWIN_ASSIGN_OR_RETURN(
      const models::AssetRef bus,
      models::AssetNames(networks.region).Find(name.bus, {models::AssetKind::kBus}));
  return networks.mv.Find(models::BusIndex(bus.row), name.node);
}

const char* NameOf(solvers::MvBinding binding) {
  switch (binding) {
    case solvers::MvBinding::kNone:
      return "none";
    case solvers::MvBinding::kLowVoltage:
      return "low_voltage";
    case solvers::MvBinding::kHighVoltage:
      return "high_voltage";
    case solvers::MvBinding::kLineLoading:
      return "line_loading";
    case solvers::MvBinding::kTransformers:
      return "transformers";
  }
  return "";
}

int TellNode(const FeedersOptions& options, const Networks& networks) {
  const auto node = FindNode(networks, options.at);
  if (!node.ok()) return Fail(node.status());
  const models::MvGrid& grid = networks.mv.grid();
  const auto answer = CalcMvHosting(grid, kLimits,
                                    {.node = *node,
                                     .wanted_mw = options.wanted_mw,
                                     .tan_phi_ratio = options.tan_phi_ratio,
                                     .demand_ratio = options.demand_ratio});
  const std::string where =
      answer.where.valid() ? models::MvNodeLabel(grid, answer.where) : std::string("busbar");
  if (options.is_json) {
    const Json json = {{"notice", networks.region.notice},
                       {"at", options.at},
                       {"wanted_mw", options.wanted_mw},
                       {"free_mw", answer.free_mw},
                       {"binding", NameOf(answer.binding)},
                       {"is_broken_today", answer.is_broken_today},
                       {"where", where},
                       {"value", answer.value},
                       {"limit", answer.limit},
                       {"v_pu", answer.feeder_v_pu},
                       {"solves", answer.solves}};
    std::printf("%s\n", json.dump(2).c_str());
    return kOk;
  }
  std::printf("%s: %.2f of %.2f MW in the feeder itself; %s", options.at.c_str(), answer.free_mw,
              options.wanted_mw, NameOf(answer.binding));
  if (answer.binding != solvers::MvBinding::kNone) {
    std::printf(" at %s (%.4g today, limit %.4g%s)", where.c_str(), answer.value, answer.limit,
                answer.is_broken_today ? ", already today" : "");
  }
  std::printf("; %.4f pu there. The regional grid above has its own answer: twin capacity. %s\n",
              answer.feeder_v_pu, networks.region.notice.c_str());
  return kOk;
}

Json PointOf(double lat_deg, double lon_deg) {
  return Json::array({std::round(lon_deg * 1e5) / 1e5, std::round(lat_deg * 1e5) / 1e5});
}

int WriteGeoJson(const FeedersOptions& options, const Networks& networks) {
  const models::MvGrid& grid = networks.mv.grid();
  std::ofstream file(options.geojson_file);
  file << "{\"type\":\"FeatureCollection\",\"features\":[\n";
  bool is_first = true;
  for (std::size_t f = 0; f < grid.feeders.size(); ++f) {
    const models::MvFeeder& feeder = grid.feeders[MvFeederIndex(f)];
    const models::MvSupply& supply = grid.supplies[feeder.supply];
    const models::StationParams& station =
        networks.region.grid.stations[networks.region.grid.buses[supply.bus].station];
    for (std::size_t i = 0; i < feeder.node_count; ++i) {
      const MvNodeIndex index(feeder.first.value() + i);
      const models::MvNode& node = grid.nodes[index];
      const Json from = node.parent.valid() ? PointOf(grid.nodes[node.parent].lat_deg,
                                                      grid.nodes[node.parent].lon_deg)
                                            : PointOf(station.lat_deg, station.lon_deg);
      const Json feature = {
          {"type", "Feature"},
          {"geometry",
           {{"type", "LineString"},
            {"coordinates", Json::array({from, PointOf(node.lat_deg, node.lon_deg)})}}},
          {"properties",
           {{"node", absl::StrCat(networks.region.grid.buses[supply.bus].name, "/",
                                  models::MvNodeLabel(grid, index))},
            {"nominal_kv", supply.nominal_kv},
            {"type", grid.line_types[node.line_type].name},
            {"cold_mw", node.cold_mw},
            {"is_synthetic", true}}}};
      file << (is_first ? "" : ",\n") << feature.dump();
      is_first = false;
    }
  }
  file << "\n]}\n";
  file.close();
  if (!file)
    return Fail(absl::DataLossError(absl::StrCat("could not write ", options.geojson_file)));
  std::printf("%s: %zu lines\n", options.geojson_file.c_str(), grid.nodes.size());
  return kOk;
}

int Run(const FeedersOptions& options) {
  const auto networks = MakeNetworks(options);
  if (!networks.ok()) return FailWithBadData(networks.status());
  if (!options.geojson_file.empty()) return WriteGeoJson(options, *networks);
  return options.at.empty() ? TellStatistics(options, *networks) : TellNode(options, *networks);
}

}  // namespace

void AddRegionFeeders(CLI::App& region, int& exit_code) {
  auto options = std::make_shared<FeedersOptions>();
  CLI::App* command = region.add_subcommand(
      "feeders", "The invented 22 and 11 kV networks: counted, drawn, or asked for room at a node");
  command->add_option("--region", options->region_directory, "folder of the region")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "another seed than that of mv_rules.csv")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--at", options->at, "node as BUSBAR/F1/N1: what fits there");
  command->add_option("--mw", options->wanted_mw, "with --at: demand; negative feeds in")
      ->check(CLI::Range(-1e3, 1e3));
  command->add_option("--tan-phi", options->tan_phi_ratio, "with --at: reactive over active power")
      ->check(CLI::Range(-2.0, 2.0))
      ->capture_default_str();
  command
      ->add_option("--demand-ratio", options->demand_ratio,
                   "with --at: all other demand over that of the cold morning")
      ->check(CLI::Range(0.0, 3.0))
      ->capture_default_str();
  command->add_option("--geojson", options->geojson_file, "draw all lines into this file");
  command->add_flag("--json", options->is_json, "print JSON");
  command->footer(
      "All feeders are invented by the rules of mv_rules.csv; one seed gives the same bytes. What "
      "fits at a\n"
      "node keeps voltages, line loadings and the busbar's units with one of them lost, by AC.\n"
      "Example: twin region feeders --at 'Hamar 66/F2/N9' --mw 5");
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace twin::cli
