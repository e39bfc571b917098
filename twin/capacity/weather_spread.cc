#include "twin/capacity/weather_spread.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/curtailment.h"
#include "solvers/pair_hosting.h"
#include "solvers/parallel_for.h"
#include "solvers/scoped_states.h"

namespace twin::capacity {
namespace {

constexpr std::size_t kTightQuarters = 8;  // of the lowest screened MW …
constexpr std::size_t kNearQuarters = 8;   // … and those with a limit nearest, broken or not
constexpr std::size_t kApartQuarters = 8;  // two hours
constexpr std::size_t kMostOutages = 96;

// Quarters of a weather year that were made again: inputs, and a start from the planned year.
class GivenStates final : public solvers::PlanningStates {
 public:
  GivenStates(const solvers::HostingBasis& planned, const planning::WeatherYear& year,
              std::vector<std::uint32_t> quarters)
      : planned_(planned), year_(year), quarters_(std::move(quarters)) {}

  absl::Status Make() {
    const auto& branches = planned_.lanes->grid().branches;
    for (const std::uint32_t quarter : quarters_) {
      TWIN_ASSIGN_OR_RETURN(auto inputs, year_.MakeInputs(quarter));
      std::vector<float> rating_mva, q_max_mvar;
      for (std::size_t k = 0; k < branches.size(); ++k) {
        rating_mva.push_back(
            static_cast<float>(year_.CalcRatingMva(models::BranchIndex(k), quarter)));
      }
      for (std::size_t i = 0; i < inputs.q_max_mvar.size(); ++i) {
        const models::BusIndex bus(i);
        q_max_mvar.push_back(inputs.regulates[bus] != 0 ? static_cast<float>(inputs.q_max_mvar[bus])
                                                        : 0.0F);
      }
      inputs_.push_back(std::move(inputs));
      rating_mva_.push_back(std::move(rating_mva));
      q_max_mvar_.push_back(std::move(q_max_mvar));
    }
    return absl::OkStatus();
  }

  std::size_t quarter_count() const override { return quarters_.size(); }
  bool IsSolved(std::size_t) const override { return true; }
  void FillBase(std::size_t quarter, solvers::LaneBase& base) const override {
    solvers::PowerFlowInputs inputs;
    solvers::PowerFlowState state;
    Read(quarter, inputs, state);
    planned_.lanes->FillBase(inputs, state, base).IgnoreError();
  }
  void Read(std::size_t quarter, solvers::PowerFlowInputs& inputs,
            solvers::PowerFlowState& state) const override {
    const std::size_t at =
        std::min<std::size_t>(quarters_[quarter], planned_.states->quarter_count() - 1);
    planned_.states->Read(at, inputs, state);
    inputs = inputs_[quarter];
  }
  std::span<const float> RatingMva(std::size_t quarter) const override {
    return rating_mva_[quarter];
  }
  std::span<const float> FlowMw(std::size_t) const override { return {}; }
  std::span<const float> FlowMvar(std::size_t) const override { return {}; }
  std::span<const float> VoltagePu(std::size_t) const override { return {}; }
  std::span<const float> InjectionMw(std::size_t) const override { return {}; }
  std::span<const float> QMaxMvar(std::size_t quarter) const override {
    return q_max_mvar_[quarter];
  }

 private:
  const solvers::HostingBasis& planned_;
  const planning::WeatherYear& year_;
  const std::vector<std::uint32_t> quarters_;
  std::vector<solvers::PowerFlowInputs> inputs_;
  std::vector<std::vector<float>> rating_mva_, q_max_mvar_;
};

class Spread {
 public:
  Spread(const solvers::HostingBasis& basis, const WeatherSpreadQuestion& question,
         solvers::HostingScope scope)
      : basis_(basis),
        question_(question),
        scope_(std::move(scope)),
        outages_(MetFirst()),
        screen_(basis, question.answered.query, scope_.pairs),
        ranks_(LearnRanks()) {}

  absl::StatusOr<WeatherYearAnswer> Ask(const planning::WeatherYear& year) const {
    const std::size_t count = year.quarter_count();
    const std::vector<float> shares = SharesOf(count);
    std::vector<float> nearest_mw;
    const std::vector<float> screened_mw = screen_.Calc(
        {year.InjectionMw(0).data(), count * basis_.dc.bus_count}, count,
        [&](models::BranchIndex branch, std::size_t quarter) {
          return year.CalcRatingMva(branch, quarter);
        },
        shares, question_.level_mw, &nearest_mw);
    WeatherYearAnswer answer{.weather_year = year.weather_year()};
    std::vector<float> taken_mw;
    for (const float mw : screened_mw) {
      taken_mw.push_back(static_cast<float>(ranks_.CalcMw(static_cast<double>(mw))));
    }
    const auto cut = solvers::CalcCurtailment(taken_mw, shares, {}, question_.requested_mw);
    answer.cut_h = cut.cut_h;
    answer.cut_mwh = cut.energy_mwh;
    TWIN_RETURN_IF_ERROR(
        Check(year, ChooseQuarters(year, screened_mw, nearest_mw), shares, answer));
    return answer;
  }

 private:
  // What the year's answer met is met first here, too: the others are then solved at less.
  std::vector<std::uint16_t> MetFirst() const {
    std::vector<std::uint16_t> outages = scope_.outages;
    const auto met = solvers::MetBy(question_.answered.firm);
    std::stable_partition(outages.begin(), outages.end(), [&](std::uint16_t outage) {
      return std::any_of(met.begin(), met.end(), [&](const auto& limit) {
        return limit.outage == basis_.limits.outages[outage];
      });
    });
    return outages;
  }

