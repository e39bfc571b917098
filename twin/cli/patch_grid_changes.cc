#include <map>
#include <string>
#include <utility>

#include "twin/cli/patch_options.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

const std::map<std::string, pb::AddedSource>& AddedSources() {
  static const auto* sources =
      new std::map<std::string, pb::AddedSource>{{"steady", pb::ADDED_SOURCE_STEADY},
                                                 {"wind", pb::ADDED_SOURCE_WIND},
                                                 {"sun", pb::ADDED_SOURCE_SUN}};
  return *sources;
}

}  // namespace

void AddGridChanges(CLI::App& patch, const Options& options, int& exit_code) {
  CLI::App* outage = AddKind(
      patch, options, "outage", "take a branch, generator or heat plant out",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_outage()->set_element_id(given.element);
        return Apply(given, std::move(change));
      },
      exit_code);
  outage->add_option("element", options->element, "id or name")->required();

  CLI::App* temperature = AddKind(
      patch, options, "temperature", "shift the outdoor temperature everywhere",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_temperature_shift()->set_offset_k(given.value);
        change.mutable_temperature_shift()->set_ramp_h(given.ramp_h);
        return Apply(given, std::move(change));
      },
      exit_code);
  temperature->add_option("offset_k", options->value, "kelvin; write -- before a negative one")
      ->required();
  temperature->add_option("--ramp-hours", options->ramp_h, "it comes and goes over so many hours")
      ->capture_default_str();

  CLI::App* load = AddKind(
      patch, options, "load", "add demand at a bus",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_demand_change()->set_bus_id(given.element);
        change.mutable_demand_change()->set_demand_mw(given.value);
        change.mutable_demand_change()->set_demand_mvar(given.reactive_mvar);
        return Apply(given, std::move(change));
      },
      exit_code);
  load->add_option("bus", options->element, "id or name of the bus")->required();
  load->add_option("demand_mw", options->value, "MW, negative takes demand away")->required();
  load->add_option("--mvar", options->reactive_mvar, "reactive demand")->capture_default_str();

  CLI::App* weather = AddKind(
      patch, options, "weather", "times wind, sun and inflow: calm, storm, cloud, a dry year",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_weather_change()->set_wind_ratio(given.ratio);
        change.mutable_weather_change()->set_sun_ratio(given.sun_ratio);
        change.mutable_weather_change()->set_inflow_ratio(given.inflow_ratio);
        return Apply(given, std::move(change));
      },
      exit_code);
  weather->add_option("--wind", options->ratio, "times the wind")->capture_default_str();
  weather->add_option("--sun", options->sun_ratio, "times the sun, at most a clear sky")
      ->capture_default_str();
  weather->add_option("--inflow", options->inflow_ratio, "times what rivers bring")
      ->capture_default_str();

  CLI::App* switching = AddKind(
      patch, options, "switch", "open a branch, or close one that is built open",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_switching()->set_branch_id(given.element);
        change.mutable_switching()->set_is_closed(given.state == "closed");
        return Apply(given, std::move(change));
      },
      exit_code);
  switching->add_option("branch", options->element, "id or name")->required();
  switching->add_option("state", options->state, "open or closed")
      ->check(CLI::IsMember({"open", "closed"}))
      ->required();

  CLI::App* generation = AddKind(
      patch, options, "generation", "add a plant at a bus",
      [](const PatchOptions& given) {
        pb::Patch change;
        pb::NewGeneration& added = *change.mutable_new_generation();
        added.set_bus_id(given.bus);
        added.set_power_max_mw(given.value);
        added.set_source(AddedSources().at(given.state));
        return Apply(given, std::move(change));
      },
      exit_code);
  generation->add_option("bus", options->bus, "id or name")->required();
  generation->add_option("power_max_mw", options->value, "the most it gives")->required();
  generation->add_option("--source", options->state, "steady, wind or sun of the nearest place")
      ->check(CLI::IsMember(AddedSources()))
      ->required();

  CLI::App* battery = AddKind(
      patch, options, "battery",
      "add storage at a bus, on a daily timetable in normal time (UTC+1)",
      [](const PatchOptions& given) {
        pb::Patch change;
        pb::Battery& added = *change.mutable_battery();
        added.set_bus_id(given.bus);
        added.set_power_max_mw(given.value);
        added.set_energy_mwh(given.energy_mwh);
        added.set_efficiency_share(given.efficiency_share);
        added.set_charge_from_h(given.charge_from_h);
        added.set_discharge_from_h(given.discharge_from_h);
        return Apply(given, std::move(change));
      },
      exit_code);
  battery->add_option("bus", options->bus, "id or name")->required();
  battery->add_option("power_max_mw", options->value, "that it gives and takes")->required();
  battery->add_option("energy_mwh", options->energy_mwh, "that it gives each day")->required();
  battery->add_option("--efficiency", options->efficiency_share, "given over taken")
      ->capture_default_str();
  battery->add_option("--charge-from", options->charge_from_h, "hour of the day")
      ->capture_default_str();
  battery->add_option("--discharge-from", options->discharge_from_h, "hour of the day")
      ->capture_default_str();

  CLI::App* response = AddKind(
      patch, options, "response", "let customers at a bus wait; needs --to",
      [](const PatchOptions& given) {
        pb::Patch change;
        pb::DemandResponse& wait = *change.mutable_demand_response();
        wait.set_bus_id(given.bus);
        wait.set_cut_mw(given.value);
        wait.set_rebound_share(given.rebound_share);
        wait.set_rebound_h(given.rebound_h);
        return Apply(given, std::move(change));
      },
      exit_code);
  response->add_option("bus", options->bus, "id or name")->required();
  response->add_option("cut_mw", options->value, "MW less")->required();
  response->add_option("--rebound", options->rebound_share, "share of the energy taken back later")
      ->capture_default_str();
  response->add_option("--rebound-hours", options->rebound_h, "over so many hours")
      ->capture_default_str();
}

}  // namespace twin::cli
