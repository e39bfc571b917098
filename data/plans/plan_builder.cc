#include "data/plans/plan_builder.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "data/plans/plan_fields.h"
#include "data/plans/plan_file_builder.h"
#include "models/base/errors.h"

namespace data {
namespace {

using models::PurposeList;

constexpr double kPercent = 0.01;

struct AreaKind {
  const char* type;  // folded
  PurposeList list;
  const char* property;  // that holds the purpose
};
constexpr AreaKind kAreaKinds[] = {
    {"rparealformalomrade", PurposeList::kZoning, "arealformal"},
    {"kparealformalomrade", PurposeList::kMunicipal, "arealformal"},
    {"rbformalomrade", PurposeList::kZoning1985, "reguleringsformal"},
    {"kparealbrukomrade", PurposeList::kMunicipal1985, "arealbruk"},
};

const AreaKind* FindKind(const PlanFeature& feature) {
  for (const AreaKind& kind : kAreaKinds) {
    if (feature.type == kind.type) return &kind;
  }
  return nullptr;
}

bool IsMunicipal(PurposeList list) {
  return list == PurposeList::kMunicipal || list == PurposeList::kMunicipal1985;
}

class Builder {
 public:
  Builder(const PlanFile& file, const models::PlanTables& tables, const std::string& shown_name,
          Diagnostics& diagnostics)
      : file_(file), tables_(tables), shown_name_(shown_name), diagnostics_(diagnostics) {}

  std::vector<models::Plan> Build() {
    for (const PlanFeature& feature : file_.features) {
      if (FindKind(feature) == nullptr) ReadHead(feature);
    }
    for (models::Plan& plan : plans_) CheckHead(plan);
    for (const PlanFeature& feature : file_.features) {
      if (const AreaKind* kind = FindKind(feature)) ReadArea(feature, *kind);
    }
    for (const models::Plan& plan : plans_) CheckPlan(plan);
    if (plans_.empty()) {
      Report("",
             "has no plan: no object Arealplan, RpOmråde or KpOmråde with kommunenummer and "
             "planidentifikasjon");
    }
    return std::move(plans_);
  }

 private:
  void Report(const std::string& place, const std::string& problem) {
    if (diagnostics_.size() < kPlanLimits.problems) {
      diagnostics_.push_back({.file = shown_name_, .column_name = place, .problem = problem});
    }
  }

  models::Plan* FindPlan(const std::string& municipality, const std::string& id) {
    for (models::Plan& plan : plans_) {
      if (plan.municipality_id == municipality && plan.id == id) return &plan;
    }
    return nullptr;
  }

  // Several objects may tell parts of one plan's head; the first that says something is heard.
  void ReadHead(const PlanFeature& feature) {
    const std::string municipality = PropertyOf(feature, "kommunenummer");
    const std::string id = PropertyOf(feature, "planidentifikasjon");
    if (municipality.empty() || id.empty()) return;  // an outline that refers to its plan
    models::Plan* plan = FindPlan(municipality, id);
    if (plan == nullptr) {
      plans_.push_back(
          {.municipality_id = municipality, .id = id, .type_code = -1, .status_code = -1});
      plan = &plans_.back();
      plan->version = file_.version.value_or(models::kNewestSosiVersion);
      places_.push_back(feature.place);
    }
    if (plan->name.empty()) plan->name = PropertyOf(feature, "plannavn");
    ReadCode(feature, "plantype", plan->type_code);
    ReadCode(feature, "planstatus", plan->status_code);
    ReadVersion(feature, *plan);
  }

  void ReadCode(const PlanFeature& feature, const char* name, int& code) {
    const std::string text = PropertyOf(feature, name);
    if (text.empty() || code >= 0) return;
    if (!ParseCode(text, code)) {
      Report(feature.place, absl::StrCat(name, " '", text.substr(0, 40), "' is no code"));
      code = 0;
      unread_code_ = true;
    }
  }

