#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "twin/plans/statement_figures.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {
namespace {

using solvers::HeatChoice;

constexpr double kTonnePerKg = 1e-3;

}  // namespace

std::string StatementWriter::ReachName(const std::string& reach) const {
  if (reach == "not_needed") return Say("trengs ikke", "not needed");
  if (reach == "confirmed") return Say("bekreftet i modellen", "confirmed in the model");
  if (reach == "too_little") return Say("for lite", "too little");
  return Say("ikke kjent", "not known");
}

void StatementWriter::AddHeat() {
  const std::string heat = plan_ + "/heat";
  if (!(checked_.heat.heat_mw[1] > 0.0)) return;
  Title("Varme og kjøling side ved side", "Heat and cooling side by side");
  Tell(absl::StrCat(Say("Alle valg i samme kvarter på samme samleskinne: kl. ",
                        "All choices in the same quarter at the same busbar: at "),
                    read_.Text(heat + "/quarter/local_time"), Say(" ved ", ", "),
                    read_.Number(heat + "/quarter/outdoor_degc", 0), " °C, ",
                    read_.Number(heat + "/heat_mw/1", 2), Say(" MW varme, ", " MW of heat, "),
                    read_.Number(heat + "/heat_mwh/1", 2, 1e-3),
                    Say(" GWh per år.", " GWh a year.")));
  document_.blocks.push_back(
      Figure{DrawHeatBars(checked_, options_.is_norwegian),
             Say("MW på planens samleskinne i dimensjonerende kvarter, P50; strek P10–P90.",
                 "MW at the plan's busbar in the design quarter, P50; whisker P10–P90.")});
  AddChoices(heat);
  AddEmissions(heat);
  AddCooling(heat);
}

void StatementWriter::AddChoices(const std::string& heat) {
  TextTable table{
      .caption = absl::StrCat(Say("I posten: ", "In the record: "), heat, "/choices"),
      .columns = {Say("oppvarming", "heating"), Say("MW her", "MW here"),
                  Say("MW i verket", "MW at plants"), Say("kilde/nett", "source/network"),
                  Say("MW å få", "MW to be had"), Say("trasé m", "trench m"), "MWh/m",
                  Say("investering MNOK", "investment MNOK"), Say("kr/MWh", "NOK/MWh"),
                  "TEK17 § 14-4"},
      .width_share = {0.21, 0.06, 0.08, 0.12, 0.07, 0.07, 0.07, 0.12, 0.12, 0.08}};
  for (std::size_t c = 0; c < read_.Count(heat + "/choices"); ++c) {
    const std::string at = absl::StrCat(heat, "/choices/", c);
    table.rows.push_back(
        {{HeatChoiceName(static_cast<HeatChoice>(c), options_.is_norwegian), ""},
         read_.NumberCell(at + "/bus_mw/1", 2),
         read_.NumberCell(at + "/plants_mw/1", 2),
         {ReachName(read_.Text(at + "/reach")), at + "/reach"},
         read_.NumberCell(at + "/available_mw", 2),
         read_.NumberCell(at + "/extension_m", 0),
         read_.NumberCell(at + "/dense_mwh_per_m", 1),
         read_.RangeCell(at + "/investment/low_mnok", at + "/investment/high_mnok", 1),
         read_.RangeCell(at + "/low_nok_per_mwh", at + "/high_nok_per_mwh", 0),
         {read_.Flag(at + "/meets_tek17_14_4") ? Say("ja", "yes") : Say("nei", "no"),
          at + "/meets_tek17_14_4"}});
  }
  document_.blocks.push_back(std::move(table));
  Small(
      Say("Kostnader: område lav–høy, uten anleggsbidrag til nettet, uten mva.; prisår og kilde "
          "står til slutt. Investering medregnet annuitet i kr/MWh.",
          "Costs: range low–high, without the grid's contribution, without VAT; price year and "
          "source stand at the end. NOK/MWh with the investment's annuity."));
}

void StatementWriter::AddEmissions(const std::string& heat) {
  const auto& methods = check_.around->heat.methods;
  TextTable table{.caption = absl::StrCat(Say("Tonn CO₂ per år for varmen etter navngitt metode. I "
                                              "posten: ",
                                              "Tonnes of CO₂ a year for the heat by named method. "
                                              "In the record: "),
                                          heat, "/choices/*/co2_kg"),
                  .columns = {Say("metode", "method")}};
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    table.columns.push_back(HeatChoiceName(static_cast<HeatChoice>(c), options_.is_norwegian));
  }
  table.width_share = {0.28, 0.11, 0.22, 0.11, 0.11, 0.17};
  for (const models::EmissionMethodParams& method : methods) {
    std::vector<Cell> row{{options_.is_norwegian ? method.name_no : method.name_en, ""}};
    for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
      const std::string at = absl::StrCat(heat, "/choices/", c, "/co2_kg/", method.id);
      row.push_back(read_.Has(at) ? read_.NumberCell(at, 0, kTonnePerKg)
                                  : Cell{Say("ikke kjent", "not known"), ""});
    }
    table.rows.push_back(std::move(row));
  }
  document_.blocks.push_back(std::move(table));
}

void StatementWriter::AddCooling(const std::string& heat) {
  const std::size_t count = read_.Count(heat + "/cooling");
  if (count == 0) return;
  static constexpr std::array<std::array<const char*, 2>, 3> kNames{
      {{"kompressorkjøling", "compressor chillers"},
       {"frikjøling fra energibrønner", "free cooling from boreholes"},
       {"fjernkjøling", "district cooling"}}};
  TextTable table{
      .caption = absl::StrCat(Say("Kjøling den varmeste dagen, ", "Cold on the hottest day, "),
                              read_.Number(heat + "/cooling_mw/1", 2),
                              Say(" MW kulde. I posten: ", " MW of cold. In the record: "), heat,
                              "/cooling"),
      .columns = {Say("kjøling", "cooling"), Say("MW strøm", "MW electricity"),
                  Say("investering MNOK", "investment MNOK"), Say("kilde", "source")},
      .width_share = {0.4, 0.18, 0.22, 0.2}};
  for (std::size_t i = 0; i < std::min(count, kNames.size()); ++i) {
    const std::string at = absl::StrCat(heat, "/cooling/", i);
    table.rows.push_back(
        {{kNames[i][options_.is_norwegian ? 0 : 1], ""},
         read_.NumberCell(at + "/bus_mw/1", 2),
         read_.RangeCell(at + "/investment/low_mnok", at + "/investment/high_mnok", 1),
         {ReachName(read_.Text(at + "/reach")), at + "/reach"}});
  }
  document_.blocks.push_back(std::move(table));
}

}  // namespace twin::plans
