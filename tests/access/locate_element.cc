// An attacker who knows the topology, has seen as many grids of its kind as it wants with their
// secrets, and asks as a planner: can it tell which of a cell's elements binds?
//   locate_element [--grids G] [--learn L] [--guess M] [--queries Q] [--seed S]
// Figures as JSON. In each grid one line of a cell is made the weak one, each as often as the
// others, and always so that the cell takes 5 to 10 MW of load: the bucket is told, and which line
// would be likely to be how weak is not what is asked here. L worlds for each line are shown to the
// attacker, M are guessed. What it sees is all it can: the tuple of every busbar and direction. In
// one world of each grid Q queries are asked through the real desk and held against that: they must
// tell nothing more. The same attacker is let loose on answers by busbar, as they were told before
// there were cells, to show what it can do.
// exit 1: a query told more, or the attacker was better than chance by more than 1 % and twice its
// standard error.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/access/random_world.h"
#include "tests/access/world_desk.h"
#include "twin/access/declassify.h"
#include "twin/access/policy.h"
#include "twin/convert/capacity_convert.h"
#include "twin/project_reply.h"

namespace {

namespace pb = ostlandet::twin::v1;
using models::BranchIndex;
using models::BusIndex;
using tests::Random;
using tests::WorldDesk;
using tests::WorldSecrets;
using tests::WorldShape;

constexpr int kQuarters = 2;
constexpr int kTriesEach = 40;  // for a world in which that line binds
constexpr std::size_t kLeastCandidates = 5;
constexpr double kAllowedShare = 0.01;

using Observation = std::vector<int>;  // one number a busbar and direction

/// One world's worth of what can be seen, and the truth.
struct Seen {
  Observation cells, cells_of_load, busbars;
  std::size_t truth = 0;  ///< position among the candidates
};

int NumberOf(const pb::DeclassifiedCapacity& tuple) {
  return static_cast<int>(tuple.bucket()) * 100 + static_cast<int>(tuple.reason());
}

/// Learns how often each number is seen at each place when each candidate binds; guesses the
/// likeliest. What was seen before exactly so is answered by how often that was who.
class Attacker {
 public:
  explicit Attacker(std::size_t candidates) : learned_count_(candidates, 0.0) {}

  void Learn(const Observation& seen, std::size_t truth) {
    learned_count_[truth] += 1.0;
    auto& whole = whole_[seen];
    whole.resize(learned_count_.size(), 0.0);
    whole[truth] += 1.0;
    for (std::size_t place = 0; place < seen.size(); ++place) {
      auto& counts = parts_[{place, seen[place]}];
      counts.resize(learned_count_.size(), 0.0);
      counts[truth] += 1.0;
    }
  }

  std::size_t Guess(const Observation& seen, Random& random) const {
    if (const auto found = whole_.find(seen); found != whole_.end()) {
      return Likeliest(found->second, random);
    }
    std::vector<double> score(learned_count_.size(), 0.0);
    for (std::size_t place = 0; place < seen.size(); ++place) {
      const auto found = parts_.find({place, seen[place]});
      for (std::size_t who = 0; who < score.size(); ++who) {
        const double count = found != parts_.end() ? found->second[who] : 0.0;
        score[who] += std::log((count + 0.5) / (learned_count_[who] + 1.0));
      }
    }
    return Likeliest(score, random);
  }

 private:
  static std::size_t Likeliest(const std::vector<double>& score, Random& random) {
    const double best = *std::max_element(score.begin(), score.end());
    std::vector<std::size_t> equal;
    for (std::size_t who = 0; who < score.size(); ++who) {
      if (score[who] > best - 1e-12) equal.push_back(who);
    }
    return equal[random() % equal.size()];
  }

