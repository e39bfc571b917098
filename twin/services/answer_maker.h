#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "models/electricity/process_time.h"
#include "models/electricity/reliability.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/connection_shares.h"
#include "twin/capacity/point_faults.h"
#include "twin/capacity/remedy_search.h"
#include "twin/capacity/reserve_search.h"
#include "twin/capacity/weather_years.h"
#include "twin/capacity/year_search.h"
#include "twin/convert/capacity_question.h"

namespace twin::services {

/// What answers are made with besides the engine.
struct PointTables {
  const capacity::ConnectionShares& shares;
  const capacity::RemedyTables& remedies;
  const models::ConnectionVoltages& voltages;
  const models::DfProfiles& df_profiles;
  const capacity::PointFaults* faults = nullptr;  ///< null: no short-circuit currents are told
  const capacity::WeatherYears* weather_years = nullptr;
  capacity::LaterTables later = {};
  models::HoldBackRules hold_backs = {};
  models::ProcessTimes process_times = {};
  models::ReliabilityTables reliability = {};
};

/// A part of a record that is made next: number 1 … count.
struct AnswerPartNow {
  ostlandet::twin::v1::CapacityPart part;
  int number = 0;
  int count = 0;
};
using OnAnswerPart = std::function<void(const AnswerPartNow&)>;

/// Computes the full record of a connection question: the search, and every part that was asked
/// for. Any number of threads may ask.
class AnswerMaker {
 public:
  /// All arguments must outlive the maker.
  AnswerMaker(const capacity::CapacityEngine& engine, const PointTables& tables,
              std::size_t threads)
      : engine_(engine), tables_(tables), threads_(threads) {}

  /// Errors: Unavailable while the basis or the weather years are computed; FailedPrecondition for
  /// more weather years than there are; Cancelled; what the power flow says.
  absl::StatusOr<ostlandet::twin::v1::CapacityAnswer> Make(
      const convert::ResolvedQuestion& resolved, const std::function<bool()>& is_cancelled,
      const OnAnswerPart& on_part = nullptr) const;
  /// The record of a question that has no answer.
  ostlandet::twin::v1::CapacityAnswer MakeWithoutAnswer(const convert::ResolvedQuestion& resolved,
                                                        const absl::Status& failure) const;

 private:
  absl::StatusOr<solvers::HostingQuery> MakeQuery(const convert::ResolvedQuestion& resolved) const;
  absl::Status CheckWeatherYears(std::size_t count) const;
  void AddPublic(const convert::ResolvedQuestion& resolved,
                 ostlandet::twin::v1::CapacityAnswer& answer) const;

  const capacity::CapacityEngine& engine_;
  const PointTables& tables_;
  const std::size_t threads_;
};

}  // namespace twin::services
