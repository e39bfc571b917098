#pragma once

#include <optional>
#include <vector>

#include "twin/services/answer_maker.h"

namespace twin::services {

/// One way of a question (load or generation) and the parts of its record, each made from the
/// search's answer and, where terms were asked for, from what every quarter takes.
class AnswerParts {
 public:
  /// All arguments must outlive the parts.
  AnswerParts(const capacity::CapacityEngine& engine, const PointTables& tables,
              const convert::ResolvedQuestion& resolved, const solvers::HostingQuery& query)
      : engine_(engine), tables_(tables), resolved_(resolved), query_(query) {}

  /// How many parts the question asks for.
  int count() const;
  /// The search and all parts that the question asks for; `on_part`, which may be null, hears of
  /// each before it is made. Errors: as of AnswerMaker::Make.
  absl::StatusOr<ostlandet::twin::v1::CapacityAnswer> Make(const OnAnswerPart& on_part);

 private:
  const ostlandet::twin::v1::CapacityQuestion& question() const { return resolved_.canonical; }
  capacity::PlannedYear Planned() const {
    return {engine_.region(), engine_.key(), engine_.first_quarter()};
  }
  capacity::AnsweredQuestion Answered() const;
  double LevelMw() const;

  struct Step {
    ostlandet::twin::v1::CapacityPart part;
    absl::Status (AnswerParts::*add)();
  };
  std::vector<Step> Steps() const;
  absl::Status AddFirm();
  absl::Status AddTerms();
  absl::Status AddComponents();
  absl::Status AddStandings();
  absl::Status AddWeatherYears();
  absl::Status AddCriteria();
  absl::Status FindReserve();
  absl::Status AddYears();
  absl::Status AddMeasures();
  absl::Status AddEffects();
  void AddPoint();
  absl::Status AddFeeder();

  const capacity::CapacityEngine& engine_;
  const PointTables& tables_;
  const convert::ResolvedQuestion& resolved_;
  const solvers::HostingQuery& query_;
  capacity::CapacityEngine::Terms terms_;  // filled in by AddTerms
  std::optional<capacity::ReserveReport> reserve_;
  ostlandet::twin::v1::CapacityAnswer answer_;
};

}  // namespace twin::services