  std::vector<double> learned_count_;
  std::map<Observation, std::vector<double>> whole_;
  std::map<std::pair<std::size_t, int>, std::vector<double>> parts_;
};

struct Totals {
  long grids = 0, worlds = 0, guesses = 0, queries = 0, told_more = 0;
  double chance = 0.0;  // sum over guesses
  long right = 0, right_by_load = 0, right_by_busbar = 0;
  long candidates = 0;
};

// Lines of the cell with most of them.
std::vector<std::size_t> FindCandidates(const solvers::CapacityCells& cells,
                                        const models::ElectricityGrid& grid) {
  std::vector<std::size_t> best;
  for (const solvers::CapacityCell& cell : cells.cells) {
    std::vector<std::size_t> lines;
    for (const BranchIndex branch : cell.branches) {
      if (grid.branches[branch].kind != models::BranchKind::kTransformer) {
        lines.push_back(branch.value());
      }
    }
    if (lines.size() > best.size()) best = lines;
  }
  return best;
}

// A grid in which everything can carry more than is asked for, but one line.
WorldSecrets MakeWeak(const WorldShape& shape, std::size_t weak, Random& random) {
  WorldSecrets secrets = tests::MakeSecrets(shape, random);
  const std::vector<double> worst_mw = tests::CalcWorstFlowMw(shape, secrets);
  for (std::size_t k = 0; k < worst_mw.size(); ++k) {
    secrets.rating_mva[k] = k == weak ? worst_mw[k] + tests::Uniform(random, 2.0, 14.0)
                                      : worst_mw[k] * tests::Uniform(random, 1.5, 2.5) +
                                            tests::Uniform(random, 60, 200);
  }
  return secrets;
}

// The element that binds where the cell's elements let the least through.
std::size_t FindBinding(const solvers::CapacityCells& cells, std::size_t cell,
                        const std::vector<twin::capacity::MapPoint>& points) {
  double least_mw = 1e9;
  std::size_t binding = static_cast<std::size_t>(-1);
  for (const auto& point : points) {
    const auto& room = point.load;
    if (!cells.of_branch.contains(room.binding.branch)) continue;
    if (cells.of_branch[room.binding.branch] != cell || room.firm_mw >= least_mw) continue;
    least_mw = room.firm_mw;
    binding = room.binding.branch.value();
  }
  return binding;
}

Seen Look(WorldDesk& world) {
  const auto& region = world.planner().engine().region();
  Seen seen;
  for (const auto& point : world.planner().map_desk().map().Points()) {
    for (const bool is_generation : {false, true}) {
      const auto tuple = world.planner().map_desk().cells().Find(point.bus, is_generation);
      seen.cells.push_back(tuple.has_value() ? NumberOf(*tuple) : 0);
      if (!is_generation) seen.cells_of_load.push_back(seen.cells.back());
      const auto& room = point.Room(is_generation);
      seen.busbars.push_back(NumberOf(twin::access::Declassify(
          room.firm_mw, 0.0, twin::convert::ReasonOf(room.binding, region.grid), 2027)));
    }
  }
  return seen;
}

std::unique_ptr<WorldDesk> Start(const WorldShape& shape, const WorldSecrets& secrets) {
  auto region = tests::MakeWorld(shape, secrets, kQuarters);
  if (!region.ok()) return nullptr;
  auto world = WorldDesk::Make(*std::move(region));
  if (!world.ok() || !(*world)->CompleteMap().ok()) return nullptr;
  return *std::move(world);
}

// Asks as a planner whatever comes to mind; every reply must be what the busbar's cell is told.
void Query(WorldDesk& world, long queries, Random& random, Totals& totals) {
  twin::access::Identity planner;
  planner.role = twin::access::Role::kPlanner;
  planner.token_id = "u-planner";
  planner.clearance = twin::access::Policy::Shipped().rules(planner.role).clearance;
  const auto points = world.planner().map_desk().map().Points();
  for (long i = 0; i < queries; ++i) {
    const BusIndex bus = points[random() % points.size()].bus;
    const bool is_generation = random() % 2 == 0;
    pb::AskCapacityRequest request;
    request.set_at(world.planner().engine().region().grid.buses[bus].id);
    request.set_kind(is_generation ? pb::CONNECTION_KIND_GENERATION : pb::CONNECTION_KIND_LOAD);
    request.set_requested_mw(std::round(1e2 * std::exp(tests::Uniform(random, -3.0, 5.0))) / 1e2 +
                             0.01);
    if (!is_generation && random() % 3 == 0) request.mutable_profile()->set_name("night");
    const auto answer = world.planner().desk().Ask(planner, request, nullptr);
    ++totals.queries;
    if (!answer.ok()) {
      ++totals.told_more;
      continue;
    }
    pb::AskCapacityResponse reply;
    *reply.mutable_answer() = *answer;
    twin::ProjectReply(planner, reply);
    auto expected = *world.planner().map_desk().cells().Find(bus, is_generation);
    twin::access::AddVerdict(request.requested_mw(), false, expected);
    pb::CapacityAnswer rest = reply.answer();
    const bool is_told = rest.cell().SerializeAsString() == expected.SerializeAsString();
    for (const char* echoed :
         {"record_id", "question", "cell", "data_notice", "code_version", "bus_name"}) {
      rest.GetReflection()->ClearField(&rest, rest.GetDescriptor()->FindFieldByName(echoed));
    }
    totals.told_more += !is_told || rest.ByteSizeLong() != 0;
  }
}

// Worlds in which each of the candidates binds equally often; those lines that cannot are no
// candidates.
std::vector<Seen> MakeWorlds(const WorldShape& shape, std::vector<std::size_t>& candidates,
                             std::size_t each, long queries, Random& random, Totals& totals) {
  std::vector<std::vector<Seen>> by_line;
  std::vector<std::size_t> kept;
  bool has_queried = false;
  for (const std::size_t line : candidates) {
    std::vector<Seen> seen;
    for (std::size_t attempt = 0;
         seen.size() < each && attempt < each + kTriesEach * (1 + seen.size()); ++attempt) {
      auto world = Start(shape, MakeWeak(shape, line, random));
      if (world == nullptr) continue;
      const auto cells = solvers::MakeCapacityCells(world->planner().engine().region().grid);
      if (FindBinding(cells, cells.of_branch[BranchIndex(line)],
                      world->planner().map_desk().map().Points()) != line) {
        continue;
      }
      const auto told = world->planner().map_desk().cells().Find(
          world->planner().engine().region().grid.branches[BranchIndex(line)].from, false);
      if (!told.has_value() || told->bucket() != pb::CAPACITY_BUCKET_5_TO_10_MW) continue;
      seen.push_back(Look(*world));
      if (!has_queried) Query(*world, queries, random, totals);
      has_queried = true;
    }
    if (seen.size() < each) continue;
    for (Seen& one : seen) one.truth = kept.size();
    kept.push_back(line);
    by_line.push_back(std::move(seen));
  }
  candidates = kept;
  std::vector<Seen> all;
  for (std::size_t i = 0; i < each; ++i) {
    for (auto& seen : by_line) all.push_back(std::move(seen[i]));
  }
  return all;
}

long NumberAfter(int argc, char** argv, const char* flag, long fallback) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], flag) == 0) return std::atol(argv[i + 1]);
  }
  return fallback;
}

}  // namespace

