#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "twin/plans/statement_figures.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {
namespace {

using solvers::HeatChoice;

constexpr std::size_t kMostAreas = 40;

}  // namespace

void StatementWriter::AddMap() {
  Title("Kart", "Map");
  document_.blocks.push_back(
      Figure{DrawPlanMap(*check_.around, checked_, options_.is_norwegian),
             Say("Gult: bebyggelse. Rødt: oppgitt effekt. Grått: ikke kjent. Grønt: annet. "
                 "EPSG:25832.",
                 "Yellow: buildings. Red: given power. Grey: not known. Green: other. "
                 "EPSG:25832.")});
  TextTable table{
      .caption = absl::StrCat(Say("Felt. I posten: ", "Areas. In the record: "), plan_, "/areas"),
      .columns = {Say("felt", "area"), Say("formål", "purpose"), "m²",
                  Say("gulv m² BRA", "floor m²"), Say("oppgitt MW", "given MW")},
      .width_share = {0.16, 0.44, 0.13, 0.14, 0.13},
      .words_count = 2};
  const std::size_t count = read_.Count(plan_ + "/areas");
  for (std::size_t i = 0; i < std::min(count, kMostAreas); ++i) {
    const std::string at = absl::StrCat(plan_, "/areas/", i);
    const std::string name = read_.Text(at + "/field_name");
    table.rows.push_back(
        {{name.empty() ? read_.Text(at + "/id") : name, ""},
         {absl::StrCat(read_.Text(at + "/purpose_code"), " ", read_.Text(at + "/purpose")), ""},
         read_.NumberCell(at + "/area_m2", 0),
         read_.NumberCell(at + "/floor_m2", 0),
         read_.Has(at + "/given") ? read_.NumberCell(at + "/given/ordered_mw", 2) : Cell{"–", ""}});
  }
  document_.blocks.push_back(std::move(table));
  if (count > kMostAreas) {
    Small(absl::StrCat(Say("Viser 40 av ", "40 shown of "), count, "."));
  }
}

void StatementWriter::AddNeed() {
  Title("Behov år for år", "Need by year");
  document_.blocks.push_back(
      Figure{DrawNeedByYear(checked_, options_.is_norwegian),
             Say("Høyeste effekt av vinter og sommer, P50; bånd P10–P90 for direkte elektrisk. "
                 "Stiplet: nedre grense for det som kan sies om nettet.",
                 "Highest of winter and summer, P50; band P10–P90 of direct heating. Dashed: the "
                 "lower end of what may be told of the grid.")});
  TextTable table{
      .caption =
          absl::StrCat(Say("MW på dimensjonerende vinterdag og GWh per år, P50. I posten: ",
                           "MW on the design winter day and GWh a year, P50. In the record: "),
                       plan_, "/years"),
      .columns = {Say("år", "year"), Say("direkte", "direct"), Say("luft/vann", "air pump"),
                  Say("berg", "ground"), Say("fjernvarme", "district"), Say("overskudd", "surplus"),
                  Say("varme MW", "heat MW"), Say("varme GWh", "heat GWh"),
                  Say("strøm GWh (direkte)", "el. GWh (direct)"), Say("elbil GWh", "cars GWh")},
      .width_share = {0.08, 0.1, 0.1, 0.09, 0.11, 0.11, 0.1, 0.1, 0.12, 0.09}};
  for (std::size_t i = 0; i < read_.Count(plan_ + "/years"); ++i) {
    const std::string at = Year(i);
    std::vector<Cell> row{{read_.Text(at + "/year"), at + "/year"}};
    for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
      row.push_back(read_.NumberCell(
          absl::StrCat(at, "/winter_peak_mw/",
                       std::string(solvers::HeatChoiceId(static_cast<HeatChoice>(c))), "/1"),
          2));
    }
    row.push_back(read_.NumberCell(at + "/heat_peak_mw/1", 2));
    row.push_back(read_.NumberCell(at + "/heat_mwh/1", 2, 1e-3));
    row.push_back(read_.NumberCell(at + "/electricity_mwh/direct/1", 2, 1e-3));
    row.push_back(read_.NumberCell(at + "/ev_mwh/1", 2, 1e-3));
    table.rows.push_back(std::move(row));
  }
  document_.blocks.push_back(std::move(table));
}

}  // namespace twin::plans
