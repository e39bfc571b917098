// An attacker who knows the topology, has seen as many grids of its kind as it wants with their
// secrets, and asks as a planner: can it tell which of a cell's elements binds?
//   locate_element [--grids G] [--size X] [--learn L] [--guess M] [--queries Q] [--seed S]
// Figures as JSON. In each grid one line of a cell is made the weak one, each as often as the
// others, and always so that the cell is told 5 to 10 MW: the bucket is told, and which line would
// be likely to be how weak is not what is asked here. Grids have two cells or more: where there is
// one, all busbars are told the same. What busbars take is found by linear power flow, so that
// there can be very many worlds; what cells are told of it is what the twin makes of it. L worlds
// for each line are shown to the attacker, M are guessed. What it sees is all it can: the tuple of
// every busbar. In one world of each grid, with AC power flow, Q queries of load and generation are
// asked through the real desk: they must tell nothing but that. To show what it can do, the same
// attacker is let loose on answers by busbar, and on cells told load and generation apart.
// exit 1: a query told more, or the attacker was better than chance by more than 1 % and three
// times its standard error; or it was no better on answers by busbar, and so proves nothing.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/access/flags.h"
#include "tests/access/linear_networks.h"
#include "tests/access/random_world.h"
#include "tests/access/world_desk.h"
#include "twin/access/declassify.h"
#include "twin/access/policy.h"
#include "twin/convert/capacity_convert.h"
#include "twin/convert/cell_convert.h"
#include "twin/project_reply.h"

