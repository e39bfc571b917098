#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/access/identity.h"
#include "twin/services/answer_maker.h"
#include "twin/services/cell_desk.h"
#include "twin/store/answer_log.h"

namespace twin::services {

/// Where a connection question goes in and its full record comes out; knows no gRPC, so that the
/// service and the program without a server answer alike. Any number of threads may ask.
class CapacityDesk {
 public:
  using Answer = ostlandet::twin::v1::CapacityAnswer;

  /// All arguments must outlive the desk. Without cells readers below K3 are told nothing; without
  /// a log answers have no id.
  CapacityDesk(const capacity::CapacityEngine& engine, const models::AssetNames& names,
               const PointTables& tables, std::size_t threads, CellDesk* cells,
               store::AnswerLog* log)
      : engine_(engine),
        names_(names),
        tables_(tables),
        maker_(engine, tables_, threads),
        cells_(cells),
        log_(log) {}
  CapacityDesk(const CapacityDesk&) = delete;  // its maker points at its tables
  CapacityDesk& operator=(const CapacityDesk&) = delete;

  /// The record of an equal question that was answered before, else computed and kept.
  /// Below K3 what is told is that of the busbar's cell, and it is told also where the busbar
  /// itself has no answer. `on_part` hears of each part of a record that is made, at K3 alone: how
  /// long a part takes is power-sensitive. Errors: as of access::CheckMayAsk and
  /// convert::ResolveQuestion; Unavailable while the basis, or what a cell is told, is computed;
  /// Cancelled; DataLoss; at K3 what the power flow says.
  absl::StatusOr<Answer> Ask(const access::Identity& identity,
                             const ostlandet::twin::v1::AskCapacityRequest& request,
                             const std::function<bool()>& is_cancelled,
                             const OnAnswerPart& on_part = nullptr) const;
  /// The record with this id. Errors: InvalidArgument, NotFound, DataLoss; as of Ask.
  absl::StatusOr<Answer> Find(const access::Identity& identity, const std::string& record_id) const;

  const capacity::CapacityEngine& engine() const { return engine_; }
  const models::ConnectionProfiles& profiles() const { return tables_.shares.profiles(); }

 private:
  absl::StatusOr<Answer> Tell(const access::Identity& identity,
                              absl::StatusOr<Answer> record) const;
  absl::StatusOr<Answer> ReadRecord(const store::RecordId& id) const;

  const capacity::CapacityEngine& engine_;
  const models::AssetNames& names_;
  const PointTables tables_;
  const AnswerMaker maker_;
  CellDesk* const cells_;
  store::AnswerLog* const log_;
};

/// A record's bytes, as they stand in the log. Errors: InvalidArgument for what is no id; DataLoss.
absl::StatusOr<ostlandet::twin::v1::CapacityAnswer> ParseAnswer(const std::string& bytes);
absl::StatusOr<store::RecordId> CheckRecordId(const std::string& text);

}  // namespace twin::services
