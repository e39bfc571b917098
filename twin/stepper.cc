#include "twin/stepper.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "models/base/status_macros.h"
#include "models/patch_effects.h"
#include "solvers/heat_system_step.h"
#include "twin/part_step.h"

namespace twin {
namespace {

using models::ShuntIndex;

constexpr double kFirstLossesShare = 0.02;  // of demand, until the first power flow has told
constexpr double kFirstDemandMw = 8000.0;   // order of magnitude that this share is taken of

}  // namespace

Stepper::Stepper(std::shared_ptr<const StepperParts> parts, const models::WeatherYear& weather_year)
    : parts_(std::move(parts)),
      process_(solvers::MakeWeatherProcess(*parts_->region, weather_year)) {}
Stepper::~Stepper() = default;
Stepper::Stepper(Stepper&&) noexcept = default;

const models::Region& Stepper::region() const { return *parts_->region; }
const models::AssetNames& Stepper::names() const { return parts_->names; }
const FrameLayout& Stepper::layout() const { return parts_->layout; }
const models::OsloCalendar& Stepper::calendar() const { return parts_->calendar; }
const models::WeatherYear& Stepper::weather_year() const { return process_.weather_year; }

Stepper Stepper::WithWeather(const models::WeatherYear& weather_year) const {
  return Stepper(parts_, weather_year);
}

absl::StatusOr<Stepper> Stepper::Make(std::shared_ptr<const models::Region> region,
                                      const models::WeatherYear& weather_year) {
  TWIN_ASSIGN_OR_RETURN(auto calendar, models::OsloCalendar::Load());
  TWIN_ASSIGN_OR_RETURN(auto balance,
                        solvers::MakeRegionalBalanceParams(region->grid, region->dispatch));
  TWIN_ASSIGN_OR_RETURN(auto power_flow, solvers::PowerFlow::Make(region->grid));
  models::AssetNames names(*region);
  FrameLayout layout(*region);
  auto as_built = solvers::PowerFlowInputs::MakeZero(region->grid);
  auto parts = std::make_shared<const StepperParts>(
      StepperParts{std::move(region), std::move(calendar), std::move(names), std::move(layout),
                   std::move(balance), std::move(as_built), std::move(power_flow),
                   std::make_shared<OutageFactorCache>()});
  return Stepper(std::move(parts), weather_year);
}

WorldState Stepper::MakeInitialState(models::Quarter first) const {
  const models::Region& region = *parts_->region;
  WorldState state;
  state.next = first;
  state.power_flow = solvers::PowerFlowState::MakeFlat(region.grid);
  state.shunt_step = models::Table<ShuntIndex, int>(region.grid.shunts.size(), 0);
  state.balance = solvers::MakeRegionalBalanceState(parts_->balance, parts_->calendar.At(first),
                                                    kFirstLossesShare * kFirstDemandMw);
  models::WeatherField weather(region.places.size());
  solvers::CalcWeather(process_, first, parts_->calendar.At(first), {}, weather);
  for (const models::HeatSystemParams& system : region.heat_systems) {
    state.heat.Add(solvers::MakeHeatSystemState(system, weather[system.place].effective_degc));
  }
  return state;
}

// The parts of a quarter one after the other, each from where the one before ended.
class Stepper::PartedStep {
 public:
  PartedStep(const Stepper& stepper, const WorldState& state,
             std::span<const models::Patch> patches, std::span<const double> before,
             std::span<const StalePart> stale_before)
      : stepper_(stepper), patches_(patches), before_(before), stale_before_(stale_before) {
    outcome_.next = state;
  }

  /// Keeps the power flow, when there is one.
  void KeepFlow(std::optional<StepFlow>* kept) { kept_flow_ = kept; }

  /// Up to `until`; the frame is that of the last part.
  void RunTo(models::Minute until) {
    for (const models::QuarterPart& part :
         models::CutQuarter(patches_, outcome_.next.next, until)) {
      Run(part);
    }
  }

  StepOutcome TakePicture() && { return std::move(outcome_); }

