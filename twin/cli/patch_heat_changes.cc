#include <map>
#include <string>
#include <utility>

#include "twin/cli/patch_options.h"

namespace twin::cli {
namespace pb = ostlandet::twin::v1;

void AddHeatChanges(CLI::App& patch, const Options& options, int& exit_code) {
  CLI::App* order = AddKind(
      patch, options, "grid-order", "limit the electricity of a heat system",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_grid_order()->set_heat_system_id(given.element);
        change.mutable_grid_order()->set_electricity_max_mw(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  order->add_option("heat_system", options->element, "id or name, e.g. Oslo")->required();
  order->add_option("electricity_max_mw", options->value, "MW")->required();

  CLI::App* reserve = AddKind(
      patch, options, "reserve", "activate reserve that a heat system has sold; needs --to",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_reserve_activation()->set_heat_system_id(given.element);
        change.mutable_reserve_activation()->set_electricity_cut_mw(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  reserve->add_option("heat_system", options->element, "id or name, e.g. Oslo")->required();
  reserve->add_option("electricity_cut_mw", options->value, "MW less than it would draw")
      ->required();

  CLI::App* plant = AddKind(
      patch, options, "plant", "leave a heat plant only a share of its heat",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_plant_reduction()->set_heat_plant_id(given.element);
        change.mutable_plant_reduction()->set_available_share(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  plant->add_option("heat_plant", options->element, "id or name")->required();
  plant->add_option("available_share", options->value, "0 to 1")->required();

  CLI::App* price = AddKind(
      patch, options, "price", "change the spot price as heat plants see it",
      [](const PatchOptions& given) {
        pb::Patch change;
        change.mutable_price_change()->set_price_ratio(given.ratio);
        change.mutable_price_change()->set_offset_nok_per_mwh(given.value);
        return Apply(given, std::move(change));
      },
      exit_code);
  price->add_option("--ratio", options->ratio, "times the price")->capture_default_str();
  price->add_option("--offset", options->value, "NOK/MWh on top")->capture_default_str();

  CLI::App* series = AddKind(
      patch, options, "prices", "give the spot price hour by hour, as heat plants see it",
      [](const PatchOptions& given) {
        pb::Patch change;
        for (const double hour_nok : given.hours_nok_per_mwh) {
          change.mutable_price_series()->add_hours_nok_per_mwh(hour_nok);
        }
        return Apply(given, std::move(change));
      },
      exit_code);
  series->add_option("nok_per_mwh", options->hours_nok_per_mwh, "one price an hour from --from on")
      ->required()
      ->expected(1, 8784);

  CLI::App* convert = AddKind(
      patch, options, "convert", "move buildings from electric heating to a heat network",
      [](const PatchOptions& given) {
        static const std::map<std::string, pb::FormerHeating> formers{
            {"direct", pb::FORMER_HEATING_DIRECT_ELECTRIC},
            {"heat-pump", pb::FORMER_HEATING_HEAT_PUMP},
            {"electric-boiler", pb::FORMER_HEATING_ELECTRIC_BOILER}};
        pb::Patch change;
        pb::HeatConversion& conversion = *change.mutable_heat_conversion();
        conversion.set_bus_id(given.bus);
        conversion.set_heat_system_id(given.heat_system);
        conversion.set_design_heat_mw(given.value);
        conversion.set_former_heating(formers.at(given.former));
        return Apply(given, std::move(change));
      },
      exit_code);
  convert->add_option("bus", options->bus, "id or name of the bus they draw at")->required();
  convert->add_option("heat_system", options->heat_system, "id or name, e.g. Oslo")->required();
  convert->add_option("design_heat_mw", options->value, "their heat, a day's mean at -20 degC")
      ->required();
  convert->add_option("--former", options->former, "how they are heated today")
      ->check(CLI::IsMember({"direct", "heat-pump", "electric-boiler"}))
      ->capture_default_str();

  CLI::App* source = AddKind(
      patch, options, "surplus-source", "let a heat network take a new source of surplus heat",
      [](const PatchOptions& given) {
        pb::Patch change;
        pb::NewSurplusSource& added = *change.mutable_new_surplus_source();
        added.set_surplus_source_id(given.element);
        added.set_heat_system_id(given.heat_system);
        added.set_bus_id(given.bus);
        added.set_heat_mw(given.value);
        added.set_source_degc(given.source_degc);
        added.set_cooled_to_degc(given.cooled_to_degc);
        return Apply(given, std::move(change));
      },
      exit_code);
  source->add_option("--source", options->element, "one of the region's sources, id or name");
  source->add_option("--heat-system", options->heat_system, "id or name; the source's nearest");
  source->add_option("--bus", options->bus, "id or name; where its heat pump draws");
  source->add_option("--mw", options->value, "heat of the source");
  source->add_option("--degc", options->source_degc, "temperature of the source");
  source->add_option("--cooled-to", options->cooled_to_degc, "degC it leaves with");
}

}  // namespace twin::cli
