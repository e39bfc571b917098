#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "twin/plans/statement_figures.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {
namespace {

using solvers::HeatChoice;

constexpr double kStatnettMw = 5.0;  // R8: Statnett takes part from here on
constexpr std::size_t kMostUnknown = 20;

// What a cost is of, by its id; what is no such id stays as it is.
std::string ChoiceWords(const std::string& id, bool is_norwegian) {
  for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
    const HeatChoice choice = static_cast<HeatChoice>(c);
    if (id == solvers::HeatChoiceId(choice)) return HeatChoiceName(choice, is_norwegian);
  }
  static constexpr std::array<std::array<const char*, 3>, 4> kOthers{
      {{"electricity", "strøm", "electricity"},
       {"chiller", "kompressorkjøling", "compressor chillers"},
       {"ground-cooling", "frikjøling fra energibrønner", "free cooling from boreholes"},
       {"district-cooling", "fjernkjøling", "district cooling"}}};
  for (const auto& [known, norwegian, english] : kOthers) {
    if (id == known) return is_norwegian ? norwegian : english;
  }
  return id;
}

std::string ConfidenceWords(const std::string& confidence, bool is_norwegian) {
  if (!is_norwegian) return confidence;
  if (confidence == "low") return "lav";
  if (confidence == "medium") return "middels";
  if (confidence == "high") return "høy";
  return confidence;
}

}  // namespace

void StatementWriter::AddUnknown() {
  Title("Det vi ikke vet", "What we do not know");
  std::size_t told = 0;
  for (const solvers::PlanGap& gap : checked_.areas.gaps) {
    if (++told > kMostUnknown) break;
    Item(absl::StrCat(models::AreaName(checked_.plan.areas[gap.area]), ": ",
                      gap.reason.In(options_.is_norwegian)));
  }
  if (!read_.Flag(plan_ + "/grid/room/is_known")) {
    Item(absl::StrCat(Say("Kapasiteten i nettet, fordi ", "The room in the grid, because "),
                      RoomWhy(), "."));
  }
  for (const HeatChoice choice : {HeatChoice::kDistrictHeat, HeatChoice::kSurplusLift}) {
    const solvers::HeatAlternative& of = checked_.heat.choices[static_cast<std::size_t>(choice)];
    if (of.why.empty()) continue;
    Item(absl::StrCat(HeatChoiceName(choice, options_.is_norwegian), ": ", WhyWords(of), "."));
  }
  Item(Say("Konsesjonsområder for fjernvarme og planens egne bestemmelser: står ikke i dataene.",
           "Licence areas of district heating and the plan's own provisions: not in the data."));
  Item(Say("Hvordan det virkelige nettet er bygd: modellen er syntetisk.",
           "How the real grid is built: the model is synthetic."));
}

std::string StatementWriter::WhyWords(const solvers::HeatAlternative& of) const {
  if (!options_.is_norwegian) return of.why;
  switch (of.reach) {
    case solvers::HeatReach::kConfirmed:
      return "bekreftet i en modell med oppdiktede rør, ikke av selskapet";
    case solvers::HeatReach::kTooLittle:
      return "rør, trykk eller varmeverk i modellen har mindre å gi på dimensjonerende dag";
    default:
      return of.choice == HeatChoice::kDistrictHeat
                 ? "rørene er ikke i dataene, eller nettet ligger for langt unna: spør selskapet"
                 : "ingen kilde i drift er kjent innen rekkevidde; regnet med en typisk";
  }
}

void StatementWriter::AddContacts() {
  Title("Hvem som bør kontaktes", "Whom to ask");
  for (const auto& municipality : check_.around->region.municipalities) {
    if (municipality.id != checked_.plan.municipality_id) continue;
    Item(absl::StrCat(Say("Nettselskap: ", "Grid company: "), municipality.grid_company,
                      Say(" (områdekonsesjonær etter kommunetabellen).",
                          " (area licence by the table of municipalities).")));
  }
  if (checked_.grid.asked_mw >= kStatnettMw) {
    Item(Say("Statnett, gjennom nettselskapet: behovet kan nå 5 MW, der uttak skal avklares.",
             "Statnett, through the grid company: the need may reach 5 MW, from where it must be "
             "clarified."));
  }
  if (checked_.network) {
    Item(absl::StrCat(Say("Fjernvarmeselskapet for ", "The district-heating company of "),
                      checked_.network->name, "."));
  }
  Item(Say("NVE: konsesjonsområder, og som høringspart der energianlegg berøres.",
           "NVE: licence areas, and as hearing party where energy plants are touched."));
}

void StatementWriter::AddSources() {
  Title("Forutsetninger og kilder", "Assumptions and sources");
  TextTable table{.caption = absl::StrCat(Say("Kostnader. I posten: ", "Costs. In the record: "),
                                          plan_, "/heat/sources/costs"),
                  .columns = {Say("kilde", "source"), Say("for", "for"), Say("lav–høy", "low–high"),
                              Say("enhet", "unit"), Say("prisår", "price year"),
                              Say("sikkerhet", "confidence")},
                  .width_share = {0.38, 0.22, 0.15, 0.09, 0.07, 0.09},
                  .words_count = 2};
  for (std::size_t i = 0; i < read_.Count(plan_ + "/heat/sources/costs"); ++i) {
    const std::string at = absl::StrCat(plan_, "/heat/sources/costs/", i);
    table.rows.push_back({{read_.Text(at + "/source"), at + "/source"},
                          {ChoiceWords(read_.Text(at + "/choice"), options_.is_norwegian), ""},
                          read_.RangeCell(at + "/low_in_unit", at + "/high_in_unit", 0),
                          {read_.Text(at + "/unit"), ""},
                          {read_.Text(at + "/price_year"), at + "/price_year"},
                          {ConfidenceWords(read_.Text(at + "/confidence"), options_.is_norwegian),
                           at + "/confidence"}});
  }
  document_.blocks.push_back(std::move(table));
  Small(absl::StrCat(Say("Vær: ", "Weather: "), read_.Text(plan_ + "/weather_place"),
                     Say(", dimensjonerende ", ", design "),
                     read_.Number(plan_ + "/design_degc", 0), " °C. ",
                     Say("Behov per m² etter TEK17 og typiske tall, lav sikkerhet.",
                         "Need per m² after TEK17 and typical figures, low confidence.")));
}

}  // namespace twin::plans
