#include "solvers/hosting_basis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace solvers {
namespace {

constexpr std::size_t kAnchorCount = 8;

// Quarters spread over the year's load: its least, its largest and between.
std::vector<std::uint32_t> ChooseAnchors(const PlanningStates& states) {
  std::vector<std::pair<double, std::uint32_t>> by_load;
  for (std::uint32_t quarter = 0; quarter < states.quarter_count(); ++quarter) {
    if (!states.IsSolved(quarter)) continue;
    double load_mw = 0.0;
    for (const float mw : states.InjectionMw(quarter)) load_mw -= std::min(0.0f, mw);
    by_load.emplace_back(load_mw, quarter);
  }
  std::sort(by_load.begin(), by_load.end());
  std::vector<std::uint32_t> anchors;
  if (by_load.empty()) return anchors;
  for (std::size_t i = 0; i < kAnchorCount; ++i) {
    const std::size_t at = i * (by_load.size() - 1) / (kAnchorCount - 1);
    if (anchors.empty() || anchors.back() != by_load[at].second) {
      anchors.push_back(by_load[at].second);
    }
  }
  return anchors;
}

void FillBlockRatings(HostingBasis& basis) {
  const std::size_t branches = basis.limits.branches.size();
  basis.rating_min_mva.assign(basis.blocks.size() * branches,
                              std::numeric_limits<float>::infinity());
  for (std::size_t block = 0; block < basis.blocks.size(); ++block) {
    for (const std::uint32_t quarter : basis.blocks[block].quarters) {
      const auto rating_mva = basis.states->RatingMva(quarter);
      for (std::size_t m = 0; m < branches; ++m) {
        float& least = basis.rating_min_mva[block * branches + m];
        least = std::min(least, rating_mva[basis.limits.branches[m].value()]);
      }
    }
  }
}

void FillOutageFlows(HostingBasis& basis) {
  const std::size_t outages = basis.limits.outages.size();
  basis.outage_max_mw.assign(basis.blocks.size() * outages, 0.0f);
  for (std::size_t block = 0; block < basis.blocks.size(); ++block) {
    for (const std::uint32_t quarter : basis.blocks[block].quarters) {
      const auto flow_mw = basis.states->FlowMw(quarter);
      for (std::size_t c = 1; c < outages; ++c) {
        float& largest = basis.outage_max_mw[block * outages + c];
        largest = std::max(largest, std::abs(flow_mw[basis.limits.outages[c].value()]));
      }
    }
  }
}

// Least room that any quarter of a block can have: where the extreme is over the limit today,
// another quarter may stand right at it.
double CalcRoomShare(float loading_share) {
  return std::max(0.0, 1.0 - static_cast<double>(loading_share));
}

void FillRooms(HostingBasis& basis) {
  const std::size_t branches = basis.limits.branches.size();
  const std::size_t stride = OutageExtremes::StrideOf(basis.limits);
  basis.room_up_mva.assign(branches * stride, std::numeric_limits<float>::infinity());
  basis.room_down_mva = basis.room_up_mva;
  basis.loading_error_share.assign(branches * stride, 0.0f);
  basis.v_min_pu.assign(basis.limits.buses.size() * stride, std::numeric_limits<float>::infinity());
  basis.v_max_pu.assign(basis.v_min_pu.size(), -std::numeric_limits<float>::infinity());
  for (std::size_t block = 0; block < basis.blocks.size(); ++block) {
    const BlockExtremes& extremes = basis.blocks[block];
    for (std::size_t m = 0; m < branches; ++m) {
      const double rating_mva = static_cast<double>(basis.rating_min_mva[block * branches + m]);
      for (std::size_t at = m * stride; at < (m + 1) * stride; ++at) {
        const double up_mva = CalcRoomShare(extremes.loading_max_share[at]) * rating_mva;
        const double down_mva = CalcRoomShare(-extremes.loading_min_share[at]) * rating_mva;
        basis.room_up_mva[at] = std::min(basis.room_up_mva[at], static_cast<float>(up_mva));
        basis.room_down_mva[at] = std::min(basis.room_down_mva[at], static_cast<float>(down_mva));
        basis.loading_error_share[at] =
            std::max(basis.loading_error_share[at], extremes.loading_error_share[at]);
      }
    }
    for (std::size_t at = 0; at < basis.v_min_pu.size(); ++at) {
      basis.v_min_pu[at] = std::min(basis.v_min_pu[at], extremes.v_min_pu[at]);
      basis.v_max_pu[at] = std::max(basis.v_max_pu[at], extremes.v_max_pu[at]);
    }
  }
}

}  // namespace

void PrepareHostingBasis(HostingBasis& basis) {
  basis.anchors = ChooseAnchors(*basis.states);
  FillBlockRatings(basis);
  FillOutageFlows(basis);
  FillRooms(basis);
  std::sort(basis.unsolved.begin(), basis.unsolved.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.quarter, a.outage) < std::tuple(b.quarter, b.outage);
  });
}

}  // namespace solvers
