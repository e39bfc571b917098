#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "twin/plans/statement_writer.h"

namespace twin::plans {

void StatementWriter::AddGrid() {
  Title("Strømnettet", "The electricity grid");
  const std::string grid = plan_ + "/grid";
  if (read_.Has(grid + "/point")) {
    Tell(absl::StrCat(
        Say("Sannsynlig tilknytning: ", "Likely connection: "),
        read_.Text(grid + (options_.is_norwegian ? "/level/name_no" : "/level/name_en")), ". ",
        Say("Nærmeste stasjon er ", "The nearest station is "), read_.Text(grid + "/point/station"),
        ", ", read_.Number(grid + "/point/nominal_kv", 0), " kV, ",
        read_.Number(grid + "/point/distance_km", 1),
        Say(" km i luftlinje.", " km away as the crow flies.")));
  }
  Tell(absl::StrCat(
      Say("Areal som bør settes av: ", "Land to set aside: "),
      read_.Number(grid + "/land/low_m2", 0), "–", read_.Number(grid + "/land/high_m2", 0), " m² (",
      read_.Text(grid + "/land/substations_count"), Say(" nettstasjoner; ", " substations; "),
      read_.Text(grid + (options_.is_norwegian ? "/land/for_no" : "/land/for_en")), "). ",
      Say("Erfaringstall med lav sikkerhet.", "Rule of thumb, low confidence.")));
  if (read_.Flag(grid + "/room/is_known")) {
    Tell(absl::StrCat(
        Say("Kapasitet på stedet i planleggingsåret ", "Room there in the planning year "),
        read_.Text(grid + "/room/planning_year"), ": ", BucketWords(), ". ",
        read_.Text(grid + "/room/reason_class").empty()
            ? ""
            : absl::StrCat(Say("Det som begrenser: ", "What limits it: "),
                           ReasonName(read_.Text(grid + "/room/reason_class")), ". "),
        RecordWords(read_.Text(grid + "/room/record_id"))));
    AddMargins(grid);
  }
  for (std::size_t i = 0; i < read_.Count(grid + "/projects"); ++i) {
    const std::string at = absl::StrCat(grid, "/projects/", i);
    Item(absl::StrCat(Say("Varslet nettprosjekt: ", "Announced grid project: "),
                      read_.Text(at + "/name"), ", ", read_.Text(at + "/base_year"), " (",
                      read_.Text(at + "/early_year"), "–", read_.Text(at + "/late_year"), "). ",
                      read_.Text(at + (options_.is_norwegian ? "/effect_no" : "/effect_en")), "."));
  }
}

void StatementWriter::AddMargins(const std::string& grid) {
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

// None was kept where no twin ran.
std::string StatementWriter::RecordWords(const std::string& record_id) const {
  return record_id.empty() ? "" : absl::StrCat(Say("Svar ", "Answer "), record_id, ".");
}

std::string StatementWriter::ReasonName(const std::string& reason_class) const {
  static constexpr std::array<std::array<const char*, 3>, 10> kNames{
      {{"TRANSFORMATION", "transformering i en stasjon", "transformation in a station"},
       {"REGIONAL_LINE", "en ledning i regionalnettet", "a line of the regional grid"},
       {"DISTRIBUTION_LINE", "en ledning i distribusjonsnettet", "a line of the distribution grid"},
       {"TRANSMISSION_AREA", "transmisjonsnettet i området", "the transmission grid of the area"},
       {"VOLTAGE", "spenningen", "voltage"},
       {"SHORT_CIRCUIT", "kortslutningsstrøm", "short-circuit current"},
       {"HELD_BACK", "kapasitet som holdes tilbake", "room that is held back"},
       {"QUEUE", "andre som står foran i køen", "others ahead in the queue"},
       {"HEAT_CENTRAL", "varmesentralen", "the heat central"},
       {"DATA_MISSING", "data som mangler", "data that are missing"}}};
  for (const auto& [id, norwegian, english] : kNames) {
    if (reason_class == id) return Say(norwegian, english);
  }
  return reason_class;
}

std::string StatementWriter::MarginName(const std::string& margin) const {
  if (margin == "enough") return Say("nok", "enough");
  if (margin == "tight") return Say("knapt", "tight");
  if (margin == "short") return Say("for lite", "too little");
  return Say("ikke kjent", "not known");
}

}  // namespace twin::plans
