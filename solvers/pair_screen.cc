#include "solvers/pair_screen.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "solvers/screen_kernels.h"

namespace solvers {
namespace {

constexpr double kLeastSlopeRatio = 0.005;
constexpr std::size_t kLargestPart = 10;
constexpr double kLeastBeta = 0.7, kLargestBeta = 1.4;
constexpr double kRidgeShare = 0.01;
constexpr double kLeastSpreadMw = 0.01;
constexpr float kExplainedRatio = 0.9F;
constexpr double kUnexplainedShare = 0.5;
constexpr std::size_t kTileQuarters = 1024;  // flows of a tile stay in the cache

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

PairScreen::PairScreen(const HostingBasis& basis, const HostingQuery& query,
                       std::span<const ScreenPair> pairs)
    : bus_count_(basis.dc.bus_count) {
  const double applicant = query.is_generation ? 1.0 : -1.0;  // injection per MW
  for (const ScreenPair& pair : pairs) {
    const models::BranchIndex branch = basis.limits.branches[pair.row];
    const models::BranchIndex outage = basis.limits.outages[pair.outage];
    if (branch == outage) continue;
    const double lodf = outage.valid() ? basis.dc.Lodf(branch, outage) : 0.0;
    const double sign = pair.is_rising ? 1.0 : -1.0;
    const auto weight = [&](models::BusIndex bus) {
      double ratio = basis.dc.Ptdf(branch, bus);
      if (lodf != 0.0) ratio += lodf * basis.dc.Ptdf(outage, bus);
      return sign * ratio;
    };
    const double slope = applicant * weight(query.bus);
    if (slope < kLeastSlopeRatio) continue;
    const auto rated = std::find(rated_.begin(), rated_.end(), branch);
    pairs_.push_back(
        {branch, outage, sign, lodf, static_cast<std::size_t>(rated - rated_.begin())});
    if (rated == rated_.end()) rated_.push_back(branch);
    offset_mw_.push_back(0.0F);
    slope_ratio_.push_back(static_cast<float>(slope));
    for (std::size_t bus = 0; bus < bus_count_; ++bus) {
      weight_ratio_.push_back(static_cast<float>(weight(models::BusIndex(bus))));
    }
  }
}

void PairScreen::Calibrate(std::span<const float> injection_mw, const PlanningStates& states) {
  const std::size_t count = states.quarter_count();
  const auto buses = static_cast<Eigen::Index>(bus_count_);
  const Eigen::Map<const RowMajor> injections(injection_mw.data(), static_cast<Eigen::Index>(count),
                                              buses);
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    Eigen::Map<Eigen::VectorXf> weight(weight_ratio_.data() + p * bus_count_, buses);
    const Eigen::VectorXf linear_mw = injections * weight;
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    const std::size_t most = std::max<std::size_t>(1, count / kLargestPart);
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most - 1),
                     order.end(), [&](std::uint32_t a, std::uint32_t b) {
                       return linear_mw[static_cast<Eigen::Index>(a)] >
                              linear_mw[static_cast<Eigen::Index>(b)];
                     });
    double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
    for (std::size_t i = 0; i < most; ++i) {
      const std::uint32_t q = order[i];
      if (!states.IsSolved(q)) continue;
      const std::size_t l = pairs_[p].branch.value();
      const double p_mw = states.FlowMw(q)[l], q_mvar = states.FlowMvar(q)[l];
      double flow_mva = std::copysign(std::hypot(p_mw, q_mvar), p_mw);
      if (pairs_[p].outage.valid()) {
        flow_mva +=
            pairs_[p].lodf_ratio * static_cast<double>(states.FlowMw(q)[pairs_[p].outage.value()]);
      }
      const double x = linear_mw[static_cast<Eigen::Index>(q)], y = pairs_[p].sign_ratio * flow_mva;
      n += 1.0;
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
    const double spread = n * sxx - sx * sx;
    if (n < 2.0 || !(spread > 0.0)) continue;
    const double slope = (n * sxy - sx * sy) / spread;
    if (!(slope > kLeastBeta && slope < kLargestBeta)) continue;
    offset_mw_[p] = static_cast<float>((sy - slope * sx) / n);
    weight *= static_cast<float>(slope);
  }
}