int main(int argc, char** argv) {
  const long grids = NumberAfter(argc, argv, "--grids", 4);
  const auto learn = static_cast<std::size_t>(NumberAfter(argc, argv, "--learn", 60));
  const auto guess = static_cast<std::size_t>(NumberAfter(argc, argv, "--guess", 60));
  const long queries = NumberAfter(argc, argv, "--queries", 200);
  Random random(static_cast<std::uint64_t>(NumberAfter(argc, argv, "--seed", 1)));
  Totals totals;
  while (totals.grids < grids) {
    const WorldShape shape = tests::MakeShape(random);
    const auto first = tests::MakeWorld(shape, MakeWeak(shape, 0, random), kQuarters);
    if (!first.ok()) continue;
    auto candidates = FindCandidates(solvers::MakeCapacityCells((*first)->grid), (*first)->grid);
    if (candidates.size() < kLeastCandidates) continue;
    const auto worlds = MakeWorlds(shape, candidates, learn + guess, queries, random, totals);
    if (candidates.size() < kLeastCandidates) continue;
    Attacker by_cell(candidates.size()), by_load(candidates.size()), by_busbar(candidates.size());
    const std::size_t learned = learn * candidates.size();
    for (std::size_t i = 0; i < learned; ++i) {
      by_cell.Learn(worlds[i].cells, worlds[i].truth);
      by_load.Learn(worlds[i].cells_of_load, worlds[i].truth);
      by_busbar.Learn(worlds[i].busbars, worlds[i].truth);
    }
    for (std::size_t i = learned; i < worlds.size(); ++i) {
      totals.right += by_cell.Guess(worlds[i].cells, random) == worlds[i].truth;
      totals.right_by_load += by_load.Guess(worlds[i].cells_of_load, random) == worlds[i].truth;
      totals.right_by_busbar += by_busbar.Guess(worlds[i].busbars, random) == worlds[i].truth;
      totals.chance += 1.0 / static_cast<double>(candidates.size());
      ++totals.guesses;
    }
    ++totals.grids;
    totals.worlds += static_cast<long>(worlds.size());
    totals.candidates += static_cast<long>(candidates.size());
    std::fprintf(stderr, "grid %ld: %zu busbars, %zu candidates, %ld of %ld right, chance %.1f\n",
                 totals.grids, shape.bus_count(), candidates.size(), totals.right, totals.guesses,
                 totals.chance);
  }
  const auto count = static_cast<double>(totals.guesses);
  const double chance_share = totals.chance / count;
  const double right_share = static_cast<double>(totals.right) / count;
  const double error_share = std::sqrt(chance_share * (1.0 - chance_share) / count);
  const nlohmann::json figures = {
      {"grids", totals.grids},
      {"worlds", totals.worlds},
      {"candidates_mean",
       static_cast<double>(totals.candidates) / static_cast<double>(totals.grids)},
      {"guesses", totals.guesses},
      {"queries", totals.queries},
      {"queries_that_told_more", totals.told_more},
      {"chance_share", chance_share},
      {"attacker_share", right_share},
      {"standard_error_share", error_share},
      {"attacker_by_load_alone_share", static_cast<double>(totals.right_by_load) / count},
      {"attacker_by_busbar_share", static_cast<double>(totals.right_by_busbar) / count}};
  std::printf("%s\n", figures.dump().c_str());
  const bool is_hidden = right_share <= chance_share + kAllowedShare + 2.0 * error_share;
  return is_hidden && totals.told_more == 0 ? 0 : 1;
}
