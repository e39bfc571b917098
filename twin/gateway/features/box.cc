#include "twin/gateway/features/box.h"

#include <algorithm>

namespace twin::gateway::features {
namespace {

// The part of the line, from 0 to 1, that lies between two parallels or meridians is cut out of
// [begin, end] (Liang and Barsky).
bool Clip(double from_deg, double to_deg, double low_deg, double high_deg, double& begin_share,
          double& end_share) {
  const double step_deg = to_deg - from_deg;
  if (step_deg == 0.0) return from_deg >= low_deg && from_deg <= high_deg;
  const double a_share = (low_deg - from_deg) / step_deg;
  const double b_share = (high_deg - from_deg) / step_deg;
  begin_share = std::max(begin_share, std::min(a_share, b_share));
  end_share = std::min(end_share, std::max(a_share, b_share));
  return begin_share <= end_share;
}

bool MeetsBetween(double west_deg, double east_deg, const BoxDeg& box_deg, const PointDeg& from_deg,
                  const PointDeg& to_deg) {
  double begin_share = 0.0, end_share = 1.0;
  return Clip(from_deg[0], to_deg[0], west_deg, east_deg, begin_share, end_share) &&
         Clip(from_deg[1], to_deg[1], box_deg[1], box_deg[3], begin_share, end_share);
}

}  // namespace

bool Holds(const BoxDeg& box_deg, const PointDeg& point_deg) {
  return Meets(box_deg, point_deg, point_deg);
}

bool Meets(const BoxDeg& box_deg, const PointDeg& from_deg, const PointDeg& to_deg) {
  if (box_deg[0] <= box_deg[2]) {
    return MeetsBetween(box_deg[0], box_deg[2], box_deg, from_deg, to_deg);
  }
  return MeetsBetween(box_deg[0], 180.0, box_deg, from_deg, to_deg) ||
         MeetsBetween(-180.0, box_deg[2], box_deg, from_deg, to_deg);
}

}  // namespace twin::gateway::features
