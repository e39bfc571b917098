#include "solvers/hosting_slopes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <span>

#include "models/base/units.h"
#include "solvers/parallel_for.h"

namespace solvers {

using models::BusIndex;

class HostingSlopes::Pass {
 public:
  Pass(const HostingBasis& basis, const HostingQuery& query)
      : basis_(basis),
        query_(query),
        stride_(OutageExtremes::StrideOf(basis.limits)),
        used_(query.is_n0_only ? 1 : basis.limits.outages.size()),
        bases_(basis.anchors.size()) {
    for (std::size_t i = 0; i < query.threads; ++i) work_.push_back(basis.lanes->MakeWorkspace());
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      basis.states->FillBase(basis.anchors[i], bases_[i]);
    }
    const std::size_t rows = basis.limits.branches.size() + basis.limits.buses.size();
    before_.assign(bases_.size() * rows * stride_, std::numeric_limits<float>::quiet_NaN());
  }

  absl::StatusOr<AdverseSlopes> CalcTangents() {
    AdverseSlopes slopes;
    slopes.up_mva.assign(basis_.limits.branches.size() * stride_, 0.0f);
    slopes.down_mva.assign(slopes.up_mva.size(), 0.0f);
    slopes.v_up_pu.assign(basis_.limits.buses.size() * stride_, 0.0f);
    slopes.v_down_pu.assign(slopes.v_up_pu.size(), 0.0f);
    slopes.steeper_up_mva.assign(slopes.up_mva.size(), 0.0f);
    slopes.steeper_down_mva.assign(slopes.up_mva.size(), 0.0f);
    std::atomic<std::size_t> solved{0};
    ForEachBatch(0.0, [&](std::size_t anchor, std::size_t first, std::size_t count,
                          LanePowerFlow::Workspace& work) {
      Keep(anchor, first, count, work);
      const std::array<BusIndex, kLanes> buses{query_.bus, query_.bus, query_.bus, query_.bus};
      work.CalcSensitivities(buses, query_.tan_phi_ratio);
      for (std::size_t lane = 0; lane < count; ++lane) {
        if (!work.IsSolved(static_cast<int>(lane))) continue;
        ++solved;
        TakeBranchTangents(work.arrays(), first + lane, lane, slopes);
        TakeBusTangents(work, first + lane, static_cast<int>(lane), slopes);
      }
    });
    if (solved == 0) {
      return absl::FailedPreconditionError("no planning state could be linearised at this bus");
    }
    return slopes;
  }