  // What the planned year's AC answers teach the screen, and what its numbers are worth.
  solvers::RankMap LearnRanks() {
    const solvers::PlanningStates& states = *basis_.states;
    const std::size_t count = states.quarter_count();
    std::vector<float> injection_mw;
    for (std::size_t q = 0; q < count; ++q) {
      const auto row = states.InjectionMw(q);
      injection_mw.insert(injection_mw.end(), row.begin(), row.end());
    }
    const auto& shares = question_.answered.query.profile_share;
    const auto calc = [&] {
      return screen_.Calc(
          injection_mw, count,
          [&](models::BranchIndex branch, std::size_t quarter) {
            return static_cast<double>(states.RatingMva(quarter)[branch.value()]);
          },
          shares, question_.level_mw);
    };
    screen_.Calibrate(injection_mw, states);
    screen_.Learn(injection_mw, calc(), question_.answered.quarter_mw, question_.is_checked,
                  shares);
    return solvers::RankMap(calc(), question_.answered.quarter_mw, question_.up_to_mw);
  }

  std::vector<float> SharesOf(std::size_t count) const {
    std::vector<float> shares = question_.answered.query.profile_share;
    if (!shares.empty()) shares.resize(count, shares.back());
    return shares;
  }

  static void TakeLowest(const std::vector<float>& mw, std::size_t most,
                         std::vector<std::uint32_t>& chosen) {
    std::vector<std::uint32_t> order(mw.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(mw[a], a) < std::pair(mw[b], b);
    });
    const std::size_t before = chosen.size();
    for (const std::uint32_t quarter : order) {
      if (chosen.size() == before + most) return;
      if (!IsNear(chosen, quarter)) chosen.push_back(quarter);
    }
  }

  static bool IsNear(const std::vector<std::uint32_t>& chosen, std::uint32_t quarter) {
    return std::any_of(chosen.begin(), chosen.end(), [&](std::uint32_t other) {
      return std::max(quarter, other) - std::min(quarter, other) < kApartQuarters;
    });
  }

  std::vector<std::uint32_t> ChooseQuarters(const planning::WeatherYear& year,
                                            const std::vector<float>& screened_mw,
                                            const std::vector<float>& nearest_mw) const {
    std::vector<std::uint32_t> chosen;
    TakeLowest(screened_mw, kTightQuarters, chosen);
    TakeLowest(nearest_mw, kNearQuarters, chosen);
    const std::uint32_t peak = year.peak_quarter();
    if (!IsNear(chosen, peak)) chosen.push_back(peak);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  absl::Status Check(const planning::WeatherYear& year, std::vector<std::uint32_t> quarters,
                     const std::vector<float>& shares, WeatherYearAnswer& answer) const {
    GivenStates given(basis_, year, quarters);
    TWIN_RETURN_IF_ERROR(given.Make());
    std::vector<std::uint32_t> positions(quarters.size());
    std::iota(positions.begin(), positions.end(), 0U);
    std::vector<solvers::SeriesSolvers> solvers;
    solvers.emplace_back(*basis_.scalar, *basis_.lanes);
    TWIN_ASSIGN_OR_RETURN(
        const auto states,
        solvers::ScopedStates::Make(given, basis_.lanes->grid(), positions, {}, solvers));
    solvers::HostingQuery query = question_.answered.query;
    query.cap_mw = scope_.level_mw;
    query.profile_share.clear();
    for (const std::uint32_t quarter : quarters) {
      if (!shares.empty()) query.profile_share.push_back(shares[quarter]);
    }
    TWIN_RETURN_IF_ERROR(query.CheckCancelled());
    const auto found = CalcPairHosting({basis_, *states, outages_}, query);
    answer.firm_mw = found.firm_mw;
    answer.is_at_least = found.is_at_least;
    answer.binding = found.binding;
    if (found.binding.kind != solvers::LimitKind::kNone) {
      answer.binding.quarter = quarters[found.binding.quarter];
    }
    return absl::OkStatus();
  }

  const solvers::HostingBasis& basis_;
  const WeatherSpreadQuestion& question_;
  const solvers::HostingScope scope_;
  const std::vector<std::uint16_t> outages_;
  solvers::PairScreen screen_;
  const solvers::RankMap ranks_;
};

}  // namespace

absl::StatusOr<std::vector<WeatherYearAnswer>> CalcWeatherSpread(
    const solvers::HostingBasis& basis, const WeatherSpreadQuestion& question,
    std::span<const planning::WeatherYear* const> years) {
  const solvers::HostingQuery& query = question.answered.query;
  auto options = question.answered.MakeScopeOptions(question.level_mw);
  options.most_outages = kMostOutages;
  TWIN_ASSIGN_OR_RETURN(solvers::HostingScope scope,
                        solvers::ChooseHostingScope(basis, query, options));
  const Spread spread(basis, question, std::move(scope));
  std::vector<absl::StatusOr<WeatherYearAnswer>> found(years.size());
  solvers::ParallelFor(years.size(), query.threads, [&](std::size_t i, std::size_t) {
    if (!query.IsCancelled()) found[i] = spread.Ask(*years[i]);
  });
  std::vector<WeatherYearAnswer> answers;
  TWIN_RETURN_IF_ERROR(query.CheckCancelled());
  for (auto& one : found) {
    if (!one.ok()) return one.status();
    answers.push_back(*std::move(one));
  }
  return answers;
}

}  // namespace twin::capacity
