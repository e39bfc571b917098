#include "twin/plans/statement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "twin/access/digest.h"
#include "twin/plans/figure_reader.h"
#include "twin/plans/statement_figures.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;
using solvers::HeatChoice;
using solvers::MarginClass;

constexpr std::size_t kRecordIdDigits = 32;
constexpr double kStatnettMw = 5.0;  // R8: Statnett takes part from here on
constexpr double kPercent = 100.0;
constexpr double kTonnePerKg = 1e-3;
constexpr std::size_t kMostAreas = 40;
constexpr std::size_t kMostUnknown = 20;
constexpr std::array<const char*, 2> kMarginChoices{"direct", "district-heat"};

class StatementWriter {
 public:
  StatementWriter(const PlanCheck& check, std::size_t plan, const Json& record,
                  const StatementOptions& options)
      : check_(check),
        checked_(check.plans[plan]),
        options_(options),
        plan_(absl::StrCat("/plans/", plan)),
        read_(record, options.is_norwegian) {}

  absl::StatusOr<Document> Write() {
    document_.language = options_.is_norwegian ? "nb" : "en";
    document_.title =
        absl::StrCat(Say("Utkast til høringsuttalelse: ", "Draft hearing statement: "),
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

 private:
  const char* Say(const char* norwegian, const char* english) const {
    return options_.is_norwegian ? norwegian : english;
  }
  void Title(const char* norwegian, const char* english) {
    document_.blocks.push_back(Heading{Say(norwegian, english), 2});
  }
  void Tell(std::string text) { document_.blocks.push_back(Paragraph{.text = std::move(text)}); }
  void Item(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_item = true});
  }
  void Quote(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_quote = true});
  }
  void Small(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_small = true});
  }
  std::string Year(std::size_t i) const { return absl::StrCat(plan_, "/years/", i); }
  std::string LastYear() const { return Year(read_.Count(plan_ + "/years") - 1); }
  std::string Choice(HeatChoice choice) const {
    return absl::StrCat(plan_, "/heat/choices/", static_cast<std::size_t>(choice));
  }
  std::string MunicipalityName() const {
    for (const auto& municipality : check_.around->region.municipalities) {
      if (municipality.id == checked_.plan.municipality_id) return municipality.name;
    }
    return checked_.plan.municipality_id;
  }

  void AddHead() {
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

  std::string MarginWords(const char* choice) {
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

  void AddSummary() {
    Title("Kort sagt", "In short");
    const std::string last = LastYear();
    Item(absl::StrCat(Say("Når: bygges ut fra ", "When: built from "),
                      read_.Text(Year(0) + "/year"), Say(" og står ferdig i ", " and complete in "),
                      read_.Text(plan_ + "/heat/year"), ".",
                      read_.Flag(plan_ + "/has_assumed_years")
                          ? Say(" Årene er antatt der planen ikke sier noe.",
                                " Years are assumed where the plan says nothing.")
                          : ""));
    Item(absl::StrCat(
        Say("Hvor mye: ", "How much: "), read_.Number(last + "/winter_peak_mw/direct/1", 2),
        Say(" MW strøm på dimensjonerende vinterdag med direkte elektrisk oppvarming (P10–P90 ",
            " MW of electricity on the design winter day with direct electric heating (P10–P90 "),
        read_.Number(last + "/winter_peak_mw/direct/0", 2), "–",
        read_.Number(last + "/winter_peak_mw/direct/2", 2), "), ",
        read_.Number(last + "/winter_peak_mw/district-heat/1", 2),
        Say(" MW med fjernvarme.", " MW with district heating.")));
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
                        Say("fjernvarme ", "district heating "), MarginWords("district-heat"),
                        "."));
    } else {
      Item(absl::StrCat(Say("Nettet: vi vet ikke om det er plass, fordi ",
                            "Grid: we do not know whether there is room, because "),
                        RoomWhy(), "."));
    }
    Item(BestHeatWords());
  }

  std::string RoomWhy() {
    const std::string why = read_.Text(plan_ + "/grid/room/why");
    if (!options_.is_norwegian) return why;
    if (why.rfind("no planning year", 0) == 0) return "ingen planleggingsår i tvillingen ble spurt";
    if (why.rfind("no station", 0) == 0) return "ingen stasjon har samleskinne på den spenningen";
    return absl::StrCat("tvillingen svarte: ", why);
  }

  std::string BucketWords() {
    const std::string bucket = read_.Text(plan_ + "/grid/room/bucket");
    if (!options_.is_norwegian) return bucket;
    static constexpr std::array<std::array<const char*, 2>, 7> kWords{
        {{"nothing today", "ingenting i dag"},
         {"less than 1 MW", "under 1 MW"},
         {"1 to 5 MW", "1 til 5 MW"},
         {"5 to 10 MW", "5 til 10 MW"},
         {"10 to 20 MW", "10 til 20 MW"},
         {"20 to 50 MW", "20 til 50 MW"},
         {"more than 50 MW", "over 50 MW"}}};
    for (const auto& [english, norwegian] : kWords) {
      if (bucket == english) return norwegian;
    }
    return bucket;
  }

  // The way of heating with the least MW at the plan's busbar whose reach is not refuted.
  std::string BestHeatWords() {
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
        HeatChoiceName(best->choice, options_.is_norwegian), ", ",
        read_.Number(at + "/bus_mw/1", 2), Say(" MW mot ", " MW against "),
        read_.Number(Choice(HeatChoice::kDirect) + "/bus_mw/1", 2),
        Say(" MW direkte elektrisk, av valgene der kilden er bekreftet eller ikke trengs.",
            " MW by direct heating, of the choices whose source is confirmed or not needed."));
  }

  void AddMap() {
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
        .width_share = {0.16, 0.44, 0.13, 0.14, 0.13}};
    const std::size_t count = read_.Count(plan_ + "/areas");
    for (std::size_t i = 0; i < std::min(count, kMostAreas); ++i) {
      const std::string at = absl::StrCat(plan_, "/areas/", i);
      const std::string name = read_.Text(at + "/field_name");
      table.rows.push_back(
          {{name.empty() ? read_.Text(at + "/id") : name, ""},
           {absl::StrCat(read_.Text(at + "/purpose_code"), " ", read_.Text(at + "/purpose")), ""},
           read_.NumberCell(at + "/area_m2", 0),
           read_.NumberCell(at + "/floor_m2", 0),
           read_.Has(at + "/given") ? read_.NumberCell(at + "/given/ordered_mw", 2)
                                    : Cell{"–", ""}});
    }
    document_.blocks.push_back(std::move(table));
    if (count > kMostAreas) {
      Small(absl::StrCat(Say("Viser 40 av ", "40 shown of "), count, "."));
    }
  }

  void AddNeed() {
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
                    Say("berg", "ground"), Say("fjernvarme", "district"),
                    Say("overskudd", "surplus"), Say("varme MW", "heat MW"),
                    Say("varme GWh", "heat GWh"), Say("strøm GWh (direkte)", "el. GWh (direct)"),
                    Say("elbil GWh", "cars GWh")},
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

  void AddGrid() {
    Title("Strømnettet", "The electricity grid");
    const std::string grid = plan_ + "/grid";
    if (read_.Has(grid + "/point")) {
      Tell(absl::StrCat(
          Say("Sannsynlig tilknytning: ", "Likely connection: "),
          read_.Text(grid + (options_.is_norwegian ? "/level/name_no" : "/level/name_en")), ". ",
          Say("Nærmeste stasjon er ", "The nearest station is "),
          read_.Text(grid + "/point/station"), ", ", read_.Number(grid + "/point/nominal_kv", 0),
          " kV, ", read_.Number(grid + "/point/distance_km", 1),
          Say(" km i luftlinje.", " km away as the crow flies.")));
    }
    Tell(absl::StrCat(
        Say("Areal som bør settes av: ", "Land to set aside: "),
        read_.Number(grid + "/land/low_m2", 0), "–", read_.Number(grid + "/land/high_m2", 0),
        " m² (", read_.Text(grid + "/land/substations_count"),
        Say(" nettstasjoner; ", " substations; "),
        read_.Text(grid + (options_.is_norwegian ? "/land/for_no" : "/land/for_en")), "). ",
        Say("Erfaringstall med lav sikkerhet.", "Rule of thumb, low confidence.")));
    if (read_.Flag(grid + "/room/is_known")) {
      Tell(absl::StrCat(
          Say("Kapasitet på stedet i planleggingsåret ", "Room there in the planning year "),
          read_.Text(grid + "/room/planning_year"), ": ", BucketWords(), ". ",
          read_.Text(grid + "/room/reason_class").empty()
              ? ""
              : absl::StrCat(
                    Say("Det som begrenser er av klassen ", "What limits it is of the class "),
                    read_.Text(grid + "/room/reason_class"), ". "),
          Say("Svar ", "Answer "), read_.Text(grid + "/room/record_id"), "."));
      AddMargins(grid);
    }
    for (std::size_t i = 0; i < read_.Count(grid + "/projects"); ++i) {
      const std::string at = absl::StrCat(grid, "/projects/", i);
      Item(absl::StrCat(Say("Varslet nettprosjekt: ", "Announced grid project: "),
                        read_.Text(at + "/name"), ", ", read_.Text(at + "/base_year"), " (",
                        read_.Text(at + "/early_year"), "–", read_.Text(at + "/late_year"), "). ",
                        read_.Text(at + (options_.is_norwegian ? "/effect_no" : "/effect_en")),
                        "."));
    }
  }

  void AddMargins(const std::string& grid) {
    TextTable table{
        .caption = absl::StrCat(
            Say("Margin år for år. I posten: ", "Margin by year. In the record: "), grid, "/years"),
        .columns = {Say("år", "year"), Say("direkte P50 MW", "direct P50 MW"),
                    Say("direkte P90 MW", "direct P90 MW"), Say("margin", "margin"),
                    Say("fjernvarme P90 MW", "district P90 MW"), Say("margin", "margin")},
        .width_share = {0.12, 0.18, 0.18, 0.16, 0.2, 0.16}};
    for (std::size_t i = 0; i < read_.Count(grid + "/years"); ++i) {
      const std::string at = absl::StrCat(grid, "/years/", i);
      table.rows.push_back(
          {{read_.Text(at + "/year"), at + "/year"},
           read_.NumberCell(at + "/need_mw/direct/1", 2),
           read_.NumberCell(at + "/need_mw/direct/2", 2),
           {MarginName(read_.Text(at + "/margin/direct")), at + "/margin/direct"},
           read_.NumberCell(at + "/need_mw/district-heat/2", 2),
           {MarginName(read_.Text(at + "/margin/district-heat")), at + "/margin/district-heat"}});
    }
    document_.blocks.push_back(std::move(table));
  }

  std::string MarginName(const std::string& margin) const {
    if (margin == "enough") return Say("nok", "enough");
    if (margin == "tight") return Say("knapt", "tight");
    if (margin == "short") return Say("for lite", "too little");
    return Say("ikke kjent", "not known");
  }

  std::string ReachName(const std::string& reach) const {
    if (reach == "not_needed") return Say("trengs ikke", "not needed");
    if (reach == "confirmed") return Say("bekreftet i modellen", "confirmed in the model");
    if (reach == "too_little") return Say("for lite", "too little");
    return Say("ikke kjent", "not known");
  }

  void AddHeat() {
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

  void AddChoices(const std::string& heat) {
    TextTable table{
        .caption = absl::StrCat(Say("I posten: ", "In the record: "), heat, "/choices"),
        .columns = {Say("oppvarming", "heating"), Say("MW her", "MW here"),
                    Say("MW hos varmeverk", "MW at plants"), Say("kilde/nett", "source/network"),
                    Say("MW å få", "MW to be had"), Say("trasé m", "trench m"), "MWh/m",
                    Say("investering MNOK", "investment MNOK"), Say("kr/MWh", "NOK/MWh"),
                    "TEK17 § 14-4"},
        .width_share = {0.16, 0.07, 0.09, 0.12, 0.08, 0.08, 0.07, 0.13, 0.11, 0.09}};
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

  void AddEmissions(const std::string& heat) {
    const auto& methods = check_.around->heat.methods;
    TextTable table{
        .caption = absl::StrCat(Say("Tonn CO₂ per år for varmen etter navngitt metode. I "
                                    "posten: ",
                                    "Tonnes of CO₂ a year for the heat by named method. "
                                    "In the record: "),
                                heat, "/choices/*/co2_kg"),
        .columns = {Say("metode", "method")}};
    for (std::size_t c = 0; c < solvers::kHeatChoiceCount; ++c) {
      table.columns.push_back(HeatChoiceName(static_cast<HeatChoice>(c), options_.is_norwegian));
    }
    table.width_share = {0.4, 0.12, 0.12, 0.12, 0.12, 0.12};
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

  void AddCooling(const std::string& heat) {
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

  void AddDuties() {
    const std::string heat = plan_ + "/heat";
    Title("Fjernvarme, tilknytningsplikt og TEK17", "District heating, duty to connect and TEK17");
    if (read_.Has(heat + "/network")) {
      Tell(absl::StrCat(
          Say("Nærmeste fjernvarmesystem: ", "Nearest district heating: "),
          read_.Text(heat + "/network/name"), ", ",
          read_.Number(heat + "/network/extension_m", 0, 1e-3),
          Say(" km trasé unna. ", " km of trench away. "),
          read_.Flag(heat + "/duty/needs_licence")
              ? Say("Systemet er stort nok til å kreve konsesjon (energiloven § 5-1); om planen "
                    "ligger "
                    "i konsesjonsområdet er ikke kjent.",
                    "The system is large enough to need a licence (Energy Act § 5-1); whether the "
                    "plan "
                    "lies in its area is not known.")
              : Say("Systemet er for lite til å kreve konsesjon; uten konsesjon kan ikke "
                    "tilknytningsplikt vedtas.",
                    "The system is too small to need a licence; without one no duty to connect can "
                    "be "
                    "decided.")));
    } else {
      Tell(Say("Ingen fjernvarme er kjent.", "No district heating is known."));
    }
    Tell(Say(
        "Tilknytningsplikt gjelder bare der det er konsesjon og planen bestemmer det (pbl. § 27-5, "
        "§ 12-7 nr. 8). Kommunen kan gi unntak når en annen løsning er vist å være bedre for "
        "miljøet. Plikten er å knytte seg til, ikke å kjøpe.",
        "A duty to connect holds only where there is a licence and the plan decides it (Planning "
        "and Building Act § 27-5, § 12-7 no. 8). The municipality may exempt where another "
        "solution is shown to be better for the environment. It is a duty to connect, not to "
        "buy."));
    Tell(absl::StrCat(
        Say("TEK17 § 14-4 (energifleksible varmesystemer, minst 60 % av netto varmebehov) gjelder "
            "for ",
            "TEK17 § 14-4 (energy-flexible heating, at least 60 % of the net heat demand) holds "
            "for "),
        read_.Number(heat + "/tek17_14_4/floor_m2", 0),
        Say(" m² gulv og ikke for ", " m² of floor and not for "),
        read_.Number(heat + "/tek17_14_4/other_floor_m2", 0),
        Say(" m² (småhus og bygg under 1000 m²; et felt er regnet som ett bygg).",
            " m² (small houses and buildings below 1000 m²; an area is taken for one building).")));
  }

  void AddProvisions() {
    Title("Forslag til planbestemmelser", "Proposed provisions");
    const std::string grid = plan_ + "/grid";
    Small(
        Say("Utkast til ordlyd; kommunen tilpasser og vurderer hjemmel.",
            "Draft wording; the municipality adapts it and judges its ground in law. The Norwegian "
            "text is what would be adopted."));
    Quote(absl::StrCat(
        Say("Rekkefølge (pbl. § 12-7 nr. 10): Før det gis igangsettingstillatelse til ny "
            "bebyggelse i "
            "planområdet, skal det være dokumentert av nettselskapet at tilstrekkelig elektrisk "
            "kapasitet er eller blir tilgjengelig for byggetrinnet. Samlet behov er anslått til ",
            "Order (Planning and Building Act § 12-7 no. 10): Before work on new buildings in the "
            "plan "
            "is permitted, the grid company shall have documented that enough electric capacity is "
            "or "
            "will be there for the stage. The whole need is estimated at "),
        read_.Number(LastYear() + "/winter_peak_mw/direct/1", 1), "–",
        read_.Number(LastYear() + "/winter_peak_mw/direct/2", 1), " MW."));
    Quote(absl::StrCat(
        Say("Nettstasjoner (pbl. § 12-7 nr. 1 og 4): Innenfor planområdet skal det settes av plass "
            "til ",
            "Substations (§ 12-7 nos. 1 and 4): Within the plan, room shall be set aside for "),
        read_.Text(grid + "/land/substations_count"),
        Say(" nettstasjoner, til sammen minst ", " secondary substations, together at least "),
        read_.Number(grid + "/land/low_m2", 0),
        Say(" m², med kjørbar adkomst og avstand til bygg etter nettselskapets krav.",
            " m², with access for lorries and the distances to buildings that the grid company "
            "asks "
            "for.")));
    if (checked_.heat.flexible.floor_m2 > 0.0) {
      Quote(Say(
          "Vannbåren varme (pbl. § 12-7 nr. 8, TEK17 § 14-4): Bebyggelse over 1000 m² oppvarmet "
          "BRA skal ha vannbåren varme og felles varmesentral tilrettelagt for lav temperatur, "
          "slik at den kan knyttes til fjernvarme eller lokal overskuddsvarme.",
          "Waterborne heat (§ 12-7 no. 8, TEK17 § 14-4): Buildings above 1000 m² of heated floor "
          "shall have waterborne heating and a common heating central ready for low temperature, "
          "so that they can be joined to district heating or local surplus heat."));
    }
    const bool may_join = checked_.network && read_.Flag(plan_ + "/heat/duty/needs_licence") &&
                          checked_.network->reach != solvers::HeatReach::kTooLittle;
    if (may_join) {
      Quote(
          Say("Tilknytningsplikt (pbl. § 27-5), dersom planområdet ligger innenfor "
              "konsesjonsområdet: Ny bebyggelse skal knyttes til fjernvarmeanlegget. Kommunen kan "
              "gjøre unntak når en annen løsning er dokumentert å være miljømessig bedre.",
              "Duty to connect (§ 27-5), if the plan lies within the licence area: New buildings "
              "shall be joined to the district heating. The municipality may exempt where another "
              "solution is documented to be better for the environment."));
    }
    if (checked_.heat.choices[3].extension_m && may_join) {
      Quote(Say(
          "Trasé: Det settes av korridor for fjernvarmerør i vei før gater bygges eller fornyes.",
          "Route: A corridor for district-heating pipes in the street is set aside before streets "
          "are built or renewed."));
    }
  }

  void AddUnknown() {
    Title("Det vi ikke vet", "What we do not know");
    std::size_t told = 0;
    for (const solvers::PlanGap& gap : checked_.areas.gaps) {
      if (++told > kMostUnknown) break;
      Item(absl::StrCat(models::AreaName(checked_.plan.areas[gap.area]), ": ", gap.reason));
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

  std::string WhyWords(const solvers::HeatAlternative& of) const {
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

  void AddContacts() {
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

  void AddSources() {
    Title("Forutsetninger og kilder", "Assumptions and sources");
    TextTable table{.caption = absl::StrCat(Say("Kostnader. I posten: ", "Costs. In the record: "),
                                            plan_, "/heat/sources/costs"),
                    .columns = {Say("kilde", "source"), Say("for", "for"),
                                Say("lav–høy", "low–high"), Say("enhet", "unit"),
                                Say("prisår", "price year"), Say("sikkerhet", "confidence")},
                    .width_share = {0.46, 0.14, 0.15, 0.09, 0.07, 0.09}};
    for (std::size_t i = 0; i < read_.Count(plan_ + "/heat/sources/costs"); ++i) {
      const std::string at = absl::StrCat(plan_, "/heat/sources/costs/", i);
      table.rows.push_back({{read_.Text(at + "/source"), at + "/source"},
                            {read_.Text(at + "/choice"), ""},
                            read_.RangeCell(at + "/low_in_unit", at + "/high_in_unit", 0),
                            {read_.Text(at + "/unit"), ""},
                            {read_.Text(at + "/price_year"), at + "/price_year"},
                            {read_.Text(at + "/confidence"), at + "/confidence"}});
    }
    document_.blocks.push_back(std::move(table));
    Small(absl::StrCat(Say("Vær: ", "Weather: "), read_.Text(plan_ + "/weather_place"),
                       Say(", dimensjonerende ", ", design "),
                       read_.Number(plan_ + "/design_degc", 0), " °C. ",
                       Say("Behov per m² etter TEK17 og typiske tall, lav sikkerhet.",
                           "Need per m² after TEK17 and typical figures, low confidence.")));
  }

  const PlanCheck& check_;
  const CheckedPlan& checked_;
  const StatementOptions& options_;
  const std::string plan_;
  FigureReader read_;
  Document document_;
};

}  // namespace

absl::StatusOr<Document> MakeStatement(const PlanCheck& check, std::size_t plan, const Json& record,
                                       const StatementOptions& options) {
  if (plan >= check.plans.size()) return absl::InvalidArgumentError("there is no such plan");
  return StatementWriter(check, plan, record, options).Write();
}

std::string CalcPlanRecordId(const Json& record) {
  return access::CalcSha256Hex(record.dump(-1, ' ', false, Json::error_handler_t::replace))
      .substr(0, kRecordIdDigits);
}

std::string MakePlanGeojson(const PlanCheck& check, const Json& record) {
  Json collection{{"type", "FeatureCollection"}, {"features", Json::array()}};
  const auto ring = [](const models::PlanRing& points) {
    Json coordinates = Json::array();
    for (const models::PlanPoint& point : points) {
      const data::Degrees at = data::ToDegrees(point);
      coordinates.push_back(
          {std::round(at.lon_deg * 1e7) / 1e7, std::round(at.lat_deg * 1e7) / 1e7});
    }
    return coordinates;
  };
  for (std::size_t p = 0; p < check.plans.size(); ++p) {
    const CheckedPlan& checked = check.plans[p];
    for (std::size_t a = 0; a < checked.plan.areas.size(); ++a) {
      Json polygons = Json::array();
      for (const models::PlanPolygon& polygon : checked.plan.areas[a].surface) {
        Json rings = Json::array({ring(polygon.shell)});
        for (const models::PlanRing& hole : polygon.holes) rings.push_back(ring(hole));
        polygons.push_back(std::move(rings));
      }
      Json properties = record["plans"][p]["areas"][a];
      properties["municipality_id"] = checked.plan.municipality_id;
      properties["plan_id"] = checked.plan.id;
      collection["features"].push_back(
          {{"type", "Feature"},
           {"geometry", {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}}},
           {"properties", std::move(properties)}});
    }
  }
  return collection.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace twin::plans
