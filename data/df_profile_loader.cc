#include "data/df_profile_loader.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/parameter_table.h"

namespace data {

models::DfProfiles LoadDfProfiles(const std::string& directory, Diagnostics& diagnostics) {
  models::DfProfiles profiles;
  if (!std::filesystem::exists(std::filesystem::path(directory) / kDfProfilesFile)) return profiles;
  const CsvTable table =
      LoadSourcedTable(directory, kDfProfilesFile,
                       {"id", "company", "version", "rating_ratio", "v_min_pu", "v_max_pu",
                        "voltage_step_share", "least_outage_kv", "load_case"},
                       diagnostics);
  if (!table.has_column("id")) return profiles;
  for (std::size_t row = 0; row < table.size(); ++row) {
    models::DfProfile one{
        .id = table.Text(row, "id"),
        .company = table.Text(row, "company"),
        .version = table.Text(row, "version"),
        .rating_ratio = table.Number(row, "rating_ratio", 0.1, 2, diagnostics),
        .v_min_pu = table.Number(row, "v_min_pu", 0, 1, diagnostics),
        .v_max_pu = table.Number(row, "v_max_pu", 0, 2, diagnostics),
        .voltage_step_share = table.Number(row, "voltage_step_share", 0.001, 0.5, diagnostics),
        .least_outage_kv = table.Number(row, "least_outage_kv", 0, 1000, diagnostics),
        .load_case = table.Text(row, "load_case"),
        .source = table.Text(row, "source"),
        .confidence = table.Text(row, "confidence")};
    if (one.id.empty()) table.Report(row, "id", "is missing", diagnostics);
    if (models::FindDfProfile(profiles, one.id) != nullptr) {
      table.Report(row, "id", absl::StrCat("'", one.id, "' is there twice"), diagnostics);
    }
    const bool is_narrowed = one.v_min_pu > 0.0 && one.v_max_pu > 0.0;
    if (is_narrowed && one.v_max_pu <= one.v_min_pu) {
      table.Report(row, "v_max_pu", "is not above v_min_pu", diagnostics);
    }
    profiles.push_back(std::move(one));
  }
  return profiles;
}

}  // namespace data