  /// Widens `slopes`; returns (anchor, outage) pairs that have no solution at `mw` but have one
  /// without the applicant.
  std::vector<std::pair<std::uint32_t, std::uint16_t>> AddSecants(double mw,
                                                                  AdverseSlopes& slopes) {
    MeasureIntactSecants(mw);
    std::vector<std::vector<std::pair<std::uint32_t, std::uint16_t>>> lost(bases_.size());
    std::mutex mutex;
    ForEachBatch(mw, [&](std::size_t anchor, std::size_t first, std::size_t count,
                         LanePowerFlow::Workspace& work) {
      for (std::size_t lane = 0; lane < count; ++lane) {
        const std::size_t outage = first + lane;
        if (work.IsSolved(static_cast<int>(lane))) {
          TakeSecants(anchor, outage, lane, mw, work.arrays(), slopes);
        } else if (std::isfinite(before_[PlaceOf(anchor, 0, outage)])) {
          const std::lock_guard<std::mutex> lock(mutex);
          lost[anchor].emplace_back(basis_.anchors[anchor], static_cast<std::uint16_t>(outage));
        }
      }
    });
    std::vector<std::pair<std::uint32_t, std::uint16_t>> all;
    for (const auto& some : lost) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  double DemandOf(double mw) const { return query_.is_generation ? -mw : mw; }

  LaneCase CaseOf(std::size_t anchor, std::size_t outage, double demand_mw) const {
    return {.base = &bases_[anchor],
            .outage = basis_.limits.outages[outage],
            .applicant = query_.bus,
            .applicant_mw = demand_mw,
            .applicant_mvar = demand_mw * query_.tan_phi_ratio};
  }

  // Secants of the intact network at every anchor; NaN where it has no solution.
  void MeasureIntactSecants(double mw) {
    const std::size_t branches = basis_.limits.branches.size();
    intact_secant_.assign(bases_.size() * branches, std::numeric_limits<float>::quiet_NaN());
    const std::size_t batches = (bases_.size() + kLanes - 1) / kLanes;
    ParallelFor(batches, query_.threads, [&](std::size_t batch, std::size_t thread) {
      const std::size_t first = batch * kLanes;
      const std::size_t count = std::min<std::size_t>(kLanes, bases_.size() - first);
      std::array<LaneCase, kLanes> cases;
      for (std::size_t lane = 0; lane < count; ++lane) {
        cases[lane] = CaseOf(first + lane, 0, DemandOf(mw));
      }
      LanePowerFlow::Workspace& work = *work_[thread];
      basis_.lanes->Solve(std::span(cases).first(count), kPostOutageOptions, work);
      work.CalcLoadings();
      for (std::size_t lane = 0; lane < count; ++lane) {
        if (!work.IsSolved(static_cast<int>(lane))) continue;
        for (std::size_t m = 0; m < branches; ++m) {
          intact_secant_[(first + lane) * branches + m] =
              CalcSecant(first + lane, m, 0, lane, mw, work.arrays());
        }
      }
    });
  }

  // Solves all outages at all anchors. A batch of outages belongs to one thread for all anchors:
  // columns are never shared.
  template <class Take>
  void ForEachBatch(double mw, Take take) {
    const double demand_mw = DemandOf(mw);
    ParallelFor(
        (used_ + kLanes - 1) / kLanes, query_.threads, [&](std::size_t batch, std::size_t thread) {
          const std::size_t first = batch * kLanes;
          const std::size_t count = std::min<std::size_t>(kLanes, used_ - first);
          for (std::size_t anchor = 0; anchor < bases_.size(); ++anchor) {
            std::array<LaneCase, kLanes> cases;
            for (std::size_t lane = 0; lane < count; ++lane) {
              cases[lane] = CaseOf(anchor, first + lane, demand_mw);
            }
            basis_.lanes->Solve(std::span(cases).first(count), kPostOutageOptions, *work_[thread]);
            work_[thread]->CalcLoadings();
            take(anchor, first, count, *work_[thread]);
          }
        });
  }

  std::size_t PlaceOf(std::size_t anchor, std::size_t row, std::size_t outage) const {
    const std::size_t rows = basis_.limits.branches.size() + basis_.limits.buses.size();
    return (anchor * rows + row) * stride_ + outage;
  }

  // Larger current of both ends in per unit, signed as P at `from`.
  static double SignedCurrentPu(const LaneArrays& a, std::size_t branch, std::size_t lane) {
    const double* flow = a.flow + 4 * branch * kLanes + lane;
    const auto v_pu = [&](int bus) {
      const std::size_t at = static_cast<std::size_t>(bus) * kLanes + lane;
      return std::hypot(a.e[at], a.f[at]);
    };
    const double size_pu =
        std::max(std::hypot(flow[0], flow[kLanes]) / v_pu(a.branch_from[branch]),
                 std::hypot(flow[2 * kLanes], flow[3 * kLanes]) / v_pu(a.branch_to[branch]));
    return flow[0] < 0.0 ? -size_pu : size_pu;
  }

  void Keep(std::size_t anchor, std::size_t first, std::size_t count,
            const LanePowerFlow::Workspace& work) {
    const LaneArrays& a = work.arrays();
    const std::size_t branches = basis_.limits.branches.size();
    for (std::size_t lane = 0; lane < count; ++lane) {
      if (!work.IsSolved(static_cast<int>(lane))) continue;
      for (std::size_t m = 0; m < branches; ++m) {
        before_[PlaceOf(anchor, m, first + lane)] =
            static_cast<float>(SignedCurrentPu(a, basis_.limits.branches[m].value(), lane));
      }
      for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
        before_[PlaceOf(anchor, branches + i, first + lane)] =
            static_cast<float>(a.vm[basis_.limits.buses[i].value() * kLanes + lane]);
      }
    }
  }

  // Change of the signed current since there was no applicant, per MW.
  float CalcSecant(std::size_t anchor, std::size_t m, std::size_t outage, std::size_t lane,
                   double mw, const LaneArrays& a) const {
    const double now = SignedCurrentPu(a, basis_.limits.branches[m].value(), lane);
    return static_cast<float>((now - before_[PlaceOf(anchor, m, outage)]) / mw);
  }

