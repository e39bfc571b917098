#include "solvers/mv_hosting.h"

#include <cmath>
#include <complex>
#include <cstddef>

namespace solvers {
namespace {

using models::MvNodeIndex;
using Complex = std::complex<double>;

constexpr double kToleranceMw = 1e-4;

class Hosting {
 public:
  Hosting(const models::MvGrid& grid, const MvLimits& limits, const MvHostingQuestion& question)
      : limits_(limits),
        question_(question),
        index_(models::FeederOf(grid, question.node)),
        supply_(grid.supplies[grid.feeders[index_].supply]),
        feeder_(MakeRadialFeeder(grid, index_)) {
    inputs_.busbar_v_pu = limits.busbar_v_pu;
    inputs_.demand_ratio = question.demand_ratio;
    inputs_.applicant = static_cast<int>(question.node.value() - feeder_.first.value());
    for (const Complex& demand_mva : feeder_.demand_mva) feeder_mva_ += demand_mva;
    feeder_mva_ *= question.demand_ratio;
  }

  MvHostingAnswer Run() {
    if (!Holds(0.0)) {
      Note();
      answer_.is_broken_today = true;
      answer_.value = is_solved_ ? CalcValue() : 0.0;
      return answer_;
    }
    double good_mw = 0.0, bad_mw = question_.wanted_mw;
    if (Holds(bad_mw)) {
      good_mw = bad_mw;
    } else {
      Note();
      while (std::abs(bad_mw - good_mw) > kToleranceMw) {
        const double middle_mw = 0.5 * (good_mw + bad_mw);
        if (Holds(middle_mw)) {
          good_mw = middle_mw;
        } else {
          bad_mw = middle_mw;
          Note();
        }
      }
    }
    if (answer_.binding != MvBinding::kNone) {
      Holds(0.0);
      answer_.value = CalcValue();
    }
    Holds(good_mw);  // its voltages
    answer_.free_mw = good_mw;
    answer_.feeder_v_pu = std::abs(solution_.v_pu[static_cast<std::size_t>(inputs_.applicant)]);
    answer_.solves = solves_;
    return answer_;
  }

 private:
  void Note() {
    answer_.binding = binding_;
    answer_.where = where_;
    answer_.limit = LimitOf(binding_);
  }

  double LimitOf(MvBinding binding) const {
    switch (binding) {
      case MvBinding::kLowVoltage:
        return limits_.v_min_pu;
      case MvBinding::kHighVoltage:
        return limits_.v_max_pu;
      case MvBinding::kLineLoading:
        return limits_.loading_max_share;
      case MvBinding::kTransformers:
        return 1.0;
      case MvBinding::kNone:
        break;
    }
    return 0.0;
  }

  // The binding quantity at its place in the last solution.
  double CalcValue() const {
    if (answer_.binding == MvBinding::kTransformers) return CalcUnitsShare();
    const std::size_t row = answer_.where.value() - feeder_.first.value();
    return answer_.binding == MvBinding::kLineLoading
               ? CalcLoadingShare(feeder_, inputs_, solution_, row)
               : std::abs(solution_.v_pu[row]);
  }

  MvNodeIndex NodeAt(int row) const {
    return row < 0 ? MvNodeIndex()
                   : MvNodeIndex(feeder_.first.value() + static_cast<std::size_t>(row));
  }

  // Whether everything is kept; else which limit is broken the most.
  bool Holds(double active_mw) {
    ++solves_;
    inputs_.applicant_mva = active_mw * Complex(1.0, question_.tan_phi_ratio);
    binding_ = MvBinding::kNone;
    is_solved_ = SolveRadial(feeder_, inputs_, solution_);
    if (!is_solved_) {
      Break(MvBinding::kLowVoltage, question_.node);
      return false;
    }
    double worst = 0.0;
    const auto judge = [&](double excess, MvBinding binding, MvNodeIndex where) {
      if (!(excess > worst)) return;
      worst = excess;
      Break(binding, where);
    };
    judge(limits_.v_min_pu - solution_.lowest_v_pu, MvBinding::kLowVoltage,
          NodeAt(solution_.lowest_node));
    judge(solution_.highest_v_pu - limits_.v_max_pu, MvBinding::kHighVoltage,
          NodeAt(solution_.highest_node));
    judge(solution_.highest_loading_share - limits_.loading_max_share, MvBinding::kLineLoading,
          NodeAt(solution_.loaded_node));
    judge(CalcUnitsShare() - 1.0, MvBinding::kTransformers, MvNodeIndex());
    return binding_ == MvBinding::kNone;
  }

  void Break(MvBinding binding, MvNodeIndex where) {
    binding_ = binding;
    where_ = where;
  }

  // Apparent power of the busbar over what its units carry without one of them.
  double CalcUnitsShare() const {
    const Complex all_mva =
        supply_.cold_mw * question_.demand_ratio * Complex(1.0, supply_.tan_phi_ratio);
    const Complex with_mva = all_mva - feeder_mva_ + solution_.taken_mva;
    const double carried_mva =
        supply_.transformer_count > 1
            ? (supply_.transformer_count - 1) * supply_.transformer_mva * limits_.emergency_ratio
            : supply_.transformer_mva;
    return std::abs(with_mva) / carried_mva;
  }

  const MvLimits& limits_;
  const MvHostingQuestion& question_;
  const models::MvFeederIndex index_;
  const models::MvSupply& supply_;
  const RadialFeeder feeder_;
  Complex feeder_mva_{};
  RadialInputs inputs_;
  RadialSolution solution_;
  MvBinding binding_ = MvBinding::kNone;
  MvNodeIndex where_;
  bool is_solved_ = false;
  MvHostingAnswer answer_;
  int solves_ = 0;
};

}  // namespace

MvHostingAnswer CalcMvHosting(const models::MvGrid& grid, const MvLimits& limits,
                              const MvHostingQuestion& question) {
  return Hosting(grid, limits, question).Run();
}

}  // namespace solvers
