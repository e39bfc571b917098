#include "data/grid_project_loader.h"

#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "data/csv_reader.h"
#include "data/grid_rows.h"
#include "data/id_index.h"
#include "data/parameter_table.h"
#include "models/base/errors.h"

namespace data {
namespace {

using models::GridProject;
using models::GridProjectProblem;
using models::GridProjectStatus;
using models::Pace;

constexpr double kFirstYear = 1900, kLastYear = 2200;

enum class Action { kAddStation, kAddBus, kAddBranch, kRemoveBranch, kChangeBranch, kAddShunt };

std::vector<std::string> StepColumns() {
  std::set<std::string> columns{"project_id", "action"};
  for (const auto* each : {&StationColumns(), &BusColumns(), &BranchColumns(), &ShuntColumns()}) {
    columns.insert(each->begin(), each->end());
  }
  return {columns.begin(), columns.end()};
}

class Loader {
 public:
  Loader(const std::string& directory, const models::ElectricityGrid& base,
         Diagnostics& diagnostics)
      : directory_(directory), base_(base), diagnostics_(diagnostics) {}

  std::vector<GridProject> Load() {
    const std::size_t reported = diagnostics_.size();
    LoadProjects();
    LoadSteps();
    std::set<std::pair<std::string, int>> told;
    bool are_steps_read = true;
    for (std::size_t i = reported; i < diagnostics_.size(); ++i) {
      told.emplace(diagnostics_[i].file, diagnostics_[i].line);
      are_steps_read &= diagnostics_[i].file != kGridProjectStepsFile;
    }
    for (const GridProjectProblem& each : models::CheckGridProjects(base_, projects_)) {
      Diagnostic place = PlaceOf(each);
      if (told.count({place.file, place.line}) != 0) continue;
      const bool is_of_project = each.step == GridProjectProblem::kNoStep;
      if (is_of_project && !are_steps_read && projects_[each.project].steps.empty()) continue;
      place.problem = each.problem;
      diagnostics_.push_back(std::move(place));
    }
    if (diagnostics_.size() == reported && models::Validate(base_).ok()) CheckYears();
    return std::move(projects_);
  }

 private:
  void LoadProjects() {
    table_ = LoadSourcedTable(directory_, kGridProjectsFile,
                              {"id", "name", "owner", "status", "licence_date", "early_year",
                               "base_year", "late_year", "requires", "effect_no", "effect_en"},
                              diagnostics_);
    for (std::size_t row = 0; row < table_.size(); ++row) {
      GridProject project;
      project.id = table_.Text(row, "id");
      ids_.Add(project.id);
      project.name = table_.RequiredText(row, "name", diagnostics_);
      project.owner = table_.RequiredText(row, "owner", diagnostics_);
      project.status = ReadWord<GridProjectStatus>(
          table_, row, "status",
          {{"announced", GridProjectStatus::kAnnounced},
           {"planned", GridProjectStatus::kPlanned},
           {"licence_applied", GridProjectStatus::kLicenceApplied},
           {"licensed", GridProjectStatus::kLicensed},
           {"under_construction", GridProjectStatus::kUnderConstruction},
           {"in_service", GridProjectStatus::kInService}},
          diagnostics_);
      project.licence_date = ReadDate(row, project.status);
      project.early_year = ReadYear(row, "early_year");
      project.base_year = ReadYear(row, "base_year");
      project.late_year = ReadYear(row, "late_year");
      for (const absl::string_view id :
           absl::StrSplit(table_.Text(row, "requires"), ';', absl::SkipWhitespace())) {
        project.required_ids.emplace_back(id);
      }
      project.effect_no = table_.RequiredText(row, "effect_no", diagnostics_);
      project.effect_en = table_.RequiredText(row, "effect_en", diagnostics_);
      project.source = table_.Text(row, "source");
      project.confidence = table_.Text(row, "confidence");
      projects_.push_back(std::move(project));
    }
    step_rows_.resize(projects_.size());
  }

  int ReadYear(std::size_t row, const char* column) {
    return static_cast<int>(table_.Number(row, column, kFirstYear, kLastYear, diagnostics_));
  }

  std::string ReadDate(std::size_t row, GridProjectStatus status) {
    const std::string& text = table_.Text(row, "licence_date");
    absl::CivilDay day;
    if (text.empty()) {
      if (status == GridProjectStatus::kLicensed) {
        table_.Report(row, "licence_date", "is empty, but the project is licensed", diagnostics_);
      }
    } else if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) {
      table_.Report(row, "licence_date", absl::StrCat("'", text, "' is no date as 2024-04-02"),
                    diagnostics_);
    }
    return text;
  }

