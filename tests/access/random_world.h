#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "models/region.h"

namespace tests {

/// What everybody may know of a small invented grid: which busbars there are, at which voltage,
/// what joins them, and where power plants are. A meshed grid of 132 kV with a source, and grids of
/// 66 kV below it.
struct WorldShape {
  struct Branch {
    std::size_t from = 0;
    std::size_t to = 0;
    bool is_transformer = false;
  };
  std::vector<double> nominal_kv;  ///< [bus]
  std::vector<Branch> branches;
  std::vector<bool> has_plant;  ///< [bus]

  std::size_t bus_count() const { return nominal_kv.size(); }
};

/// What nobody may know: electrical detail, what hangs where, what each element can carry.
struct WorldSecrets {
  std::vector<double> load_mw;     ///< [bus] below 0: of a plant
  std::vector<double> tan_phi;     ///< [bus]
  std::vector<double> x_pu;        ///< [branch] on 100 MVA
  std::vector<double> r_over_x;    ///< [branch]
  std::vector<double> b_pu;        ///< [branch]
  std::vector<double> rating_mva;  ///< [branch]
};

using Random = std::mt19937_64;
double Uniform(Random& random, double low, double high);

/// At most 30 busbars; of `size` 2 about twice as many.
WorldShape MakeShape(Random& random, std::size_t size = 1);
/// Ratings stay 0: see LinearNetworks.
WorldSecrets MakeSecrets(const WorldShape& shape, Random& random);

/// Every number of `secrets` multiplied by 1 ± at most `share`.
WorldSecrets Vary(const WorldSecrets& secrets, double share, Random& random);

/// The region of both, with a load profile; its data revision follows from all tables, as that of
/// every region does. Errors: as of data::MakeMatpowerRegion.
absl::StatusOr<std::shared_ptr<const models::Region>> MakeWorld(const WorldShape& shape,
                                                                const WorldSecrets& secrets,
                                                                int quarters);

}  // namespace tests
