#include "twin/services/capacity_map_desk.h"

#include <chrono>

#include "models/base/status_macros.h"
#include "twin/capacity/site_search.h"
#include "twin/convert/map_convert.h"

namespace twin::services {

namespace pb = ostlandet::twin::v1;

absl::Status CapacityMapDesk::CheckReady() const {
  if (engine_.basis() != nullptr) return absl::OkStatus();
  return absl::UnavailableError("the planning year is being computed; ask again later");
}

convert::CellTuples CapacityMapDesk::TuplesOfCells() const {
  return [this](models::BusIndex bus) { return cells_.Find(bus); };
}

absl::StatusOr<pb::GetCapacityMapResponse> CapacityMapDesk::Map() const {
  TWIN_RETURN_IF_ERROR(CheckReady());
  return convert::ToProto(map_, TuplesOfCells(), engine_);
}

absl::StatusOr<pb::FindSitesResponse> CapacityMapDesk::FindSites(
    const pb::FindSitesRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  TWIN_ASSIGN_OR_RETURN(const capacity::SiteQuestion question,
                        convert::ResolveSites(context_, request));
  TWIN_RETURN_IF_ERROR(CheckReady());
  if (request.compute_s() > 0.0) {
    TWIN_RETURN_IF_ERROR(
        map_.Complete({.with_terms = question.most_h > 0.0 || question.accepts_trip,
                       .most_s = request.compute_s()}));
  }
  const auto points = map_.Points();
  pb::FindSitesResponse response = convert::ToProto(RankSites(engine_.region(), points, question),
                                                    TuplesOfCells(), question, engine_);
  int known = 0;
  for (const auto& point : points) known += point.Room(question.is_generation).is_known;
  response.set_known_count(known);
  response.set_busbar_count(static_cast<int>(points.size()));
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  response.set_milliseconds(taken.count());
  return response;
}

}  // namespace twin::services
