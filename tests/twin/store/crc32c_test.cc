#include "twin/store/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace twin::store {
namespace {

std::string Ramp(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 37 + 11);
  return bytes;
}

TEST(Crc32cTest, GivesThePublishedCheckValue) {
  EXPECT_EQ(CalcCrc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(CalcCrc32cByTable("123456789"), 0xE3069283u);
}

// RFC 3720, appendix B.4.
TEST(Crc32cTest, GivesTheVectorsOfRfc3720) {
  std::string rising(32, '\0'), falling(32, '\0');
  for (int i = 0; i < 32; ++i) {
    rising[static_cast<std::size_t>(i)] = static_cast<char>(i);
    falling[static_cast<std::size_t>(i)] = static_cast<char>(31 - i);
  }
  EXPECT_EQ(CalcCrc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(CalcCrc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(CalcCrc32c(rising), 0x46DD794Eu);
  EXPECT_EQ(CalcCrc32c(falling), 0x113FDB5Cu);
  EXPECT_EQ(CalcCrc32c(""), 0u);
}

TEST(Crc32cTest, InstructionAndTableAgreeAtEveryLengthAndAlignment) {
  const std::string bytes = Ramp(80);
  for (std::size_t from = 0; from < 9; ++from) {
    for (std::size_t size = 0; from + size <= bytes.size(); ++size) {
      const auto part = absl::string_view(bytes).substr(from, size);
      ASSERT_EQ(CalcCrc32c(part), CalcCrc32cByTable(part)) << from << " " << size;
    }
  }
}

TEST(Crc32cTest, GoesOnWhereItStopped) {
  const std::string bytes = Ramp(50);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::string head = bytes.substr(0, cut), tail = bytes.substr(cut);
    ASSERT_EQ(CalcCrc32c(tail, CalcCrc32c(head)), CalcCrc32c(bytes)) << cut;
  }
}

TEST(Crc32cTest, EveryFlippedBitChangesIt) {
  std::string bytes = Ramp(64);
  const std::uint32_t whole = CalcCrc32c(bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_NE(CalcCrc32c(bytes), whole) << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  }
}

}  // namespace
}  // namespace twin::store