  void TakeSecants(std::size_t anchor, std::size_t outage, std::size_t lane, double mw,
                   const LaneArrays& a, AdverseSlopes& slopes) const {
    const std::size_t branches = basis_.limits.branches.size();
    const auto widen = [](float slope, float& up, float& down) {
      up = std::max(up, slope);
      down = std::min(down, slope);
    };
    for (std::size_t m = 0; m < branches; ++m) {
      if (!std::isfinite(before_[PlaceOf(anchor, m, outage)])) return;
      const float secant = CalcSecant(anchor, m, outage, lane, mw, a);
      const std::size_t at = m * stride_ + outage;
      widen(secant, slopes.up_mva[at], slopes.down_mva[at]);
      const float steeper = secant - intact_secant_[anchor * branches + m];
      if (!std::isfinite(steeper)) continue;
      slopes.steeper_up_mva[at] = std::max(slopes.steeper_up_mva[at], steeper);
      slopes.steeper_down_mva[at] = std::max(slopes.steeper_down_mva[at], -steeper);
    }
    for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
      const double now = a.vm[basis_.limits.buses[i].value() * kLanes + lane];
      if (now == 0.0) continue;
      widen(static_cast<float>((now - before_[PlaceOf(anchor, branches + i, outage)]) / mw),
            slopes.v_up_pu[i * stride_ + outage], slopes.v_down_pu[i * stride_ + outage]);
    }
  }

  void TakeBranchTangents(const LaneArrays& a, std::size_t outage, std::size_t lane,
                          AdverseSlopes& slopes) const {
    const double sign = query_.is_generation ? -1.0 : 1.0;
    for (std::size_t m = 0; m < basis_.limits.branches.size(); ++m) {
      const std::size_t k = basis_.limits.branches[m].value();
      const double* flow = a.flow + 4 * k * kLanes + lane;
      const double* step = a.flow_step + 4 * k * kLanes + lane;
      const double direction = flow[0] < 0.0 ? -1.0 : 1.0;
      float& up = slopes.up_mva[m * stride_ + outage];
      float& down = slopes.down_mva[m * stride_ + outage];
      for (const std::size_t end : {std::size_t{0}, std::size_t{2}}) {
        const double p = flow[end * kLanes], q = flow[(end + 1) * kLanes];
        const double dp = step[end * kLanes], dq = step[(end + 1) * kLanes];
        const double size = std::hypot(p, q);
        // Seen from the `from` end, positive when the signed current grows. Where little flows the
        // direction of the change is not yet that of the current: take its size both ways.
        double low = direction * (size > 0.0 ? (p * dp + q * dq) / size : 0.0);
        double high = low;
        if (size < kLittleFlowPu) {
          const double all = std::hypot(dp, dq);
          low = std::min(low, -all);
          high = std::max(high, all);
        }
        up = std::max(up, static_cast<float>(sign > 0 ? high : -low));
        down = std::min(down, static_cast<float>(sign > 0 ? low : -high));
      }
    }
  }

  void TakeBusTangents(const LanePowerFlow::Workspace& work, std::size_t outage, int lane,
                       AdverseSlopes& slopes) const {
    const double sign = query_.is_generation ? -1.0 : 1.0;
    for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
      const auto slope =
          static_cast<float>(sign * work.VoltagePuPerMw(basis_.limits.buses[i], lane));
      float& up = slopes.v_up_pu[i * stride_ + outage];
      float& down = slopes.v_down_pu[i * stride_ + outage];
      up = std::max(up, slope);
      down = std::min(down, slope);
    }
  }

  static constexpr double kLittleFlowPu = 0.05;  // 5 MVA

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const std::size_t stride_;
  const std::size_t used_;
  std::vector<LaneBase> bases_;
  std::vector<std::unique_ptr<LanePowerFlow::Workspace>> work_;
  std::vector<float> before_;         // [anchor × (branch, bus) × outage] without the applicant
  std::vector<float> intact_secant_;  // [anchor × branch] of the last MW
};

HostingSlopes::HostingSlopes(const HostingBasis& basis, const HostingQuery& query)
    : pass_(std::make_unique<Pass>(basis, query)) {}
HostingSlopes::~HostingSlopes() = default;

absl::StatusOr<AdverseSlopes> HostingSlopes::CalcTangents() { return pass_->CalcTangents(); }

std::vector<std::pair<std::uint32_t, std::uint16_t>> HostingSlopes::AddSecants(
    double mw, AdverseSlopes& slopes) {
  return pass_->AddSecants(mw, slopes);
}

}  // namespace solvers
