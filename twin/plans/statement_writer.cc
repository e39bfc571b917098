#include "twin/plans/statement_writer.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "twin/plans/statement_figures.h"

namespace twin::plans {
namespace {

using solvers::HeatChoice;
using solvers::MarginClass;

constexpr double kPercent = 100.0;

}  // namespace

absl::StatusOr<Document> StatementWriter::Write() {
  document_.language = options_.is_norwegian ? "nb" : "en";
  document_.title = absl::StrCat(Say("Utkast til høringsuttalelse: ", "Draft hearing statement: "),
                                 read_.Text(plan_ + "/name"));
  document_.footer =
      absl::StrCat(Say("Utkast fra Østlandet energitvilling. Post ",
                       "Draft by the Østlandet Energy Twin. Record "),
                   options_.record_id,
                   Say(". Typiske og delvis oppdiktede tall; ikke svar om det virkelige nettet.",
                       ". Typical and partly invented figures; no answer about the real grid."));
  AddHead();
  AddSummary();
  AddMap();
  AddNeed();
  AddGrid();
  AddHeat();
  AddDuties();
  AddProvisions();
  AddUnknown();
  AddContacts();
  AddSources();
  if (!read_.missing().empty()) {
    return absl::InternalError(
        absl::StrCat("the record lacks ", absl::StrJoin(read_.missing(), ", ")));
  }
  return std::move(document_);
}

std::string StatementWriter::MunicipalityName() const {
  for (const auto& municipality : check_.around->region.municipalities) {
    if (municipality.id == checked_.plan.municipality_id) return municipality.name;
  }
  return checked_.plan.municipality_id;
}

void StatementWriter::AddHead() {
  document_.blocks.push_back(Heading{document_.title, 1});
  Tell(absl::StrCat(MunicipalityName(), Say(" kommune (", " municipality ("),
                    read_.Text(plan_ + "/municipality_id"), "), ", Say("planid ", "plan id "),
                    read_.Text(plan_ + "/plan_id"), ". ", read_.Text(plan_ + "/type/name"), ", ",
                    read_.Text(plan_ + "/status/name"), "."));
  if (read_.Flag(plan_ + "/status/is_doubtful")) {
    Tell(Say("Planstatus er ofte feil i registre: kontroller rettslig status og dato.",
             "Registers often err on this status: check the legal status and date."));
  }
  Small(
      Say("Utkast laget av et program av planens egen fil. Alle tall kan spores til posten; i "
          "HTML-utgaven vises stedet når du peker på tallet.",
          "A draft made by a program from the plan's own file. Every figure can be traced to the "
          "record; in the HTML edition its place is shown when you point at it."));
}

void StatementWriter::AddSummary() {
  Title("Kort sagt", "In short");
  const std::string last = LastYear();
  Item(absl::StrCat(Say("Når: bygges ut fra ", "When: built from "), read_.Text(Year(0) + "/year"),
                    WhenCompleteWords(), ".",
                    read_.Flag(plan_ + "/has_assumed_years")
                        ? Say(" Årene er antatt der planen ikke sier noe.",
                              " Years are assumed where the plan says nothing.")
                        : ""));
  const std::string need = LastNeed();
  Item(absl::StrCat(
      Say("Hvor mye: ", "How much: "), read_.Number(need + "/direct/1", 2),
      Say(" MW strøm i det høyeste kvarteret med direkte elektrisk oppvarming (P10–P90 ",
          " MW of electricity in the highest quarter with direct electric heating (P10–P90 "),
      read_.Number(need + "/direct/0", 2), "–", read_.Number(need + "/direct/2", 2), "), ",
      read_.Number(need + "/district-heat/1", 2),
      Say(" MW med fjernvarme.", " MW with district heating."), SeasonWords()));
  Item(absl::StrCat(Say("Modenhet: av planer som er kommet så langt, bygges om lag ",
                        "Ripeness: of plans this far, about "),
                    read_.Number(plan_ + "/realised_share/1", 0, kPercent),
                    Say(" % (antatt, P10–P90 ", " % are built (assumed, P10–P90 "),
                    read_.Number(plan_ + "/realised_share/0", 0, kPercent), "–",
                    read_.Number(plan_ + "/realised_share/2", 0, kPercent), " %)."));
  if (read_.Flag(plan_ + "/grid/room/is_known")) {
    Item(absl::StrCat(Say("Nettet: kapasitet ", "Grid: room "), BucketWords(), Say(" i ", " in "),
                      read_.Text(plan_ + "/grid/room/planning_year"), ": ",
                      Say("direkte elektrisk ", "direct electric "), MarginWords("direct"), "; ",
                      Say("fjernvarme ", "district heating "), MarginWords("district-heat"), "."));
  } else {
    Item(absl::StrCat(Say("Nettet: vi vet ikke om det er plass, fordi ",
                          "Grid: we do not know whether there is room, because "),
                      RoomWhy(), "."));
  }
  Item(BestHeatWords());
}

std::string StatementWriter::MarginWords(const char* choice) {
  int tight = 0, is_short = 0;
  for (const solvers::GridYear& year : checked_.grid.years) {
    const MarginClass margin = year.margin[choice == std::string("direct") ? 0 : 3];
    if (margin == MarginClass::kTight && tight == 0) tight = year.year;
    if (margin == MarginClass::kShort && is_short == 0) is_short = year.year;
  }
  if (is_short != 0) {
    return absl::StrCat(Say("for lite fra ", "too little from "), is_short);
  }
  if (tight != 0) return absl::StrCat(Say("knapt fra ", "tight from "), tight);
  return Say("nok i hele perioden", "enough in all years");
}

// Ships and data centres may draw most in summer: a winter's figure alone would say too little.
std::string StatementWriter::SeasonWords() {
  const std::string winter = LastYear() + "/winter_peak_mw/direct/1";
  const auto& last = checked_.demand.years.back();
  if (last.summer_peak_mw[0][1] <= last.winter_peak_mw[0][1]) return "";
  return absl::StrCat(Say(" Det er om sommeren; på dimensjonerende vinterdag ",
                          " That is in summer; on the design winter day "),
                      read_.Number(winter, 2), " MW.");
}

// The record goes on to the year after the last in which something is added, forty years at most.
std::string StatementWriter::WhenCompleteWords() {
  const std::size_t count = read_.Count(plan_ + "/years");
  const auto& years = checked_.demand.years;
  const bool is_complete = count >= 2 &&
                           years[count - 1].built_floor_m2 <= years[count - 2].built_floor_m2 &&
                           years[count - 1].given_mwh == years[count - 2].given_mwh;
  if (!is_complete) {
    return absl::StrCat(
        Say(" og er ikke ferdig før etter ", " and not complete before the end of "),
        read_.Text(LastYear() + "/year"));
  }
  return absl::StrCat(Say(" og står ferdig i ", " and complete in "),
                      read_.Text(Year(count - 2) + "/year"));
}

std::string StatementWriter::RoomWhy() { return InLanguage(plan_ + "/grid/room/why"); }

std::string StatementWriter::BucketWords() { return InLanguage(plan_ + "/grid/room/bucket"); }

// The record has what a person reads in both languages, one beside the other.
std::string StatementWriter::InLanguage(const std::string& pointer) {
  const std::string norwegian = options_.is_norwegian ? read_.Text(pointer + "_no") : "";
  return norwegian.empty() ? read_.Text(pointer) : norwegian;
}

// The way of heating with the least MW at the plan's busbar whose reach is not refuted.
std::string StatementWriter::BestHeatWords() {
  const solvers::HeatAlternative* best = nullptr;
  for (const auto& choice : checked_.heat.choices) {
    const bool can = choice.reach == solvers::HeatReach::kNotNeeded ||
                     choice.reach == solvers::HeatReach::kConfirmed;
    if (can && (best == nullptr || choice.bus_mw[1] < best->bus_mw[1])) best = &choice;
  }
  if (best == nullptr || !(checked_.heat.heat_mw[1] > 0.0)) {
    return Say("Varme: planen har ikke kjent varmebehov.", "Heat: no need for heat is known.");
  }
  const std::string at = Choice(best->choice);
  return absl::StrCat(
      Say("Varme: minst strøm i dimensjonerende kvarter gir ",
          "Heat: least electricity in the design quarter by "),
      HeatChoiceName(best->choice, options_.is_norwegian), ", ", read_.Number(at + "/bus_mw/1", 2),
      Say(" MW mot ", " MW against "), read_.Number(Choice(HeatChoice::kDirect) + "/bus_mw/1", 2),
      Say(" MW direkte elektrisk, av valgene der kilden er bekreftet eller ikke trengs.",
          " MW by direct heating, of the choices whose source is confirmed or not needed."));
}

}  // namespace twin::plans