void PairScreen::Learn(std::span<const float> injection_mw, std::span<const float> screened_mw,
                       std::span<const float> taken_mw, std::span<const std::uint8_t> known,
                       std::span<const float> profile_share) {
  std::vector<std::size_t> quarters;
  for (std::size_t q = 0; q < taken_mw.size(); ++q) {
    const float share = profile_share.empty() ? 1.0F : profile_share[q];
    const bool is_explained = taken_mw[q] > kExplainedRatio * screened_mw[q];
    if (known[q] != 0 && share > 0.0F && !is_explained) quarters.push_back(q);
  }
  const auto row = [&](std::size_t q) {
    return Eigen::Map<const Eigen::VectorXf>(injection_mw.data() + q * bus_count_,
                                             static_cast<Eigen::Index>(bus_count_))
        .cast<double>();
  };
  const auto count = static_cast<double>(quarters.size());
  if (quarters.empty()) return;
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(bus_count_));
  Eigen::VectorXd square = mean;
  for (const std::size_t q : quarters) {
    mean += row(q) / count;
    square += row(q).cwiseAbs2() / count;
  }
  const Eigen::VectorXd spread = (square - mean.cwiseAbs2()).cwiseMax(0.0).cwiseSqrt();
  std::vector<Eigen::Index> moving;
  for (Eigen::Index b = 0; b < spread.size(); ++b) {
    if (spread[b] > kLeastSpreadMw) moving.push_back(b);
  }
  if (quarters.size() < 2 * moving.size() || moving.empty()) return;
  const auto width = static_cast<Eigen::Index>(moving.size());
  Eigen::MatrixXd x(static_cast<Eigen::Index>(quarters.size()), width);
  Eigen::VectorXd y(static_cast<Eigen::Index>(quarters.size()));
  for (std::size_t i = 0; i < quarters.size(); ++i) {
    const Eigen::VectorXd here = row(quarters[i]);
    const auto at = static_cast<Eigen::Index>(i);
    for (Eigen::Index k = 0; k < width; ++k) {
      const Eigen::Index b = moving[static_cast<std::size_t>(k)];
      x(at, k) = (here[b] - mean[b]) / spread[b];
    }
    const float share = profile_share.empty() ? 1.0F : profile_share[quarters[i]];
    y[at] = static_cast<double>(taken_mw[quarters[i]] * share);
  }
  const double mean_mw = y.mean();
  Eigen::MatrixXd normal = x.transpose() * x;
  normal.diagonal().array() += kRidgeShare * count;
  const Eigen::VectorXd weight =
      normal.ldlt().solve(x.transpose() * (y.array() - mean_mw).matrix());
  const double left = (x * weight - (y.array() - mean_mw).matrix()).squaredNorm();
  const double all = (y.array() - mean_mw).matrix().squaredNorm();
  if (!(left < kUnexplainedShare * all)) return;
  learned_ratio_.assign(bus_count_, 0.0F);
  double offset_mw = mean_mw;
  for (Eigen::Index k = 0; k < width; ++k) {
    const Eigen::Index b = moving[static_cast<std::size_t>(k)];
    learned_ratio_[static_cast<std::size_t>(b)] = static_cast<float>(weight[k] / spread[b]);
    offset_mw -= weight[k] * mean[b] / spread[b];
  }
  learned_mw_ = static_cast<float>(offset_mw);
}

// [group of kScreenWidth pairs × bus × kScreenWidth], 0 beyond the last pair.
std::vector<float> PairScreen::WeightsByBus(std::size_t groups) const {
  std::vector<float> weights(groups * bus_count_ * kScreenWidth, 0.0F);
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    for (std::size_t b = 0; b < bus_count_; ++b) {
      weights[(p / kScreenWidth * bus_count_ + b) * kScreenWidth + p % kScreenWidth] =
          weight_ratio_[p * bus_count_ + b];
    }
  }
  return weights;
}