  // Of formats that have none of their own: a property "sosiversjon".
  void ReadVersion(const PlanFeature& feature, models::Plan& plan) {
    const std::string text = PropertyOf(feature, "sosiversjon");
    if (file_.version || text.empty()) return;
    const std::optional<double> number = ParseFinite(text);
    const double tenths = number.value_or(0.0) * 10.0;
    if (!(tenths >= models::kOldestSosiVersion && tenths <= models::kNewestSosiVersion)) {
      Report(feature.place, absl::StrCat("sosiversjon '", text.substr(0, 20),
                                         "' is not read: plans of 4.0 to 5.0 are"));
      return;
    }
    plan.version = static_cast<int>(tenths + 0.5);
  }

  void CheckHead(const models::Plan& plan) {
    const std::string& place = places_[static_cast<std::size_t>(&plan - plans_.data())];
    int number = 0;
    if (plan.municipality_id.size() != 4 || !ParseCode(plan.municipality_id, number)) {
      Report(place, absl::StrCat("kommunenummer '", plan.municipality_id.substr(0, 20),
                                 "' is not four digits"));
    }
    if (unread_code_) return;
    if (plan.type_code < 0) Report(place, "has no plantype");
    if (plan.status_code < 0) Report(place, "has no planstatus, so nothing says how ripe it is");
    if (plan.type_code >= 0 && models::FindPlanType(tables_, plan.type_code) == nullptr) {
      Report(place, absl::StrCat("plantype ", plan.type_code, " is not known"));
    }
    if (plan.status_code >= 0 && models::FindPlanStatus(tables_, plan.status_code) == nullptr) {
      Report(place, absl::StrCat("planstatus ", plan.status_code, " is not known"));
    }
  }

  models::Plan* PlanOf(const PlanFeature& feature) {
    const std::string municipality = PropertyOf(feature, "kommunenummer");
    const std::string id = PropertyOf(feature, "planidentifikasjon");
    if (municipality.empty() && id.empty() && plans_.size() == 1) return &plans_[0];
    models::Plan* plan = FindPlan(municipality, id);
    if (plan == nullptr && !plans_.empty()) {
      Report(feature.place, absl::StrCat("belongs to plan '", municipality.substr(0, 20), " ",
                                         id.substr(0, 40), "', which is not in the file"));
    }
    return plan;
  }

  void ReadArea(const PlanFeature& feature, const AreaKind& kind) {
    models::Plan* plan = PlanOf(feature);
    if (plan == nullptr) return;
    models::PlanAreaParams area{.id = feature.id, .list = kind.list, .place = feature.place};
    area.field_name = PropertyOf(feature, "feltnavn");
    for (const char* name : {"feltbetegnelse", "omradenavn"}) {
      if (area.field_name.empty()) area.field_name = PropertyOf(feature, name);
    }
    const bool has_purpose = ReadPurpose(feature, kind, *plan, area);
    ReadLevel(feature, area);
    if (IsMunicipal(kind.list)) ReadUseStatus(feature, area);
    ReadUtilisation(feature, area);
    ReadFields(feature, area);
    if (ReadSurface(feature, area) && has_purpose) plan->areas.push_back(std::move(area));
  }

  bool ReadPurpose(const PlanFeature& feature, const AreaKind& kind, const models::Plan& plan,
                   models::PlanAreaParams& area) {
    const std::string text = PropertyOf(feature, kind.property);
    if (text.empty()) {
      Report(feature.place, absl::StrCat("has no ", kind.property));
      return false;
    }
    if (!ParseCode(text, area.purpose_code)) {
      Report(feature.place, absl::StrCat(kind.property, " '", text.substr(0, 40), "' is no code"));
      return false;
    }
    const auto purpose = tables_.purposes.Find(kind.list, area.purpose_code, plan.version);
    if (!purpose.ok()) Report(feature.place, std::string(purpose.status().message()));
    const models::PlanTypeParams* type = models::FindPlanType(tables_, plan.type_code);
    if (type != nullptr && type->is_municipal != IsMunicipal(kind.list)) {
      Report(feature.place, absl::StrCat("is an area of ", std::string(PurposeListName(kind.list)),
                                         " in a plan of type ", type->code, " ", type->name));
    }
    return purpose.ok();
  }

