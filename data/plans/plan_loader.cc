#include "data/plans/plan_loader.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "data/plans/geojson_plan_reader.h"
#include "data/plans/geopackage_plan_reader.h"
#include "data/plans/gml_plan_reader.h"
#include "data/plans/plan_assumptions.h"
#include "data/plans/plan_builder.h"
#include "data/plans/plan_limits.h"
#include "data/plans/plan_tables_loader.h"
#include "data/plans/sosi_plan_reader.h"
#include "data/text_file.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

static_assert(kPlanLimits.bytes == kMaxTextFileBytes);

bool IsArchive(absl::string_view bytes) {
  for (const absl::string_view magic :
       {absl::string_view("PK\x03\x04", 4), absl::string_view("PK\x05\x06", 4),
        absl::string_view("\x1f\x8b", 2), absl::string_view("BZh", 3),
        absl::string_view("\xfd"
                          "7zXZ",
                          5),
        absl::string_view("7z\xbc\xaf", 4), absl::string_view("\x28\xb5\x2f\xfd", 4)}) {
    if (absl::StartsWith(bytes, magic)) return true;
  }
  return false;
}

std::optional<PlanFile> ParseFile(absl::string_view bytes, const std::string& shown_name,
                                  Diagnostics& diagnostics) {
  if (absl::StartsWith(bytes, "SQLite format 3")) {
    return ParseGeopackagePlan(bytes, shown_name, diagnostics);
  }
  absl::string_view text = bytes;
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  text = absl::StripLeadingAsciiWhitespace(text);
  const bool is_wide = absl::StartsWith(bytes, "\xff\xfe") || absl::StartsWith(bytes, "\xfe\xff");
  if (is_wide || absl::StartsWith(text, "<")) return ParseGmlPlan(bytes, shown_name, diagnostics);
  if (absl::StartsWith(text, "{")) return ParseGeojsonPlan(text, shown_name, diagnostics);
  if (absl::StartsWith(text, ".") || absl::StartsWith(text, "!")) {
    return ParseSosiPlan(bytes, shown_name, diagnostics);
  }
  return std::nullopt;
}

}  // namespace

bool HasPlanTables(const std::string& directory) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(
      std::filesystem::path(directory) / kPlansFolder / "purposes.csv", ignored);
}

absl::StatusOr<PlanContext> LoadPlanContext(const std::string& directory) {
  PlanContext context;
  TWIN_ASSIGN_OR_RETURN(context.tables, LoadPlanTables(directory));
  Diagnostics diagnostics;
  context.municipalities = LoadMunicipalityPlaces(directory, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  return context;
}

LoadedPlans ParsePlans(absl::string_view bytes, const std::string& shown_name,
                       const PlanContext& context, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.size();
  const auto refuse = [&](const std::string& problem) {
    diagnostics.push_back({.file = shown_name, .problem = problem});
    return LoadedPlans{};
  };
  if (bytes.size() > kPlanLimits.bytes) return refuse("the file is larger than 64 MiB");
  if (bytes.empty()) return refuse("the file is empty");
  if (IsArchive(bytes)) return refuse("is an archive: unpack it and give the file inside");
  std::optional<PlanFile> file = ParseFile(bytes, shown_name, diagnostics);
  if (!file) return refuse("is neither GML, SOSI, GeoJSON nor GeoPackage");
  LoadedPlans loaded{.format = file->format, .left_out = file->left_out};
  if (diagnostics.size() > problems) return loaded;
  loaded.coordinates = file->coordinates.value_or(CoordinateSystem::kUtm32);
  std::vector<models::Plan> plans = BuildPlans(*file, context.tables, shown_name, diagnostics);
  CheckPlanPlaces(*file, plans, context.municipalities, shown_name, diagnostics);
  if (diagnostics.size() == problems) loaded.plans = std::move(plans);
  return loaded;
}

namespace {

// What assumptions have changed must still be plans.
absl::StatusOr<LoadedPlans> Finish(LoadedPlans loaded, bool has_assumptions,
                                   Diagnostics& diagnostics) {
  for (const models::Plan& plan : loaded.plans) {
    if (diagnostics.empty() && has_assumptions) TWIN_RETURN_IF_ERROR(models::Validate(plan));
  }
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  return loaded;
}

}  // namespace

absl::StatusOr<LoadedPlans> LoadPlanBytes(absl::string_view bytes, const std::string& shown_name,
                                          absl::string_view assumptions,
                                          const PlanContext& context) {
  Diagnostics diagnostics;
  LoadedPlans loaded = ParsePlans(bytes, shown_name, context, diagnostics);
  if (diagnostics.empty() && !assumptions.empty()) {
    ApplyPlanAssumptionsText(assumptions, "assumptions", loaded.plans, diagnostics);
  }
  return Finish(std::move(loaded), !assumptions.empty(), diagnostics);
}

absl::StatusOr<LoadedPlans> LoadPlans(const std::string& path, const std::string& assumptions_path,
                                      const PlanContext& context) {
  Diagnostics diagnostics;
  const std::string name = std::filesystem::path(path).filename().string();
  const std::optional<std::string> bytes = ReadTextFile(path, name, diagnostics);
  LoadedPlans loaded;
  if (bytes) loaded = ParsePlans(*bytes, name, context, diagnostics);
  if (diagnostics.empty() && !assumptions_path.empty()) {
    ApplyPlanAssumptions(assumptions_path,
                         std::filesystem::path(assumptions_path).filename().string(), loaded.plans,
                         diagnostics);
  }
  return Finish(std::move(loaded), !assumptions_path.empty(), diagnostics);
}

}  // namespace data