  void LoadSteps() {
    steps_ = LoadSourcedTable(directory_, kGridProjectStepsFile, StepColumns(), diagnostics_);
    for (std::size_t row = 0; row < steps_.size(); ++row) {
      const std::string& project_id = steps_.Text(row, "project_id");
      const std::optional<std::size_t> project = ids_.Find(project_id);
      if (!project.has_value() && steps_.has_column("project_id") && table_.has_column("id")) {
        steps_.Report(row, "project_id", ids_.DescribeUnknown(project_id, true), diagnostics_);
      }
      steps_.RequiredText(row, "id", diagnostics_);
      // A step with a wrong field still adds its id: others that name it are not wrong.
      std::optional<models::GridStep> step = ReadStep(row);
      if (!project.has_value() || !step.has_value()) continue;
      projects_[*project].steps.push_back(*std::move(step));
      step_rows_[*project].push_back(row);
    }
  }

  std::optional<models::GridStep> ReadStep(std::size_t row) {
    const std::size_t reported = diagnostics_.size();
    const std::string& id = steps_.Text(row, "id");
    const auto action = ReadWord<Action>(steps_, row, "action",
                                         {{"add_station", Action::kAddStation},
                                          {"add_bus", Action::kAddBus},
                                          {"add_branch", Action::kAddBranch},
                                          {"remove_branch", Action::kRemoveBranch},
                                          {"change_branch", Action::kChangeBranch},
                                          {"add_shunt", Action::kAddShunt}},
                                         diagnostics_);
    if (diagnostics_.size() != reported) return std::nullopt;
    const std::string& from = steps_.Text(row, "from_bus_id");
    const std::string& to = steps_.Text(row, "to_bus_id");
    switch (action) {
      case Action::kAddStation:
        return models::AddStation{ReadStation(steps_, row, diagnostics_)};
      case Action::kAddBus:
        return models::AddBus{ReadBus(steps_, row, diagnostics_), steps_.Text(row, "station_id")};
      case Action::kAddBranch:
        return models::AddBranch{ReadBranch(steps_, row, diagnostics_), from, to};
      case Action::kRemoveBranch:
        return models::RemoveBranch{id};
      case Action::kChangeBranch:
        return models::ChangeBranch{ReadBranch(steps_, row, diagnostics_), from, to};
      case Action::kAddShunt:
        return models::AddShunt{ReadShunt(steps_, row, diagnostics_), steps_.Text(row, "bus_id")};
    }
    return std::nullopt;
  }

  Diagnostic PlaceOf(const GridProjectProblem& problem) const {
    if (problem.step == GridProjectProblem::kNoStep) {
      return table_.Place(problem.project, problem.column);
    }
    return steps_.Place(step_rows_[problem.project][problem.step], problem.column);
  }

  // The grid after every change, at every pace; told at the project that makes it unsound.
  void CheckYears() {
    std::set<std::pair<std::size_t, std::string>> told;
    for (const Pace pace : {Pace::kEarly, Pace::kBase, Pace::kLate}) {
      std::set<int> years;
      for (const GridProject& project : projects_) years.insert(YearOf(project, pace));
      for (const int year : years) {
        const auto grid = models::MakeGridOfYear(base_, projects_, year, pace);
        if (grid.ok()) continue;
        for (std::size_t p = 0; p < projects_.size(); ++p) {
          if (YearOf(projects_[p], pace) != year) continue;
          for (const auto& each : models::errors::FieldViolationsOf(grid.status())) {
            const std::string problem = absl::StrCat(each.field, " ", each.description);
            if (!told.emplace(p, problem).second) continue;
            table_.Report(p, "id", absl::StrCat("in ", year, ", ", problem), diagnostics_);
          }
        }
        break;
      }
    }
  }

  const std::string& directory_;
  const models::ElectricityGrid& base_;
  Diagnostics& diagnostics_;
  CsvTable table_, steps_;
  IdIndex ids_{"grid project"};
  std::vector<GridProject> projects_;
  std::vector<std::vector<std::size_t>> step_rows_;  ///< [project][step]
};

}  // namespace

std::vector<GridProject> LoadGridProjects(const std::string& directory,
                                          const models::ElectricityGrid& base,
                                          Diagnostics& diagnostics) {
  namespace fs = std::filesystem;
  if (!fs::exists(directory + "/" + kGridProjectsFile) &&
      !fs::exists(directory + "/" + kGridProjectStepsFile)) {
    return {};
  }
  return Loader(directory, base, diagnostics).Load();
}

}  // namespace data
