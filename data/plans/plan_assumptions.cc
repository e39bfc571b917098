#include "data/plans/plan_assumptions.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "data/plans/plan_fields.h"

namespace data {
namespace {

constexpr std::array<const char*, 9> kFields{"dwellings",  "storeys",     "bra_m2",
                                             "uses",       "profile",     "power_mw",
                                             "first_year", "build_years", "standard"};

// What a row without field name may say.
bool IsOfPlan(const std::string& field) {
  return field == "first_year" || field == "build_years" || field == "standard";
}

class Applier {
 public:
  Applier(const CsvTable& table, std::vector<models::Plan>& plans, Diagnostics& diagnostics)
      : table_(table), plans_(plans), diagnostics_(diagnostics) {}

  void Apply() {
    for (std::size_t row = 0; row < table_.size(); ++row) {
      models::Plan* plan = FindPlan(row);
      if (plan == nullptr) continue;
      if (table_.Text(row, "field_name").empty()) {
        ApplyToPlan(row, *plan);
      } else {
        ApplyToAreas(row, *plan);
      }
    }
  }

 private:
  models::Plan* FindPlan(std::size_t row) {
    const std::string& id = table_.Text(row, "plan_id");
    for (models::Plan& plan : plans_) {
      if (plan.id == id) return &plan;
    }
    table_.Report(row, "plan_id", absl::StrCat("plan '", id, "' is not in the file"), diagnostics_);
    return nullptr;
  }

  void Set(std::size_t row, const char* field, models::PlanAreaParams& area) {
    bool is_known = false;
    const std::string problem = SetAreaField(area, field, table_.Text(row, field), is_known);
    if (!problem.empty()) table_.Report(row, field, problem, diagnostics_);
  }

  void ApplyToPlan(std::size_t row, models::Plan& plan) {
    models::PlanAreaParams all;
    all.build_out = plan.build_out;
    for (const char* field : kFields) {
      if (IsOfPlan(field)) {
        Set(row, field, all);
      } else if (!table_.Text(row, field).empty()) {
        table_.Report(row, field, "is of an area: name its field", diagnostics_);
      }
    }
    plan.build_out = all.build_out;
    if (all.standard) plan.standard = *all.standard;
  }

  void ApplyToAreas(std::size_t row, models::Plan& plan) {
    const std::string& name = table_.Text(row, "field_name");
    bool is_found = false;
    for (models::PlanAreaParams& area : plan.areas) {
      if (area.field_name != name) continue;
      is_found = true;
      // An area's own years begin from the plan's.
      const bool has_years =
          !table_.Text(row, "first_year").empty() || !table_.Text(row, "build_years").empty();
      if (has_years && !area.build_out) area.build_out = plan.build_out;
      for (const char* field : kFields) Set(row, field, area);
    }
    if (!is_found) {
      table_.Report(row, "field_name", absl::StrCat("plan ", plan.id, " has no field '", name, "'"),
                    diagnostics_);
    }
  }

  const CsvTable& table_;
  std::vector<models::Plan>& plans_;
  Diagnostics& diagnostics_;
};

void Apply(const CsvTable& table, std::vector<models::Plan>& plans, std::size_t problems,
           Diagnostics& diagnostics) {
  if (diagnostics.size() == problems) Applier(table, plans, diagnostics).Apply();
}

}  // namespace

void ApplyPlanAssumptions(const std::string& csv_path, const std::string& shown_name,
                          std::vector<models::Plan>& plans, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.size();
  Apply(CsvTable::Load(csv_path, shown_name, {"plan_id", "field_name"}, diagnostics), plans,
        problems, diagnostics);
}

void ApplyPlanAssumptionsText(absl::string_view csv, const std::string& shown_name,
                              std::vector<models::Plan>& plans, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.size();
  Apply(CsvTable::Parse(csv, shown_name, {"plan_id", "field_name"}, diagnostics), plans, problems,
        diagnostics);
}

}  // namespace data