namespace {

namespace pb = ostlandet::twin::v1;
using models::BranchIndex;
using models::BusIndex;
using tests::NumberAfter;
using tests::Random;
using tests::WorldDesk;
using tests::WorldSecrets;
using tests::WorldShape;
using twin::capacity::MapPoint;

constexpr int kQuarters = 1;
constexpr int kYear = 2027;
constexpr std::size_t kTriesEach = 15;  // for a world in which that line binds
constexpr std::size_t kLeastCandidates = 5;
constexpr double kAllowedShare = 0.01;
constexpr double kErrors = 3.0;

using Observation = std::vector<int>;  // one number a busbar, or a busbar and direction

/// One world's worth of what can be seen, and the truth.
struct Seen {
  Observation cells, directions, busbars;
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
  long grids = 0, tried = 0, worlds = 0, guesses = 0, queries = 0, told_more = 0;
  double chance = 0.0;  // sum over guesses
  long right = 0, right_by_direction = 0, right_by_busbar = 0;
  long candidates = 0, buses = 0, cells = 0;
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

/// A grid in which everything can carry more than is asked for, but one line: it lets about as much
/// through whichever it is.
struct WeakWorld {
  WorldSecrets secrets;
  std::vector<MapPoint> points;  ///< by linear power flow
};

WeakWorld MakeWeak(const WorldShape& shape, std::size_t weak, Random& random) {
  WeakWorld world{.secrets = tests::MakeSecrets(shape, random), .points = {}};
  const tests::LinearNetworks networks(shape, world.secrets);
  const std::vector<double> worst_mw = networks.WorstFlowMw();
  auto& rating_mva = world.secrets.rating_mva;
  for (std::size_t k = 0; k < worst_mw.size(); ++k) {
    rating_mva[k] = worst_mw[k] * tests::Uniform(random, 1.2, 1.6) + tests::Uniform(random, 30, 80);
  }
  rating_mva[weak] = networks.CalcRatingMva(weak, tests::Uniform(random, 4.0, 11.0));
  world.points = networks.CalcRooms(rating_mva);
  return world;
}

// Whether what a cell is told follows from that line.
bool Binds(std::size_t line, const twin::capacity::CellRoom& room) {
  return room.binding.kind == solvers::LimitKind::kCurrent &&
         room.binding.branch == BranchIndex(line);
}

int NumberOfBusbar(const twin::capacity::MapRoom& room, const models::ElectricityGrid& grid) {
  return NumberOf(twin::access::Declassify(room.firm_mw, 0.0,
                                           twin::convert::ReasonOf(room.binding, grid), kYear));
}

// [bus] what its cell is told.
Observation TuplesOf(const solvers::CapacityCells& cells, const std::vector<MapPoint>& points,
                     const models::ElectricityGrid& grid) {
  const auto rooms = CalcCellRooms(cells, points);
  Observation tuples;
  for (const MapPoint& point : points) {
    tuples.push_back(
        NumberOf(twin::convert::ToTuple(cells, rooms[cells.of_bus[point.bus]], grid, kYear)));
  }
  return tuples;
}

// As if the other direction let everything through.
std::vector<MapPoint> OneWay(std::vector<MapPoint> points, bool is_generation) {
  for (MapPoint& point : points) {
    point.Room(!is_generation) = {.is_known = true, .firm_mw = 1e9};
  }
  return points;
}

Seen Look(const solvers::CapacityCells& cells, const std::vector<MapPoint>& points,
          const models::ElectricityGrid& grid) {
  Seen seen{.cells = TuplesOf(cells, points, grid), .directions = {}, .busbars = {}};
  for (const MapPoint& point : points) {
    for (const auto* room : {&point.load, &point.generation}) {
      seen.busbars.push_back(NumberOfBusbar(*room, grid));
    }
  }
  for (const bool is_generation : {false, true}) {
    const Observation one_way = TuplesOf(cells, OneWay(points, is_generation), grid);
    seen.directions.insert(seen.directions.end(), one_way.begin(), one_way.end());
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
    auto expected = *world.planner().map_desk().cells().Find(bus);
    twin::access::AddVerdict(request.requested_mw(), false, expected);
    pb::CapacityAnswer rest = reply.answer();
    const bool is_told = rest.cell().SerializeAsString() == expected.SerializeAsString();
    for (const char* echoed :
         {"record_id", "question", "cell", "data_notice", "code_version", "bus_name"}) {
      rest.GetReflection()->ClearField(&rest, rest.GetDescriptor()->FindFieldByName(echoed));
    }
    const bool is_more = !is_told || rest.ByteSizeLong() != 0;
    if (is_more && totals.told_more == 0) {
      std::fprintf(stderr, "told %s, not %s alone\n", reply.answer().ShortDebugString().c_str(),
                   expected.ShortDebugString().c_str());
    }
    totals.told_more += is_more;
  }
}

// Worlds in which each of the candidates binds equally often; those lines that cannot are no
// candidates.
std::vector<Seen> MakeWorlds(const WorldShape& shape, const solvers::CapacityCells& cells,
                             const models::ElectricityGrid& grid,
                             std::vector<std::size_t>& candidates, std::size_t each, Random& random,
                             Totals& totals) {
  std::vector<std::vector<Seen>> by_line;
  std::vector<std::size_t> kept;
  for (const std::size_t line : candidates) {
    const std::size_t cell = cells.of_branch[BranchIndex(line)];
    std::vector<Seen> seen;
    for (std::size_t attempt = 0; seen.size() < each && attempt < kTriesEach * (1 + seen.size());
         ++attempt) {
      const WeakWorld world = MakeWeak(shape, line, random);
      ++totals.tried;
      const auto room = CalcCellRooms(cells, world.points)[cell];
      if (!Binds(line, room) ||
          twin::access::BucketOf(room.firm_mw) != pb::CAPACITY_BUCKET_5_TO_10_MW) {
        continue;
      }
      seen.push_back(Look(cells, world.points, grid));
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

// One grid: learnt and guessed. False: too few of its lines can be made the weak one.
bool RunGrid(const WorldShape& shape, std::size_t learn, std::size_t guess, long queries,
             Random& random, Totals& totals) {
  const WeakWorld first = MakeWeak(shape, 0, random);
  const auto region = tests::MakeWorld(shape, first.secrets, kQuarters);
  if (!region.ok()) return false;
  const models::ElectricityGrid& grid = (*region)->grid;
  const auto cells = solvers::MakeCapacityCells(grid);
  if (cells.cells.size() < 2) return false;  // everybody is told one tuple: nothing to find out
  auto candidates = FindCandidates(cells, grid);
  if (candidates.size() < kLeastCandidates) return false;
  const auto worlds = MakeWorlds(shape, cells, grid, candidates, learn + guess, random, totals);
  if (candidates.size() < kLeastCandidates) return false;
  if (queries > 0) {
    const auto world = Start(shape, MakeWeak(shape, candidates.front(), random).secrets);
    if (world == nullptr) return false;
    Query(*world, queries, random, totals);
  }
  Attacker by_cell(candidates.size()), by_direction(candidates.size()),
      by_busbar(candidates.size());
  const std::size_t learned = learn * candidates.size();
  for (std::size_t i = 0; i < learned; ++i) {
    by_cell.Learn(worlds[i].cells, worlds[i].truth);
    by_direction.Learn(worlds[i].directions, worlds[i].truth);
    by_busbar.Learn(worlds[i].busbars, worlds[i].truth);
  }
  for (std::size_t i = learned; i < worlds.size(); ++i) {
    const Seen& seen = worlds[i];
    totals.right += by_cell.Guess(seen.cells, random) == seen.truth;
    totals.right_by_direction += by_direction.Guess(seen.directions, random) == seen.truth;
    totals.right_by_busbar += by_busbar.Guess(seen.busbars, random) == seen.truth;
    totals.chance += 1.0 / static_cast<double>(candidates.size());
    ++totals.guesses;
  }
  ++totals.grids;
  totals.worlds += static_cast<long>(worlds.size());
  totals.candidates += static_cast<long>(candidates.size());
  totals.buses += static_cast<long>(shape.bus_count());
  totals.cells += static_cast<long>(cells.cells.size());
  std::fprintf(stderr,
               "grid %ld: %zu busbars, %zu cells, %zu candidates, %ld of %ld right, "
               "chance %.1f, by direction %ld, by busbar %ld; %ld worlds tried\n",
               totals.grids, shape.bus_count(), cells.cells.size(), candidates.size(), totals.right,
               totals.guesses, totals.chance, totals.right_by_direction, totals.right_by_busbar,
               totals.tried);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const long grids = NumberAfter(argc, argv, "--grids", 4);
  const auto size = static_cast<std::size_t>(NumberAfter(argc, argv, "--size", 1));
  const auto learn = static_cast<std::size_t>(NumberAfter(argc, argv, "--learn", 60));
  const auto guess = static_cast<std::size_t>(NumberAfter(argc, argv, "--guess", 60));
  const long queries = NumberAfter(argc, argv, "--queries", 200);
  Random random(static_cast<std::uint64_t>(NumberAfter(argc, argv, "--seed", 1)));
  Totals totals;
  while (totals.grids < grids) {
    (void)RunGrid(tests::MakeShape(random, size), learn, guess, queries, random, totals);
  }
  const auto count = static_cast<double>(totals.guesses);
  const auto grid_count = static_cast<double>(totals.grids);
  const double chance_share = totals.chance / count;
  const double right_share = static_cast<double>(totals.right) / count;
  const double by_busbar_share = static_cast<double>(totals.right_by_busbar) / count;
  const double error_share = std::sqrt(chance_share * (1.0 - chance_share) / count);
  const nlohmann::json figures = {
      {"grids", totals.grids},
      {"worlds", totals.worlds},
      {"buses_mean", static_cast<double>(totals.buses) / grid_count},
      {"cells_mean", static_cast<double>(totals.cells) / grid_count},
      {"candidates_mean", static_cast<double>(totals.candidates) / grid_count},
      {"guesses", totals.guesses},
      {"queries", totals.queries},
      {"queries_that_told_more", totals.told_more},
      {"chance_share", chance_share},
      {"attacker_share", right_share},
      {"standard_error_share", error_share},
      {"attacker_by_direction_share", static_cast<double>(totals.right_by_direction) / count},
      {"attacker_by_busbar_share", by_busbar_share}};
  std::printf("%s\n", figures.dump().c_str());
  const bool is_hidden = right_share <= chance_share + kAllowedShare + kErrors * error_share;
  const bool has_teeth = by_busbar_share > chance_share + kAllowedShare + kErrors * error_share;
  return is_hidden && has_teeth && totals.told_more == 0 ? 0 : 1;
}
