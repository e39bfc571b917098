#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "models/electricity/process_time.h"
#include "models/electricity/reliability.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/access/identity.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/connection_shares.h"
#include "twin/capacity/criteria_search.h"
#include "twin/capacity/effect_search.h"
#include "twin/capacity/point_faults.h"
#include "twin/capacity/remedy_search.h"
#include "twin/capacity/reserve_search.h"
#include "twin/capacity/weather_spread.h"
#include "twin/capacity/weather_years.h"
#include "twin/capacity/year_search.h"
#include "twin/convert/capacity_question.h"
#include "twin/services/cell_desk.h"
#include "twin/store/answer_log.h"

namespace twin::services {

/// What answers are made with besides the engine.
struct PointTables {
  const capacity::ConnectionShares& shares;
  const capacity::RemedyTables& remedies;
  const models::ConnectionVoltages& voltages;
  const models::DfProfiles& df_profiles;
  const capacity::PointFaults* faults = nullptr;  ///< null: no short-circuit currents are told
  const capacity::WeatherYears* weather_years = nullptr;
  CellDesk* cells = nullptr;  ///< null: readers below K3 are told nothing
  capacity::LaterTables later = {};
  models::HoldBackRules hold_backs = {};
  models::ProcessTimes process_times = {};
  models::ReliabilityTables reliability = {};
};

/// Where a connection question goes in and its full record comes out; knows no gRPC, so that the
/// service and the program without a server answer alike. Any number of threads may ask.
class CapacityDesk {
 public:
  using Answer = ostlandet::twin::v1::CapacityAnswer;

  /// All arguments must outlive the desk. Without a log answers have no id.
  CapacityDesk(const capacity::CapacityEngine& engine, const models::AssetNames& names,
               const PointTables& tables, std::size_t threads, store::AnswerLog* log)
      : engine_(engine), names_(names), tables_(tables), threads_(threads), log_(log) {}

  /// The record of an equal question that was answered before, else computed and kept.
  /// Below K3 what is told is that of the busbar's cell, and it is told also where the busbar
  /// itself has no answer. Errors: as of access::CheckMayAsk and convert::ResolveQuestion;
  /// Unavailable while the basis, or what a cell is told, is computed; Cancelled; DataLoss; at K3
  /// what the power flow says.
  absl::StatusOr<Answer> Ask(const access::Identity& identity,
                             const ostlandet::twin::v1::AskCapacityRequest& request,
                             const std::function<bool()>& is_cancelled) const;
  /// The record with this id. Errors: InvalidArgument, NotFound, DataLoss; as of Ask.
  absl::StatusOr<Answer> Find(const access::Identity& identity, const std::string& record_id) const;

  const capacity::CapacityEngine& engine() const { return engine_; }
  const models::ConnectionProfiles& profiles() const { return tables_.shares.profiles(); }

 private:
  absl::StatusOr<solvers::HostingQuery> MakeQuery(const convert::ResolvedQuestion& resolved) const;
  using IsCancelled = std::function<bool()>;
  absl::StatusOr<Answer> ComputeOneWay(const convert::ResolvedQuestion& resolved,
                                       const solvers::HostingQuery& query,
                                       const IsCancelled& is_cancelled) const;
  absl::StatusOr<Answer> Compute(const convert::ResolvedQuestion& resolved,
                                 const IsCancelled& is_cancelled) const;
  absl::Status AddMeasures(const solvers::HostingQuery& query,
                           const capacity::CapacityEngine::Terms& terms,
                           const IsCancelled& is_cancelled, Answer& answer) const;
  absl::Status AddComponents(const solvers::HostingQuery& query,
                             const capacity::CapacityEngine::Terms& terms, Answer& answer) const;
  absl::Status AddStandings(const solvers::HostingQuery& query,
                            const capacity::CapacityEngine::Terms& terms, Answer& answer) const;
  static double LevelOf(const solvers::HostingQuery& query, const Answer& answer);
  absl::Status AddYears(const solvers::HostingQuery& query,
                        const capacity::CapacityEngine::Terms& terms,
                        const IsCancelled& is_cancelled, Answer& answer) const;
  absl::Status AddCriteria(const solvers::HostingQuery& query,
                           const capacity::CapacityEngine::Terms& terms, Answer& answer) const;
  absl::Status AddEffects(const solvers::HostingQuery& query, const IsCancelled& is_cancelled,
                          Answer& answer) const;
  absl::StatusOr<capacity::ReserveReport> FindReserve(const solvers::HostingQuery& query,
                                                      const capacity::CapacityEngine::Terms& terms,
                                                      const Answer& answer) const;
  absl::Status CheckWeatherYears(std::size_t count) const;
  absl::Status AddWeatherYears(const solvers::HostingQuery& query,
                               const capacity::CapacityEngine::Terms& terms, Answer& answer) const;
  void AddPoint(const solvers::HostingQuery& query, Answer& answer) const;
  void AddPublic(const convert::ResolvedQuestion& resolved, Answer& answer) const;
  absl::StatusOr<Answer> Tell(const access::Identity& identity,
                              absl::StatusOr<Answer> record) const;
  Answer MakeWithoutAnswer(const convert::ResolvedQuestion& resolved,
                           const absl::Status& failure) const;
  absl::StatusOr<Answer> ReadRecord(const store::RecordId& id) const;

  const capacity::CapacityEngine& engine_;
  const models::AssetNames& names_;
  const PointTables tables_;
  const std::size_t threads_;
  store::AnswerLog* const log_;
};

/// A record's bytes, as they stand in the log. Errors: InvalidArgument for what is no id; DataLoss.
absl::StatusOr<ostlandet::twin::v1::CapacityAnswer> ParseAnswer(const std::string& bytes);
absl::StatusOr<store::RecordId> CheckRecordId(const std::string& text);

}  // namespace twin::services