  // 1 existing, 2 future, 3 existing and to be developed further.
  void ReadUseStatus(const PlanFeature& feature, models::PlanAreaParams& area) {
    const std::string text = PropertyOf(feature, "arealbruksstatus");
    if (text.empty()) return;
    int status = 0;
    if (!ParseCode(text, status) || status < 1 || status > 3) {
      Report(feature.place,
             absl::StrCat("arealbruksstatus '", text.substr(0, 20), "' is not 1, 2 or 3"));
    }
    area.is_existing = status == 1;
  }

  void ReadLevel(const PlanFeature& feature, models::PlanAreaParams& area) {
    const std::string text = PropertyOf(feature, "vertikalniva");
    if (text.empty()) return;
    int level = 0;
    if (!ParseCode(text, level) || level < 1 || level > 5) {
      Report(feature.place, absl::StrCat("vertikalnivå '", text.substr(0, 20), "' is not 1 to 5"));
      return;
    }
    area.level = static_cast<models::VerticalLevel>(level);
  }

  void ReadUtilisation(const PlanFeature& feature, models::PlanAreaParams& area) {
    const auto [type, types_end] = feature.properties.equal_range("utnyttingstype");
    auto [number, numbers_end] = feature.properties.equal_range("utnyttingstall");
    for (auto at = type; at != types_end; ++at) {
      int code = 0;
      const models::UtilisationParams* row =
          ParseCode(at->second, code) ? models::FindUtilisation(tables_, code) : nullptr;
      if (row == nullptr) {
        Report(feature.place,
               absl::StrCat("utnyttingstype '", at->second.substr(0, 40), "' is not known"));
        return;
      }
      if (row->kind == models::UtilisationKind::kNoBuilding) {
        area.utilisation.no_building = true;
        continue;
      }
      const std::optional<double> value =
          number == numbers_end ? std::nullopt : ParseFinite(number->second);
      if (number != numbers_end) ++number;
      if (!value) {
        Report(feature.place, absl::StrCat("utnyttingstall of type ", code, " is no number"));
        return;
      }
      SetUtilisation(row->kind, *value, area.utilisation);
    }
  }

  static void SetUtilisation(models::UtilisationKind kind, double value,
                             models::PlanUtilisation& may) {
    using models::UtilisationKind;
    if (kind == UtilisationKind::kBraM2) may.bra_m2 = value;
    if (kind == UtilisationKind::kBraPercent) may.bra_ratio = kPercent * value;
    if (kind == UtilisationKind::kByaM2) may.bya_m2 = value;
    if (kind == UtilisationKind::kByaPercent) may.bya_ratio = kPercent * value;
  }

  void ReadFields(const PlanFeature& feature, models::PlanAreaParams& area) {
    for (const auto& [name, text] : feature.properties) {
      bool is_known = false;
      const std::string problem = SetAreaField(area, name, text, is_known);
      if (!problem.empty()) Report(feature.place, absl::StrCat(name, ": ", problem));
    }
  }

  bool ReadSurface(const PlanFeature& feature, models::PlanAreaParams& area) {
    if (!feature.surface || !file_.coordinates) {
      Report(feature.place, "has no outline");
      return false;
    }
    auto surface = ToPlanSurface(*feature.surface, *file_.coordinates);
    if (!surface.ok()) {
      Report(feature.place, std::string(surface.status().message()));
      return false;
    }
    area.surface = *std::move(surface);
    models::WindRings(area.surface);
    return true;
  }

  void CheckPlan(const models::Plan& plan) {
    if (plan.areas.empty() && diagnostics_.empty()) {
      Report(absl::StrCat("plan ", plan.municipality_id, " ", plan.id),
             "has no area with a purpose: the plan is empty");
    }
    for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(plan))) {
      Report(violation.field, violation.description);
    }
  }

  const PlanFile& file_;
  const models::PlanTables& tables_;
  const std::string& shown_name_;
  Diagnostics& diagnostics_;
  std::vector<models::Plan> plans_;
  std::vector<std::string> places_;  // of the heads
  bool unread_code_ = false;
};

}  // namespace

std::vector<models::Plan> BuildPlans(const PlanFile& file, const models::PlanTables& tables,
                                     const std::string& shown_name, Diagnostics& diagnostics) {
  return Builder(file, tables, shown_name, diagnostics).Build();
}

}  // namespace data
