// Pairs of small grids that differ in everything power-sensitive (impedances, ratings, loads) and
// agree in what is declassified (bucket, reason class and year of every cell): every reply that a
// reader below K3 can get must be the same, byte for byte, errors too.
//   non_interference [--pairs N] [--seconds T] [--seed S] [--of-each K]
// Figures as JSON, of N pairs or what T seconds were enough for; exit 1 when a reply differs.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/access/flags.h"
#include "tests/access/linear_networks.h"
#include "tests/access/random_world.h"
#include "tests/access/world_desk.h"
#include "twin/access/policy.h"
#include "twin/access/projection.h"
#include "twin/convert/asset_convert.h"
#include "twin/convert/capacity_convert.h"
#include "twin/project_reply.h"

namespace {

namespace pb = ostlandet::twin::v1;
using tests::NumberAfter;
using tests::Random;
using tests::WorldDesk;
using tests::WorldSecrets;
using tests::WorldShape;
using twin::access::Identity;
using twin::access::Role;

constexpr int kQuarters = 2;
constexpr int kTries = 6;
constexpr long kMadeTwiceEach = 50;
constexpr double kOwnShare[] = {0.2, 0.08, 0.03, 0.01, 0.004, 0.001};

Identity IdentityOf(Role role) {
  Identity identity;
  identity.role = role;
  identity.clearance = twin::access::Policy::Shipped().rules(role).clearance;
  identity.clearance_in_scope = identity.clearance;
  if (role != Role::kPublic) identity.token_id = absl::StrCat("u-", twin::access::RoleName(role));
  return identity;
}

std::string BytesOf(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// What goes over the wire: the status, and the reply as it is projected.
template <class Reply>
std::string Wire(const Identity& identity, const absl::Status& status, Reply reply) {
  if (!status.ok()) {
    std::string wire = absl::StrCat(static_cast<int>(status.code()), " ", status.message());
    status.ForEachPayload([&wire](absl::string_view type, const absl::Cord& payload) {
      absl::StrAppend(&wire, "\n", type, " ", std::string(payload));
    });
    return wire;
  }
  twin::ProjectReply(identity, reply);
  return "OK " + BytesOf(reply);
}

struct Question {
  Role role = Role::kPublic;
  pb::AskCapacityRequest request;
};

// Sound questions about all kinds of points, and unsound ones.
std::vector<Question> MakeQuestions(const WorldShape& shape, Random& random) {
  constexpr Role kBelow[] = {Role::kPublic, Role::kParty, Role::kPlanner, Role::kAdmin};
  constexpr double kMw[] = {0.02, 0.7, 3.0, 7.0, 15.0, 33.0, 70.0, 400.0};
  std::vector<Question> questions;
  for (int i = 0; i < 8; ++i) {
    Question question{.role = kBelow[random() % 4]};
    pb::AskCapacityRequest& request = question.request;
    request.set_at(absl::StrCat("Bus ", 1 + random() % (shape.bus_count() + (i == 7 ? 3 : 0))));
    request.set_kind(random() % 2 == 0 ? pb::CONNECTION_KIND_LOAD : pb::CONNECTION_KIND_GENERATION);
    request.set_requested_mw(kMw[random() % 8]);
    if (random() % 4 == 0 && request.kind() == pb::CONNECTION_KIND_LOAD) {
      request.mutable_profile()->set_name("night");
    }
    if (i == 5) request.set_requested_mw(-1.0);
    if (i == 6) request.set_with_terms(true);
    questions.push_back(question);
  }
  return questions;
}

// Every reply of one world, one string each.
std::vector<std::string> Replies(WorldDesk& world, const std::vector<Question>& questions) {
  const auto& planner = world.planner();
  std::vector<std::string> replies;
  for (const Question& question : questions) {
    const Identity identity = IdentityOf(question.role);
    const auto answer = planner.desk().Ask(identity, question.request, nullptr);
    pb::AskCapacityResponse reply;
    if (answer.ok()) *reply.mutable_answer() = *answer;
    replies.push_back(Wire(identity, answer.status(), reply));
    const std::string id = answer.ok() ? answer->record_id() : std::string(32, 'a');
    const auto found = planner.desk().Find(identity, id);
    pb::GetCapacityAnswerResponse again;
    if (found.ok()) *again.mutable_answer() = *found;
    replies.push_back(Wire(identity, found.status(), again));
  }
  for (const Role role : {Role::kPublic, Role::kPlanner}) {
    const Identity identity = IdentityOf(role);
    const auto map = world.planner().map_desk().Map();
    replies.push_back(Wire(identity, map.status(), map.ok() ? *map : pb::GetCapacityMapResponse()));
    auto basis = twin::convert::ToProto(world.planner().engine());
    replies.push_back(Wire(identity, absl::OkStatus(), basis));
    pb::ListAssetsResponse assets;
    const twin::convert::AssetList list(world.planner().engine().region(), {});
    for (std::size_t i = 0; i < list.size(); ++i) *assets.add_assets() = list.At(i);
    replies.push_back(Wire(identity, absl::OkStatus(), assets));
  }
  return replies;
}

// What is declassified of a world: the tuples of all busbars.
std::string TuplesOf(WorldDesk& world) {
  const auto& region = world.planner().engine().region();
  std::string tuples;
  for (std::size_t i = 0; i < region.grid.buses.size(); ++i) {
    const auto tuple = world.planner().map_desk().cells().Find(models::BusIndex(i));
    absl::StrAppend(&tuples, tuple.has_value() ? BytesOf(*tuple) : "none", ";");
  }
  return tuples;
}

std::string FullMap(WorldDesk& world) {
  const auto map = world.planner().map_desk().Map();
  return map.ok() ? BytesOf(*map) : "";
}

struct Totals {
  long pairs = 0, replies = 0, bytes = 0, differences = 0, rejected = 0, without_answer = 0;
  long full_differences = 0;  // of what K3 sees: the pairs are not vacuous
  long made_twice = 0, made_otherwise = 0;
  std::map<int, long> buses;
  std::set<std::string> tuples;
  std::string first_difference;
};

absl::StatusOr<std::unique_ptr<WorldDesk>> Start(const WorldShape& shape,
                                                 const WorldSecrets& secrets,
                                                 const WorldDesk* like = nullptr) {
  auto region = tests::MakeWorld(shape, secrets, kQuarters);
  if (!region.ok()) return region.status();
  auto world = WorldDesk::Make(*std::move(region), like);
  if (!world.ok()) return world;
  if (const absl::Status whole = (*world)->CompleteMap(); !whole.ok()) return whole;
  return world;
}

void Compare(const std::vector<std::string>& one, const std::vector<std::string>& other,
             Totals& totals) {
  for (std::size_t i = 0; i < one.size(); ++i) {
    ++totals.replies;
    totals.bytes += static_cast<long>(one[i].size());
    if (one[i] == other[i]) continue;
    ++totals.differences;
    if (totals.first_difference.empty()) {
      totals.first_difference = absl::StrCat(i, ":\n", one[i], "\nand\n", other[i]);
    }
  }
}

// A world that was begun with the files of another is the one that it is without.
void CheckMaking(const WorldShape& shape, const WorldSecrets& secrets, const std::string& full,
                 Totals& totals) {
  const auto anew = Start(shape, secrets);
  ++totals.made_twice;
  totals.made_otherwise += !anew.ok() || FullMap(**anew) != full;
}

// A grid, and others that differ from it in its secrets only.
void RunShape(int of_each, Random& random, Totals& totals) {
  const WorldShape shape = tests::MakeShape(random);
  WorldSecrets secrets = tests::MakeSecrets(shape, random);
  const std::vector<double> worst_mw = tests::LinearNetworks(shape, secrets).WorstFlowMw();
  for (std::size_t k = 0; k < worst_mw.size(); ++k) {
    secrets.rating_mva[k] =
        worst_mw[k] * tests::Uniform(random, 1.05, 1.6) + tests::Uniform(random, 1.0, 60.0);
  }
  auto base = Start(shape, secrets);
  if (!base.ok()) {
    ++totals.without_answer;
    return;
  }
  const std::vector<Question> questions = MakeQuestions(shape, random);
  const std::string tuples = TuplesOf(**base), full = FullMap(**base);
  const std::vector<std::string> replies = Replies(**base, questions);
  totals.tuples.insert(tuples);
  int first_attempt = 0;  // how far the secrets may differ depends on the grid
  for (int pair = 0; pair < of_each; ++pair) {
    for (int attempt = first_attempt; attempt < kTries; ++attempt) {
      const WorldSecrets varied = tests::Vary(secrets, kOwnShare[attempt], random);
      auto other = Start(shape, varied, base->get());
      if (!other.ok() || TuplesOf(**other) != tuples) {
        ++totals.rejected;
        continue;
      }
      Compare(replies, Replies(**other, questions), totals);
      const std::string others_full = FullMap(**other);
      totals.full_differences += others_full != full;
      if (totals.pairs++ % kMadeTwiceEach == 0) CheckMaking(shape, varied, others_full, totals);
      ++totals.buses[static_cast<int>(shape.bus_count())];
      first_attempt = std::max(0, attempt - 1);
      break;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long pairs = NumberAfter(argc, argv, "--pairs", 100);
  const auto of_each = static_cast<int>(NumberAfter(argc, argv, "--of-each", 19));
  Random random(static_cast<std::uint64_t>(NumberAfter(argc, argv, "--seed", 1)));
  Totals totals;
  const std::chrono::seconds most(NumberAfter(argc, argv, "--seconds", 1'000'000));
  const auto began = std::chrono::steady_clock::now();
  while (totals.pairs < pairs && std::chrono::steady_clock::now() - began < most) {
    RunShape(of_each, random, totals);
  }
  if (totals.pairs == 0) return 1;
  const auto [fewest, largest] =
      std::pair(totals.buses.begin()->first, totals.buses.rbegin()->first);
  const nlohmann::json figures = {{"pairs", totals.pairs},
                                  {"replies_compared", totals.replies},
                                  {"bytes_compared", totals.bytes},
                                  {"differences", totals.differences},
                                  {"pairs_that_differ_at_k3", totals.full_differences},
                                  {"worlds_made_twice", totals.made_twice},
                                  {"made_otherwise", totals.made_otherwise},
                                  {"grids", totals.tuples.size()},
                                  {"outside_the_tuple", totals.rejected},
                                  {"grids_without_a_state", totals.without_answer},
                                  {"least_buses", fewest},
                                  {"most_buses", largest}};
  std::printf("%s\n", figures.dump().c_str());
  if (!totals.first_difference.empty()) {
    std::fprintf(stderr, "%s\n", totals.first_difference.c_str());
  }
  const bool is_sound = totals.full_differences > 0 && totals.made_otherwise == 0;
  return totals.differences == 0 && is_sound ? 0 : 1;
}
