#include "solvers/hosting_slopes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <span>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/anchor_starts.h"
#include "solvers/parallel_for.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

/// The lanes of a batch that have a solution.
struct SolvedLanes {
  void Add(std::size_t lane) { lanes[count++] = lane; }
  const std::size_t* begin() const { return lanes.data(); }
  const std::size_t* end() const { return lanes.data() + count; }

  std::array<std::size_t, kLanes> lanes{};
  std::size_t count = 0;
};

/// The slopes of one batch of outages, [row][lane]: all anchors widen them before they go back to
/// where the rows of all outages lie.
class BatchSlopes {
 public:
  BatchSlopes(std::size_t branches, std::size_t buses, std::size_t stride)
      : branches_(branches), buses_(buses), stride_(stride) {
    for (std::vector<float>* values :
         {&own_.up_mva, &own_.down_mva, &own_.steeper_up_mva, &own_.steeper_down_mva}) {
      values->resize(branches * kLanes);
    }
    for (std::vector<float>* values :
         {&own_.v_up_pu, &own_.v_down_pu, &own_.v_steeper_up_pu, &own_.v_steeper_down_pu}) {
      values->resize(buses * kLanes);
    }
  }

  void Take(const AdverseSlopes& all, std::size_t first, std::size_t count) {
    ForEachTable([&](std::vector<float> AdverseSlopes::*table, std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) {
        std::copy_n((all.*table).data() + row * stride_ + first, count,
                    (own_.*table).data() + row * kLanes);
      }
    });
  }
  void GiveBack(AdverseSlopes& all, std::size_t first, std::size_t count) const {
    ForEachTable([&](std::vector<float> AdverseSlopes::*table, std::size_t rows) {
      for (std::size_t row = 0; row < rows; ++row) {
        std::copy_n((own_.*table).data() + row * kLanes, count,
                    (all.*table).data() + row * stride_ + first);
      }
    });
  }
  AdverseSlopes& slopes() { return own_; }

 private:
  template <class Visit>
  void ForEachTable(Visit visit) const {
    visit(&AdverseSlopes::up_mva, branches_);
    visit(&AdverseSlopes::down_mva, branches_);
    visit(&AdverseSlopes::steeper_up_mva, branches_);
    visit(&AdverseSlopes::steeper_down_mva, branches_);
    visit(&AdverseSlopes::v_up_pu, buses_);
    visit(&AdverseSlopes::v_down_pu, buses_);
    visit(&AdverseSlopes::v_steeper_up_pu, buses_);
    visit(&AdverseSlopes::v_steeper_down_pu, buses_);
  }

  std::size_t branches_, buses_, stride_;
  AdverseSlopes own_;
};

}  // namespace

