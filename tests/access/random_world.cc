#include "tests/access/random_world.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/matpower_folder.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/base/status_macros.h"
#include "twin/access/digest.h"

namespace tests {
namespace {

constexpr double kRegionalKv = 132.0, kLowerKv = 66.0;
constexpr std::uint64_t kProfileSeed = 7;

std::size_t Pick(Random& random, std::size_t low, std::size_t high) {
  return low + random() % (high - low + 1);
}

// Busbars of one voltage in a ring, with chords and side ways.
std::vector<std::size_t> AddRing(WorldShape& shape, std::size_t count, double kv, Random& random) {
  std::vector<std::size_t> buses;
  for (std::size_t i = 0; i < count; ++i) {
    buses.push_back(shape.bus_count());
    shape.nominal_kv.push_back(kv);
  }
  const std::size_t ring =
      std::max<std::size_t>(std::min<std::size_t>(3, count), count - Pick(random, 0, count / 2));
  for (std::size_t i = 0; i + 1 < ring; ++i) shape.branches.push_back({buses[i], buses[i + 1]});
  if (ring > 2) shape.branches.push_back({buses[0], buses[ring - 1]});
  for (std::size_t i = ring; i < count; ++i) {
    shape.branches.push_back({buses[Pick(random, 0, i - 1)], buses[i]});
  }
  return buses;
}

}  // namespace

double Uniform(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

WorldShape MakeShape(Random& random, std::size_t size) {
  WorldShape shape;
  const auto upper = AddRing(shape, Pick(random, 4 * size, 9 * size), kRegionalKv, random);
  const std::size_t below = Pick(random, size - 1, 3 * size);
  for (std::size_t i = 0; i < below; ++i) {
    const std::size_t count = Pick(random, 2, 7);
    const auto lower = AddRing(shape, count, kLowerKv, random);
    const std::size_t feeds = Pick(random, 1, 2);
    for (std::size_t feed = 0; feed < feeds; ++feed) {
      shape.branches.push_back({upper[Pick(random, 0, upper.size() - 1)],
                                lower[Pick(random, 0, lower.size() - 1)], true});
    }
  }
  const std::size_t rarity = Pick(random, 3, 12);  // of plants: from much surplus to none
  for (std::size_t bus = 0; bus < shape.bus_count(); ++bus) {
    shape.has_plant.push_back(bus > 0 && random() % rarity == 0);
  }
  return shape;
}

WorldSecrets MakeSecrets(const WorldShape& shape, Random& random) {
  WorldSecrets secrets;
  for (std::size_t bus = 0; bus < shape.bus_count(); ++bus) {
    const bool has_load = bus > 0 && random() % 4 != 0;
    const double load_mw = has_load ? Uniform(random, 2.0, 18.0) : 0.0;
    secrets.load_mw.push_back(shape.has_plant[bus] ? -Uniform(random, 5.0, 45.0) : load_mw);
    secrets.tan_phi.push_back(Uniform(random, 0.1, 0.3));
  }
  for (const WorldShape::Branch& branch : shape.branches) {
    secrets.x_pu.push_back(branch.is_transformer ? Uniform(random, 0.08, 0.16)
                                                 : Uniform(random, 0.02, 0.08));
    secrets.r_over_x.push_back(branch.is_transformer ? 0.03 : Uniform(random, 0.15, 0.4));
    secrets.b_pu.push_back(branch.is_transformer ? 0.0 : Uniform(random, 0.002, 0.02));
    secrets.rating_mva.push_back(0.0);
  }
  return secrets;
}

WorldSecrets Vary(const WorldSecrets& secrets, double share, Random& random) {
  WorldSecrets varied = secrets;
  for (auto* values : {&varied.load_mw, &varied.tan_phi, &varied.x_pu, &varied.r_over_x,
                       &varied.b_pu, &varied.rating_mva}) {
    for (double& value : *values) value *= Uniform(random, 1.0 - share, 1.0 + share);
  }
  return varied;
}

absl::StatusOr<std::shared_ptr<const models::Region>> MakeWorld(const WorldShape& shape,
                                                                const WorldSecrets& secrets,
                                                                int quarters) {
  std::string text = "mpc.baseMVA = 100;\nmpc.bus = [\n";
  double total_mw = 0.0;
  for (std::size_t bus = 0; bus < shape.bus_count(); ++bus) {
    const double mw = secrets.load_mw[bus];
    total_mw += mw;
    absl::StrAppendFormat(&text, " %d %d %.9g %.9g 0 0 1 1 0 %g 1 1.1 0.9\n", bus + 1,
                          bus == 0 ? 3 : 1, mw, mw * secrets.tan_phi[bus], shape.nominal_kv[bus]);
  }
  absl::StrAppendFormat(&text, "];\nmpc.gen = [\n 1 %.9g 0 900 -900 1.03 100 1 2000 0\n];\n",
                        total_mw);
  absl::StrAppend(&text, "mpc.branch = [\n");
  for (std::size_t k = 0; k < shape.branches.size(); ++k) {
    absl::StrAppendFormat(&text, " %d %d %.9g %.9g %.9g %.9g 0 0 %d 0 1 -360 360\n",
                          shape.branches[k].from + 1, shape.branches[k].to + 1,
                          secrets.x_pu[k] * secrets.r_over_x[k], secrets.x_pu[k], secrets.b_pu[k],
                          secrets.rating_mva[k], shape.branches[k].is_transformer ? 1 : 0);
  }
  absl::StrAppend(&text, "];\n");
  TWIN_ASSIGN_OR_RETURN(const data::MatpowerCase matpower,
                        data::ParseMatpowerCase(text, "world.m"));
  TWIN_ASSIGN_OR_RETURN(models::Region region, data::MakeMatpowerRegion(matpower));
  region.profile->load_share = data::MakeLoadShares(quarters, kProfileSeed);
  region.data_revision = twin::access::CalcSha256Hex(text).substr(0, 16);
  return std::make_shared<const models::Region>(std::move(region));
}

}  // namespace tests
