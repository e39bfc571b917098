#include "twin/scenario/look_ahead.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/climate/member_seed.h"
#include "solvers/parallel_for.h"
#include "solvers/quantiles.h"

namespace twin::scenario {
namespace {

class BreachCounter {
 public:
  explicit BreachCounter(std::size_t members) : members_(members) {}

  void Add(std::size_t member, models::Quarter quarter, const std::vector<Breach>& breaches) {
    for (const Breach& breach : breaches) {
      Count& count = counts_[{breach.kind, breach.row}];
      if (count.is_in.empty()) {
        count.is_in.assign(members_, 0);
        count.chance.first = count.now_at = count.chance.most_members_at = quarter;
        count.chance.worst = breach;
        count.chance.worst_at = quarter;
      }
      if (count.now_at != quarter) count.now = 0;
      count.now_at = quarter;
      if (++count.now > count.chance.most_members) {
        count.chance.most_members = count.now;
        count.chance.most_members_at = quarter;
      }
      if (breach.excess_pu() > count.chance.worst.excess_pu()) {
        count.chance.worst = breach;
        count.chance.worst_at = quarter;
      }
      count.is_in[member] = 1;
    }
  }

  std::vector<BreachChance> Finish() const {
    std::vector<BreachChance> chances;
    for (const auto& [key, count] : counts_) {
      BreachChance& chance = chances.emplace_back(count.chance);
      chance.members =
          static_cast<std::size_t>(std::count(count.is_in.begin(), count.is_in.end(), 1));
    }
    std::stable_sort(chances.begin(), chances.end(), [](const auto& a, const auto& b) {
      return a.members != b.members ? a.members > b.members
                                    : a.worst.excess_pu() > b.worst.excess_pu();
    });
    return chances;
  }

 private:
  struct Count {
    BreachChance chance;
    std::vector<char> is_in;  ///< [member]
    std::size_t now = 0;
    models::Quarter now_at;
  };
  const std::size_t members_;
  std::map<std::pair<BreachKind, std::size_t>, Count> counts_;
};

// Quantiles of one quarter, value by value, written to row `quarter` of the three tables.
void AddQuantiles(const std::vector<Point>& points, std::size_t quarter, std::size_t threads,
                  LookAhead& result) {
  constexpr std::size_t kChunk = 1024;
  const std::size_t chunks = (result.width + kChunk - 1) / kChunk;
  solvers::ParallelFor(chunks, threads, [&](std::size_t chunk, std::size_t) {
    std::vector<double> sorted(points.size());
    const std::size_t end = std::min(result.width, (chunk + 1) * kChunk);
    for (std::size_t at = chunk * kChunk; at < end; ++at) {
      for (std::size_t m = 0; m < points.size(); ++m) sorted[m] = points[m].frame->values[at];
      std::sort(sorted.begin(), sorted.end());
      const std::size_t to = quarter * result.width + at;
      result.p10_values[to] = static_cast<float>(solvers::CalcSortedQuantile(sorted, 0.1));
      result.p50_values[to] = static_cast<float>(solvers::CalcSortedQuantile(sorted, 0.5));
      result.p90_values[to] = static_cast<float>(solvers::CalcSortedQuantile(sorted, 0.9));
    }
  });
}

}  // namespace

models::WeatherYear MakeMemberWeather(const models::WeatherYear& weather_year,
                                      const models::OsloCalendar& calendar, models::Quarter now,
                                      std::size_t index) {
  models::WeatherYear member = weather_year;
  member.seed = models::PackMemberSeed(
      {.base = weather_year.seed,
       .last = models::FindRecordQuarter(weather_year, now - 1, calendar.At(now - 1)),
       .member = static_cast<std::uint32_t>(index)});
  return member;
}

absl::StatusOr<LookAhead> RunLookAhead(const Stepper& stepper, const Point& now,
                                       const PatchHistory& patches,
                                       const LookAheadQuestion& question,
                                       const std::function<bool(std::int64_t)>& on_quarter) {
  const std::uint64_t seed = stepper.weather_year().seed;
  if (seed > models::kMaxBaseSeed) {
    return absl::FailedPreconditionError(absl::StrCat("the weather's seed is ", seed,
                                                      "; an ensemble of it needs one of at most ",
                                                      models::kMaxBaseSeed));
  }
  LookAhead result;
  result.from = now.next();
  result.quarters = question.quarters;
  result.members = question.members;
  result.width = stepper.layout().size();
  const std::size_t values = static_cast<std::size_t>(question.quarters) * result.width;
  for (auto* table : {&result.p10_values, &result.p50_values, &result.p90_values}) {
    table->resize(values);
  }
  std::vector<Stepper> steppers;
  for (std::size_t m = 0; m < question.members; ++m) {
    steppers.push_back(stepper.WithWeather(
        MakeMemberWeather(stepper.weather_year(), stepper.calendar(), now.next(), m)));
  }
  std::vector<Point> points(question.members, now);
  BreachCounter counter(question.members);
  for (std::int64_t quarter = 0; quarter < question.quarters; ++quarter) {
    const std::vector<models::Patch> known = patches.At(now.next() + quarter);
    solvers::ParallelFor(question.members, question.threads, [&](std::size_t m, std::size_t) {
      points[m] = AdvancePoint(steppers[m], points[m], known);
    });
    AddQuantiles(points, static_cast<std::size_t>(quarter), question.threads, result);
    for (std::size_t m = 0; m < points.size(); ++m) {
      const Frame& frame = *points[m].frame;
      if (!frame.stale.empty()) ++result.stale_quarters;
      counter.Add(m, frame.quarter, FindBreaches(stepper.region(), stepper.layout(), frame.values));
    }
    if (on_quarter && !on_quarter(quarter + 1)) return absl::CancelledError("stopped");
  }
  result.breaches = counter.Finish();
  return result;
}

}  // namespace twin::scenario