class HostingSlopes::Pass {
 public:
  Pass(const HostingBasis& basis, const HostingQuery& query)
      : basis_(basis),
        query_(query),
        stride_(OutageExtremes::StrideOf(basis.limits)),
        used_(query.is_n0_only ? 1 : basis.limits.outages.size()),
        bases_(basis.anchors.size()) {
    // Over a rating of one per unit a loading is the current itself.
    const std::vector<float> per_unit(basis.lanes->grid().branches.size(),
                                      static_cast<float>(models::kBaseMva));
    for (std::size_t i = 0; i < query.threads; ++i) {
      work_.push_back(basis.lanes->MakeWorkspace());
      for (int lane = 0; lane < kLanes; ++lane) work_[i]->SetRatings(lane, per_unit);
    }
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      basis.states->FillBase(basis.anchors[i], bases_[i]);
    }
    const std::size_t branches = basis.limits.branches.size(), buses = basis.limits.buses.size();
    batch_.assign(query.threads, BatchSlopes(branches, buses, stride_));
    const std::size_t batches = (used_ + kLanes - 1) / kLanes;
    bend_ratio_.assign(used_, 0.0f);
    applicant_.assign(bases_.size() * used_, {});
    before_.assign(batches * bases_.size() * (branches + buses) * kLanes,
                   std::numeric_limits<float>::quiet_NaN());
  }

  absl::StatusOr<AdverseSlopes> CalcTangents() {
    AdverseSlopes slopes;
    slopes.up_mva.assign(basis_.limits.branches.size() * stride_, 0.0f);
    slopes.down_mva.assign(slopes.up_mva.size(), 0.0f);
    slopes.v_up_pu.assign(basis_.limits.buses.size() * stride_, 0.0f);
    slopes.v_down_pu.assign(slopes.v_up_pu.size(), 0.0f);
    slopes.steeper_up_mva.assign(slopes.up_mva.size(), 0.0f);
    slopes.steeper_down_mva.assign(slopes.up_mva.size(), 0.0f);
    slopes.v_steeper_up_pu.assign(slopes.v_up_pu.size(), 0.0f);
    slopes.v_steeper_down_pu.assign(slopes.v_up_pu.size(), 0.0f);
    std::atomic<std::size_t> solved{0};
    ForEachBatch(
        0.0, slopes,
        [&](std::size_t anchor, std::size_t first, std::size_t count,
            LanePowerFlow::Workspace& work, AdverseSlopes& here) {
          SolvedLanes lanes;
          for (std::size_t lane = 0; lane < count; ++lane) {
            if (!IsLost(anchor, first + lane) && work.IsSolved(static_cast<int>(lane))) {
              lanes.Add(lane);
            }
          }
          Keep(anchor, first, lanes, work.arrays());
          const std::array<BusIndex, kLanes> buses{query_.bus, query_.bus, query_.bus, query_.bus};
          work.CalcSensitivities(buses, query_.tan_phi_ratio);
          KeepApplicant(anchor, first, lanes, work);
          solved += lanes.count;
          TakeBranchTangents(work.arrays(), lanes, here);
          TakeBusTangents(work, lanes, here);
        });
    TWIN_RETURN_IF_ERROR(query_.CheckCancelled());
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
    std::fill(bend_ratio_.begin(), bend_ratio_.end(), 0.0f);
    std::vector<std::vector<std::pair<std::uint32_t, std::uint16_t>>> lost(bases_.size());
    std::mutex mutex;
    ForEachBatch(mw, slopes,
                 [&](std::size_t anchor, std::size_t first, std::size_t count,
                     LanePowerFlow::Workspace& work, AdverseSlopes& here) {
                   SolvedLanes both;
                   for (std::size_t lane = 0; lane < count; ++lane) {
                     const std::size_t outage = first + lane;
                     if (!std::isfinite(before_[PlaceOf(anchor, 0, outage)])) continue;
                     if (work.IsSolved(static_cast<int>(lane))) {
                       both.Add(lane);
                       AddBend(anchor, outage, lane, mw, work.arrays());
                     } else {
                       bend_ratio_[outage] = std::numeric_limits<float>::infinity();
                       const std::lock_guard<std::mutex> lock(mutex);
                       lost[anchor].emplace_back(basis_.anchors[anchor],
                                                 static_cast<std::uint16_t>(outage));
                     }
                   }
                   TakeSecants(anchor, first, both, mw, work.arrays(), here);
                 });
    std::vector<std::pair<std::uint32_t, std::uint16_t>> all;
    for (const auto& some : lost) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    return all;
  }

  const std::vector<float>& bend_ratio() const { return bend_ratio_; }

 private:
  /// The applicant's voltage without it, and the size of its derivative per MW.
  struct Applicant {
    double e_pu = 0.0, f_pu = 0.0;
    double tangent_pu = 0.0;
  };

  void KeepApplicant(std::size_t anchor, std::size_t first, const SolvedLanes& lanes,
                     const LanePowerFlow::Workspace& work) {
    const LaneArrays& a = work.arrays();
    for (const std::size_t lane : lanes) {
      const std::size_t at = query_.bus.value() * kLanes + lane;
      applicant_[anchor * used_ + first + lane] = {
          a.e[at], a.f[at],
          std::hypot(work.VoltagePuPerMw(query_.bus, static_cast<int>(lane)),
                     work.VoltagePu(query_.bus, static_cast<int>(lane)) *
                         work.AngleRadPerMw(query_.bus, static_cast<int>(lane)))};
    }
  }

  // A batch of outages belongs to one thread.
  void AddBend(std::size_t anchor, std::size_t outage, std::size_t lane, double mw,
               const LaneArrays& a) {
    const Applicant& before = applicant_[anchor * used_ + outage];
    if (before.tangent_pu <= 0.0) return;
    const std::size_t at = query_.bus.value() * kLanes + lane;
    const double moved_pu = std::hypot(a.e[at] - before.e_pu, a.f[at] - before.f_pu);
    bend_ratio_[outage] =
        std::max(bend_ratio_[outage], static_cast<float>(moved_pu / (mw * before.tangent_pu)));
  }

  double DemandOf(double mw) const { return query_.is_generation ? -mw : mw; }

  // Known to have no solution without the applicant.
  bool IsLost(std::size_t anchor, std::size_t outage) const {
    return basis_.starts != nullptr && basis_.starts->Find(anchor, outage) == nullptr;
  }

  // The intact network takes the lane of an outage that is lost: it keeps no other lane waiting.
  LaneCase CaseOf(std::size_t anchor, std::size_t outage, double demand_mw) const {
    if (IsLost(anchor, outage)) outage = 0;
    return {.base = &bases_[anchor],
            .start = basis_.starts != nullptr ? basis_.starts->Find(anchor, outage) : nullptr,
            .outage = basis_.limits.outages[outage],
            .applicant = query_.bus,
            .applicant_mw = demand_mw,
            .applicant_mvar = demand_mw * query_.tan_phi_ratio};
  }

  // Secants of the intact network at every anchor; NaN where it has no solution.
  void MeasureIntactSecants(double mw) {
    const std::size_t branches = basis_.limits.branches.size();
    const std::size_t buses = basis_.limits.buses.size();
    intact_secant_.assign(bases_.size() * branches, std::numeric_limits<float>::quiet_NaN());
    intact_v_secant_.assign(bases_.size() * buses, std::numeric_limits<float>::quiet_NaN());
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
        for (std::size_t i = 0; i < buses; ++i) {
          intact_v_secant_[(first + lane) * buses + i] =
              CalcVoltageSecant(first + lane, i, 0, lane, mw, work.arrays());
        }
      }
    });
  }

  // Solves all outages at all anchors. A batch of outages belongs to one thread for all anchors:
  // columns are never shared.
  template <class Take>
  void ForEachBatch(double mw, AdverseSlopes& slopes, Take take) {
    const double demand_mw = DemandOf(mw);
    ParallelFor(
        (used_ + kLanes - 1) / kLanes, query_.threads, [&](std::size_t batch, std::size_t thread) {
          if (query_.IsCancelled()) return;
          const std::size_t first = batch * kLanes;
          const std::size_t count = std::min<std::size_t>(kLanes, used_ - first);
          batch_[thread].Take(slopes, first, count);
          for (std::size_t anchor = 0; anchor < bases_.size(); ++anchor) {
            std::array<LaneCase, kLanes> cases;
            for (std::size_t lane = 0; lane < count; ++lane) {
              cases[lane] = CaseOf(anchor, first + lane, demand_mw);
            }
            basis_.lanes->Solve(std::span(cases).first(count), kPostOutageOptions, *work_[thread]);
            work_[thread]->CalcLoadings();
            take(anchor, first, count, *work_[thread], batch_[thread].slopes());
          }
          batch_[thread].GiveBack(slopes, first, count);
        });
  }

  std::size_t PlaceOf(std::size_t anchor, std::size_t row, std::size_t outage) const {
    const std::size_t rows = basis_.limits.branches.size() + basis_.limits.buses.size();
    const std::size_t batch = outage / kLanes, lane = outage % kLanes;
    return ((batch * bases_.size() + anchor) * rows + row) * kLanes + lane;
  }

  // Larger current of both ends in per unit, signed as P at `from`.
  static double SignedCurrentPu(const LaneArrays& a, BranchIndex branch, std::size_t lane) {
    return a.loading[branch.value() * kLanes + lane];
  }

  void Keep(std::size_t anchor, std::size_t first, const SolvedLanes& lanes, const LaneArrays& a) {
    const std::size_t branches = basis_.limits.branches.size();
    for (std::size_t m = 0; m < branches; ++m) {
      float* before = before_.data() + PlaceOf(anchor, m, first);
      for (const std::size_t lane : lanes) {
        before[lane] = static_cast<float>(SignedCurrentPu(a, basis_.limits.branches[m], lane));
      }
    }
    for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
      float* before = before_.data() + PlaceOf(anchor, branches + i, first);
      const double* vm = a.vm + basis_.limits.buses[i].value() * kLanes;
      for (const std::size_t lane : lanes) before[lane] = static_cast<float>(vm[lane]);
    }
  }

  // Change of the signed current since there was no applicant, per MW.
  float CalcSecant(std::size_t anchor, std::size_t m, std::size_t outage, std::size_t lane,
                   double mw, const LaneArrays& a) const {
    const double now = SignedCurrentPu(a, basis_.limits.branches[m], lane);
    return static_cast<float>((now - before_[PlaceOf(anchor, m, outage)]) / mw);
  }

  // Change of a voltage since there was no applicant, per MW; NaN without voltage.
  float CalcVoltageSecant(std::size_t anchor, std::size_t i, std::size_t outage, std::size_t lane,
                          double mw, const LaneArrays& a) const {
    const double now = a.vm[basis_.limits.buses[i].value() * kLanes + lane];
    if (now == 0.0) return std::numeric_limits<float>::quiet_NaN();
    const std::size_t row = basis_.limits.branches.size() + i;
    return static_cast<float>((now - before_[PlaceOf(anchor, row, outage)]) / mw);
  }

  void TakeSecants(std::size_t anchor, std::size_t first, const SolvedLanes& lanes, double mw,
                   const LaneArrays& a, AdverseSlopes& slopes) const {
    const std::size_t branches = basis_.limits.branches.size();
    const std::size_t buses = basis_.limits.buses.size();
    const auto widen = [](float slope, float& up, float& down) {
      up = std::max(up, slope);
      down = std::min(down, slope);
    };
    const auto widen_steeper = [](float steeper, float& up, float& down) {
      if (!std::isfinite(steeper)) return;
      up = std::max(up, steeper);
      down = std::max(down, -steeper);
    };
    for (std::size_t m = 0; m < branches; ++m) {
      const float intact = intact_secant_[anchor * branches + m];
      for (const std::size_t lane : lanes) {
        const float secant = CalcSecant(anchor, m, first + lane, lane, mw, a);
        const std::size_t at = m * kLanes + lane;
        widen(secant, slopes.up_mva[at], slopes.down_mva[at]);
        widen_steeper(secant - intact, slopes.steeper_up_mva[at], slopes.steeper_down_mva[at]);
      }
    }
    for (std::size_t i = 0; i < buses; ++i) {
      const float intact = intact_v_secant_[anchor * buses + i];
      for (const std::size_t lane : lanes) {
        const float secant = CalcVoltageSecant(anchor, i, first + lane, lane, mw, a);
        if (std::isnan(secant)) continue;
        const std::size_t at = i * kLanes + lane;
        widen(secant, slopes.v_up_pu[at], slopes.v_down_pu[at]);
        widen_steeper(secant - intact, slopes.v_steeper_up_pu[at], slopes.v_steeper_down_pu[at]);
      }
    }
  }

  // Lowest and highest change of one end's signed size per MW, seen from `from`. Where little flows
  // the direction of the change is not yet that of the current: its size counts both ways.
  static void WidenByEnd(const double* flow, const double* step, std::size_t lane, double direction,
                         double& low, double& high) {
    const double p = flow[lane], q = flow[kLanes + lane];
    const double dp = step[lane], dq = step[kLanes + lane];
    const double size = std::sqrt(p * p + q * q);
    const double along = direction * (size > 0.0 ? (p * dp + q * dq) / size : 0.0);
    low = std::min(low, along);
    high = std::max(high, along);
    if (size >= kLittleFlowPu) return;
    const double all = std::sqrt(dp * dp + dq * dq);
    low = std::min(low, -all);
    high = std::max(high, all);
  }

  void TakeBranchTangents(const LaneArrays& a, const SolvedLanes& lanes,
                          AdverseSlopes& slopes) const {
    for (std::size_t m = 0; m < basis_.limits.branches.size(); ++m) {
      const std::size_t k = basis_.limits.branches[m].value();
      const double* flow = a.flow + 4 * k * kLanes;
      const double* step = a.flow_step + 4 * k * kLanes;
      for (const std::size_t lane : lanes) {
        const double direction = flow[lane] < 0.0 ? -1.0 : 1.0;
        double low = std::numeric_limits<double>::infinity(), high = -low;
        WidenByEnd(flow, step, lane, direction, low, high);
        WidenByEnd(flow + 2 * kLanes, step + 2 * kLanes, lane, direction, low, high);
        const std::size_t at = m * kLanes + lane;
        float& up = slopes.up_mva[at];
        float& down = slopes.down_mva[at];
        up = std::max(up, static_cast<float>(query_.is_generation ? -low : high));
        down = std::min(down, static_cast<float>(query_.is_generation ? -high : low));
      }
    }
  }

  void TakeBusTangents(const LanePowerFlow::Workspace& work, const SolvedLanes& lanes,
                       AdverseSlopes& slopes) const {
    const double sign = query_.is_generation ? -1.0 : 1.0;
    for (std::size_t i = 0; i < basis_.limits.buses.size(); ++i) {
      for (const std::size_t lane : lanes) {
        const auto slope = static_cast<float>(
            sign * work.VoltagePuPerMw(basis_.limits.buses[i], static_cast<int>(lane)));
        float& up = slopes.v_up_pu[i * kLanes + lane];
        float& down = slopes.v_down_pu[i * kLanes + lane];
        up = std::max(up, slope);
        down = std::min(down, slope);
      }
    }
  }

  static constexpr double kLittleFlowPu = 0.05;  // 5 MVA

  const HostingBasis& basis_;
  const HostingQuery& query_;
  const std::size_t stride_;
  const std::size_t used_;
  std::vector<LaneBase> bases_;
  std::vector<std::unique_ptr<LanePowerFlow::Workspace>> work_;
  std::vector<BatchSlopes> batch_;  // [thread]
  std::vector<float> before_;       // [batch × anchor × (branch, bus) × lane] without applicant
  std::vector<Applicant> applicant_;    // [anchor × outage]
  std::vector<float> bend_ratio_;       // [outage]
  std::vector<float> intact_secant_;    // [anchor × branch] of the last MW
  std::vector<float> intact_v_secant_;  // [anchor × bus] likewise
};

HostingSlopes::HostingSlopes(const HostingBasis& basis, const HostingQuery& query)
    : pass_(std::make_unique<Pass>(basis, query)) {}
HostingSlopes::~HostingSlopes() = default;

absl::StatusOr<AdverseSlopes> HostingSlopes::CalcTangents() { return pass_->CalcTangents(); }

std::vector<std::pair<std::uint32_t, std::uint16_t>> HostingSlopes::AddSecants(
    double mw, AdverseSlopes& slopes) {
  return pass_->AddSecants(mw, slopes);
}

const std::vector<float>& HostingSlopes::bend_ratio() const { return pass_->bend_ratio(); }

}  // namespace solvers
