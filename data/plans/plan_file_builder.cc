#include "data/plans/plan_file_builder.h"

#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/utf8.h"

namespace data {

PlanFileBuilder::PlanFileBuilder(std::string format, std::string shown_name,
                                 Diagnostics& diagnostics, const PlanLimits& limits)
    : shown_name_(std::move(shown_name)),
      diagnostics_(diagnostics),
      limits_(limits),
      first_problem_(diagnostics.size()) {
  file_.format = std::move(format);
}

void PlanFileBuilder::Report(int line, const std::string& place, const std::string& problem) {
  if (is_over_) return;
  if (diagnostics_.size() - first_problem_ >= limits_.problems) {
    ReportOver(absl::StrCat("more than ", limits_.problems, " problems: the rest is not told"));
    return;
  }
  Diagnostic diagnostic{
      .file = shown_name_, .line = line, .column_name = place, .problem = problem};
  ReplaceInvalidUtf8(diagnostic.column_name);
  ReplaceInvalidUtf8(diagnostic.problem);
  diagnostics_.push_back(std::move(diagnostic));
}

void PlanFileBuilder::ReportOver(const std::string& problem) {
  if (!is_over_) diagnostics_.push_back({.file = shown_name_, .problem = problem});
  is_over_ = true;
}

bool PlanFileBuilder::CountVertices(std::size_t count) {
  vertices_ += count;
  if (vertices_ > limits_.vertices) {
    ReportOver(absl::StrCat("has more than ", limits_.vertices, " vertices"));
  }
  return !is_over_;
}

void PlanFileBuilder::SetSystem(CoordinateSystem system, int line, const std::string& place) {
  if (!file_.coordinates) file_.coordinates = system;
  if (*file_.coordinates == system) return;
  Report(line, place,
         absl::StrCat("is in ", CoordinateSystemText(system), ", what came before in ",
                      CoordinateSystemText(*file_.coordinates),
                      ": one file must have one coordinate system"));
}

void PlanFileBuilder::Add(PlanFeature feature) {
  if (file_.features.size() >= limits_.features) {
    ReportOver(absl::StrCat("has more than ", limits_.features, " objects"));
    return;
  }
  file_.features.push_back(std::move(feature));
}

void PlanFileBuilder::LeaveOut(const std::string& type) {
  constexpr std::size_t kMostTypes = 200;
  std::string text = type.substr(0, 60);
  ReplaceInvalidUtf8(text);
  if (file_.left_out.size() < kMostTypes || file_.left_out.count(text) != 0) {
    ++file_.left_out[text];
  }
}

std::optional<double> ParseFinite(absl::string_view text) {
  double value = 0.0;
  if (text.empty() || text.size() > 64 || !absl::SimpleAtod(text, &value)) return std::nullopt;
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace data