std::vector<float> PairScreen::Calc(
    std::span<const float> injection_mw, std::size_t count,
    const std::function<double(models::BranchIndex, std::size_t)>& rating_mva,
    std::span<const float> profile_share, double most_mw, std::vector<float>* nearest_mw) const {
  std::vector<float> taken_mw(count, static_cast<float>(most_mw));
  if (nearest_mw != nullptr) nearest_mw->assign(count, static_cast<float>(most_mw));
  const auto buses = static_cast<Eigen::Index>(bus_count_);
  const std::size_t groups = (pairs_.size() + kScreenWidth - 1) / kScreenWidth;
  const std::vector<float> weights = WeightsByBus(groups);
  const ScreenKernels& kernels = ChooseScreenKernels();
  std::vector<float> flow_mw(groups * kTileQuarters * kScreenWidth);
  std::vector<float> limits_mw(rated_.size());
  Eigen::VectorXf learned_mw;
  const Eigen::Map<const Eigen::VectorXf> learned(learned_ratio_.data(), has_learned() ? buses : 0);
  for (std::size_t first = 0; first < count; first += kTileQuarters) {
    const std::size_t tile = std::min(kTileQuarters, count - first);
    const Eigen::Map<const RowMajor> injections(injection_mw.data() + first * bus_count_,
                                                static_cast<Eigen::Index>(tile), buses);
    for (std::size_t g = 0; g < groups; ++g) {
      kernels.calc_flows(injection_mw.data() + first * bus_count_, tile, bus_count_,
                         weights.data() + g * bus_count_ * kScreenWidth,
                         flow_mw.data() + g * kTileQuarters * kScreenWidth);
    }
    if (has_learned()) learned_mw = injections * learned;
    for (std::size_t i = 0; i < tile; ++i) {
      const std::size_t quarter = first + i;
      const float share = profile_share.empty() ? 1.0F : profile_share[quarter];
      if (share <= 0.0F) continue;
      float least_mw = taken_mw[quarter];
      for (std::size_t r = 0; r < rated_.size(); ++r) {
        limits_mw[r] = static_cast<float>(rating_mva(rated_[r], quarter));
      }
      for (std::size_t p = 0; p < pairs_.size(); ++p) {
        const float limit_mw = limits_mw[pairs_[p].rated];
        const std::size_t at = (p / kScreenWidth * kTileQuarters + i) * kScreenWidth;
        float room_mw = limit_mw - offset_mw_[p] - flow_mw[at + p % kScreenWidth];
        if (nearest_mw != nullptr) {
          float& nearest = (*nearest_mw)[quarter];
          nearest = std::min(nearest, std::abs(room_mw) / (slope_ratio_[p] * share));
        }
        // What is broken today may be worsened a little.
        if (room_mw < 0.0F) room_mw = static_cast<float>(kWorseningShare) * limit_mw;
        least_mw = std::min(least_mw, room_mw / (slope_ratio_[p] * share));
      }
      if (has_learned()) {
        const float room_mw = learned_mw_ + learned_mw[static_cast<Eigen::Index>(i)];
        least_mw = std::min(least_mw, std::max(0.0F, room_mw) / share);
      }
      taken_mw[quarter] = least_mw;
    }
  }
  return taken_mw;
}

RankMap::RankMap(std::span<const float> screened_mw, std::span<const float> taken_mw,
                 double below_mw) {
  for (std::size_t i = 0; i < taken_mw.size(); ++i) {
    if (static_cast<double>(taken_mw[i]) >= below_mw) continue;
    screened_mw_.push_back(screened_mw[i]);
    taken_mw_.push_back(taken_mw[i]);
  }
  std::sort(screened_mw_.begin(), screened_mw_.end());
  std::sort(taken_mw_.begin(), taken_mw_.end());
}

double RankMap::CalcMw(double screened_mw) const {
  if (screened_mw_.empty() || screened_mw >= screened_mw_.back()) return screened_mw;
  if (screened_mw <= screened_mw_.front()) {
    const double lowest_mw = screened_mw_.front();
    const double ratio = lowest_mw > 0.0 ? taken_mw_.front() / lowest_mw : 1.0;
    return std::max(0.0, std::min(ratio * screened_mw, taken_mw_.front()));
  }
  const auto above = std::upper_bound(screened_mw_.begin(), screened_mw_.end(), screened_mw);
  const auto i = static_cast<std::size_t>(above - screened_mw_.begin());
  const double width_mw = screened_mw_[i] - screened_mw_[i - 1];
  const double part = width_mw > 0.0 ? (screened_mw - screened_mw_[i - 1]) / width_mw : 0.0;
  return taken_mw_[i - 1] + part * (taken_mw_[i] - taken_mw_[i - 1]);
}

}  // namespace solvers
