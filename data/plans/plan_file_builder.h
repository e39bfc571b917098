#pragma once

#include <string>

#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"
#include "data/plans/plan_limits.h"

namespace data {

/// Gathers what a reader finds and keeps the limits that are common to all formats. Once a limit is
/// passed it has said so, and `is_over` tells the reader to stop.
class PlanFileBuilder {
 public:
  PlanFileBuilder(std::string format, std::string shown_name, Diagnostics& diagnostics,
                  const PlanLimits& limits = kPlanLimits);

  bool is_over() const { return is_over_; }
  bool has_system() const { return file_.coordinates.has_value(); }
  const PlanLimits& limits() const { return limits_; }

  /// `line` 0: of the file as a whole or of a place without lines.
  void Report(int line, const std::string& place, const std::string& problem);
  void ReportOver(const std::string& problem);

  /// False once there are too many.
  bool CountVertices(std::size_t count);

  /// Reports a second system that is not the first: mixed systems are not read.
  void SetSystem(CoordinateSystem system, int line, const std::string& place);
  void SetVersion(models::SosiVersion version) { file_.version = version; }

  /// Keeps an object that is read and counts one that is not.
  void Add(PlanFeature feature);
  void LeaveOut(const std::string& type);

  PlanFile Take() { return std::move(file_); }

 private:
  PlanFile file_;
  std::string shown_name_;
  Diagnostics& diagnostics_;
  PlanLimits limits_;
  std::size_t first_problem_;
  std::size_t vertices_ = 0;
  bool is_over_ = false;
};

/// A finite number in plain or exponent form with nothing before or after it.
std::optional<double> ParseFinite(absl::string_view text);

}  // namespace data