  /// The whole quarter's frame, and the next quarter's state.
  StepOutcome TakeQuarter() && {
    if (!mean_.empty()) {
      for (std::size_t i = 0; i < kSeriesCount; ++i) {
        const auto series = static_cast<Series>(i);
        if (!MeansOverQuarter(series)) continue;
        const auto mean = layout().Of(series, std::span<const double>(mean_));
        std::copy(mean.begin(), mean.end(), layout().Of(series, std::span(outcome_.frame)).begin());
      }
    }
    outcome_.next.next = outcome_.next.next + 1;
    return std::move(outcome_);
  }

 private:
  const FrameLayout& layout() const { return stepper_.layout(); }

  void Run(const models::QuarterPart& part) {
    StepOutcome done = RunPart(*stepper_.parts_, stepper_.process_, outcome_.next, patches_, part,
                               count_ == 0 ? before_ : std::span<const double>(outcome_.frame),
                               stale_before_, kept_flow_);
    if (part == models::QuarterPart{}) {
      outcome_ = std::move(done);
      return;
    }
    mean_.resize(done.frame.size(), 0.0);
    for (std::size_t i = 0; i < mean_.size(); ++i) mean_[i] += part.share() * done.frame[i];
    KeepStale(outcome_.stale, done);
    outcome_ = std::move(done);
    ++count_;
  }

  // What was stale in any part of the quarter is stale in the quarter.
  void KeepStale(const std::vector<StalePart>& earlier, StepOutcome& done) const {
    for (const StalePart& stale : earlier) {
      const bool is_known =
          std::any_of(done.stale.begin(), done.stale.end(),
                      [&](const StalePart& one) { return one.part == stale.part; });
      if (!is_known) done.stale.push_back(stale);
    }
    for (std::size_t i = 0; i < kPartCount; ++i) {
      const std::string name = PartName(static_cast<Part>(i));
      const bool is_stale = std::any_of(done.stale.begin(), done.stale.end(),
                                        [&](const StalePart& one) { return one.part == name; });
      layout().Of(Series::kPartStale, std::span(done.frame))[i] = is_stale ? 1.0 : 0.0;
    }
  }

  const Stepper& stepper_;
  const std::span<const models::Patch> patches_;
  const std::span<const double> before_;
  const std::span<const StalePart> stale_before_;
  StepOutcome outcome_;
  std::vector<double> mean_;  ///< like the frame, of the parts so far
  std::size_t count_ = 0;
  std::optional<StepFlow>* kept_flow_ = nullptr;
};

StepOutcome Stepper::Advance(const WorldState& state, std::span<const models::Patch> patches,
                             std::span<const double> before,
                             std::span<const StalePart> stale_before) const {
  PartedStep step(*this, state, patches, before, stale_before);
  step.RunTo(models::kMinutesPerQuarter);
  return std::move(step).TakeQuarter();
}

StepOutcome Stepper::Peek(const WorldState& state, std::span<const models::Patch> patches,
                          std::span<const double> before, std::span<const StalePart> stale_before,
                          models::Minute minutes) const {
  PartedStep step(*this, state, patches, before, stale_before);
  step.RunTo(minutes);
  return std::move(step).TakePicture();
}

absl::StatusOr<StepFlow> Stepper::FlowOf(const WorldState& state,
                                         std::span<const models::Patch> patches) const {
  std::optional<StepFlow> flow;
  PartedStep step(*this, state, patches, {}, {});
  step.KeepFlow(&flow);
  step.RunTo(models::kMinutesPerQuarter);
  if (!flow.has_value()) return absl::FailedPreconditionError("the quarter has no power flow");
  return *std::move(flow);
}

std::vector<StalePart> Stepper::FlaggedStale(std::span<const double> frame,
                                             models::Quarter quarter) const {
  std::vector<StalePart> stale;
  for (std::size_t part = 0; part < kPartCount; ++part) {
    if (parts_->layout.Value(Series::kPartStale, frame, part) < 0.5) continue;
    stale.push_back(
        {PartName(static_cast<Part>(part)), quarter, "the reason was logged when it happened"});
  }
  return stale;
}

}  // namespace twin
