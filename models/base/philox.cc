#include "models/base/philox.h"

#include <cmath>

#include "models/base/units.h"

namespace models {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53u;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57u;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9u;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85u;
constexpr int kRounds = 10;

constexpr std::uint32_t High(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}
constexpr std::uint32_t Low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

std::array<std::uint32_t, 4> CalcBlock(const RandomKey& key) {
  const auto step = static_cast<std::uint64_t>(key.step);
  return CalcPhilox4x32({Low(step), High(step), key.place, key.stream},
                        {Low(key.seed), High(key.seed)});
}

double ToUniformShare(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 11;
  return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

}  // namespace

std::array<std::uint32_t, 4> CalcPhilox4x32(const std::array<std::uint32_t, 4>& counter,
                                            const std::array<std::uint32_t, 2>& key) {
  std::array<std::uint32_t, 4> c = counter;
  std::array<std::uint32_t, 2> k = key;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = static_cast<std::uint64_t>(kMultiplier0) * c[0];
    const std::uint64_t product1 = static_cast<std::uint64_t>(kMultiplier1) * c[2];
    c = {High(product1) ^ c[1] ^ k[0], Low(product1), High(product0) ^ c[3] ^ k[1], Low(product0)};
    k = {k[0] + kWeyl0, k[1] + kWeyl1};
  }
  return c;
}

double CalcUniformShare(const RandomKey& key) {
  const auto block = CalcBlock(key);
  return ToUniformShare(block[0], block[1]);
}

double CalcNormalShare(const RandomKey& key) {
  const auto block = CalcBlock(key);
  const double radius_share = std::sqrt(-2.0 * std::log(ToUniformShare(block[0], block[1])));
  return radius_share * std::cos(2.0 * kPi * ToUniformShare(block[2], block[3]));
}

}  // namespace models
