#include "data/plans/sosi_plan_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/plans/plan_file_builder.h"
#include "data/plans/sosi_charset.h"
#include "data/plans/sosi_document.h"
#include "data/plans/sosi_head.h"
#include "data/plans/sosi_rings.h"

namespace data {
namespace {

// SOSI's name of a property and NPAD's, folded.
std::string PropertyName(const std::string& sosi) {
  static constexpr std::pair<const char*, const char*> kNames[] = {
      {"RPAREALFORMÅL", "arealformal"}, {"KPAREALFORMÅL", "arealformal"},
      {"REGFORM", "reguleringsformal"}, {"RBFORMÅL", "reguleringsformal"},
      {"AREALBRUK", "arealbruk"},       {"KPAREALBRUK", "arealbruk"},
      {"AREALST", "arealbruksstatus"},  {"VERTNIV", "vertikalniva"},
      {"UTNTYP", "utnyttingstype"},     {"UTNTALL", "utnyttingstall"},
      {"KOMM", "kommunenummer"},        {"PLANID", "planidentifikasjon"},
      {"PLANSTAT", "planstatus"},       {"LOKALID", "lokalid"},
  };
  for (const auto& [theirs, ours] : kNames) {
    if (sosi == theirs) return ours;
  }
  return FoldName(sosi);
}

}  // namespace

PlanFile ParseSosiPlan(absl::string_view bytes, const std::string& shown_name,
                       Diagnostics& diagnostics) {
  PlanFileBuilder builder("SOSI", shown_name, diagnostics);
  const auto text = DecodeSosi(bytes);
  if (!text.ok()) {
    builder.Report(0, ".HODE", std::string(text.status().message()));
    return builder.Take();
  }
  const std::size_t problems = diagnostics.size();
  const std::vector<SosiObject> objects = ParseSosiDocument(*text, shown_name, diagnostics);
  if (diagnostics.size() > problems) return builder.Take();
  const auto head = ReadSosiHead(objects, builder);
  if (!head) return builder.Take();
  const SosiCurves curves(objects, *head, builder);
  for (std::size_t i = 1; i < objects.size() && !builder.is_over(); ++i) {
    const SosiObject& object = objects[i];
    const std::string type = ElementText(object, "OBJTYPE");
    PlanFeature feature{.type = FoldName(type), .id = object.serial};
    if (!IsPlanType(feature.type)) {
      builder.LeaveOut(type.empty() ? object.kind : type);
      continue;
    }
    feature.place =
        absl::StrCat("line ", object.line, " .", object.kind, " ", object.serial, " ", type);
    for (const SosiElement& element : object.elements) {
      if (element.values.empty() || element.name == "REF") continue;
      feature.properties.emplace(PropertyName(element.name), absl::StrJoin(element.values, " "));
    }
    if (object.kind == "FLATE") {
      feature.surface = curves.MakeSurface(object, builder);
      if (!feature.surface) continue;
    }
    builder.Add(std::move(feature));
  }
  return builder.Take();
}

}  // namespace data
