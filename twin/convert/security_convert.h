#pragma once

#include <cstddef>

#include "models/electricity/grid.h"
#include "ostlandet/twin/v1/grid.pb.h"
#include "twin/security/security.h"

namespace twin::convert {

/// At most so many of each, the worst first.
ostlandet::twin::v1::GetSecurityResponse ToProto(const models::ElectricityGrid& grid,
                                                 const security::Security& security,
                                                 std::size_t most_insecure,
                                                 std::size_t most_margins);

}  // namespace twin::convert
