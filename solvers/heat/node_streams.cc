#include "solvers/heat/node_streams.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace solvers::heat {
namespace {

// What memory needs to answer, in nodes.
constexpr std::size_t kVisitsAhead = 4;

}  // namespace

void NodeStreams::Clear() {
  std::fill(feed_kg_s_.begin(), feed_kg_s_.end(), 0.0);
  std::fill(feed_k_kg_s_.begin(), feed_k_kg_s_.end(), 0.0);
}

void NodeStreams::Visit(const PlugFlow& plugs, const FlowOrder& order,
                        const std::vector<NodeVisit>& visits, const std::vector<double>& flow_kg_s,
                        PlugFlowState& state, PlugFlow::Work& work) {
  const std::vector<PipeLink>& links = order.links();
  const std::size_t pipes = plugs.size();
  PieceList* mixed = &lists_[0];
  PieceList* arriving = &lists_[1];
  PieceList* spare = &lists_[2];
  for (std::size_t row = 0; row < visits.size(); ++row) {
    const NodeVisit& visit = visits[row];
    if (row + kVisitsAhead < visits.size()) {
      const NodeVisit& ahead = visits[row + kVisitsAhead];
      if (ahead.end > ahead.inflow && links[ahead.end - 1].pipe < pipes)
        plugs.Fetch(links[ahead.end - 1].pipe, state, work);
    }
    double flow = feed_kg_s_[visit.node];
    if (flow > 0.0) mixed->SetConstant(feed_k_kg_s_[visit.node] / flow);
    for (std::uint32_t k = visit.inflow; k < visit.outflow; ++k) {
      const PipeLink link = links[k];
      if (link.pipe < pipes) {
        plugs.DrainPipe(link.pipe, link.end, state, work, *arriving);
      } else {
        *arriving = passing_[link.pipe - pipes];
      }
      outlet_degc_[link.pipe] = arriving->CalcMeanK();
      const double arriving_kg_s = std::abs(flow_kg_s[link.pipe]);
      if (flow == 0.0) {
        std::swap(mixed, arriving);
      } else {
        MixPieces(*mixed, flow, *arriving, arriving_kg_s, *spare);
        std::swap(mixed, spare);
      }
      flow += arriving_kg_s;
    }
    if (flow == 0.0) {
      // Nothing arrives: what stands beside the node is seen there.
      // Pipes come before pumps and valves.
      const std::uint32_t first = order.first()[visit.node];
      if (first == order.first()[visit.node + 1] || order.at_node()[first].pipe >= pipes) {
        node_degc_[visit.node] = std::numeric_limits<double>::quiet_NaN();
        for (std::uint32_t k = visit.outflow; k < visit.end; ++k)  // less than counts as flowing
          passing_[links[k].pipe - pipes].SetConstant(0.0);
        continue;
      }
      const PipeLink beside = order.at_node()[first];
      mixed->SetConstant(PlugFlow::CalcEndDegC(state, beside.pipe, beside.end));
    }
    mixed->Simplify(plugs.params().merge_tolerance_k);
    node_degc_[visit.node] = mixed->CalcMeanK();
    for (std::uint32_t k = visit.outflow; k < visit.end; ++k)
      if (links[k].pipe < pipes) {
        plugs.FeedPipe(links[k].pipe, links[k].end, *mixed, state, work);
      } else {
        passing_[links[k].pipe - pipes] = *mixed;
      }
  }
}

}  // namespace solvers::heat
