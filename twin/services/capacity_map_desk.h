#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/asset_names.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/capacity_engine.h"
#include "twin/capacity/capacity_map.h"
#include "twin/convert/capacity_question.h"
#include "twin/convert/map_convert.h"
#include "twin/services/cell_desk.h"

namespace twin::services {

/// The map of a planning year and the search over it; knows no gRPC. Any number of threads may ask.
class CapacityMapDesk {
 public:
  /// `context` and `engine` must outlive the desk; `folder` as of CapacityMap.
  CapacityMapDesk(const convert::QuestionContext& context, const capacity::CapacityEngine& engine,
                  const std::string& folder)
      : context_(context), engine_(engine), map_(engine, folder), cells_(engine, map_) {}
  /// What is known now. Errors: Unavailable while the engine is not ready.
  absl::StatusOr<ostlandet::twin::v1::GetCapacityMapResponse> Map() const;
  /// Computes first, on one thread and for as long as the request says, what the map lacks. Errors:
  /// as of Map and convert::ResolveSites; of writing the map.
  absl::StatusOr<ostlandet::twin::v1::FindSitesResponse> FindSites(
      const ostlandet::twin::v1::FindSitesRequest& request);

  capacity::CapacityMap& map() { return map_; }
  CellDesk& cells() { return cells_; }

 private:
  absl::Status CheckReady() const;
  convert::CellTuples TuplesOfCells() const;

  const convert::QuestionContext context_;
  const capacity::CapacityEngine& engine_;
  capacity::CapacityMap map_;
  CellDesk cells_;
};

}  // namespace twin::services
