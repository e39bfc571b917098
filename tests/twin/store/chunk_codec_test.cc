#include "twin/store/chunk_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "data/hdf5_file.h"

namespace twin::store {
namespace {

std::vector<double> Samples() {
  std::vector<double> values;
  for (int i = 0; i < 96 * 5; ++i) {
    values.push_back(std::round(64.0 * 400.0 * std::sin(0.05 * i)) / 64.0);
  }
  values[7] = std::numeric_limits<double>::quiet_NaN();
  return values;
}

TEST(ChunkCodecTest, FletcherByHand) {
  // One word 0x0102: sums 0x0102. Two words 0x0102, 0x0304: 0x0406 and 0x0102 + 0x0406 = 0x0508.
  EXPECT_EQ(CalcFletcher32(std::string("\x01\x02", 2)), 0x01020102u);
  EXPECT_EQ(CalcFletcher32(std::string("\x01\x02\x03\x04", 4)), 0x05080406u);
  EXPECT_EQ(CalcFletcher32(std::string("\x01", 1)), 0x01000100u);  // padded with a zero
  EXPECT_EQ(CalcFletcher32(""), 0u);
  // 0xFFFF is zero in ones' complement, and stays 0xFFFF.
  EXPECT_EQ(CalcFletcher32(std::string(2, '\xFF')), 0xFFFFFFFFu);
  EXPECT_EQ(CalcFletcher32(std::string(400000, '\xFF')), 0xFFFFFFFFu);
}

TEST(ChunkCodecTest, WhatIsFilteredComesBackBitForBit) {
  const std::vector<double> values = Samples();
  const auto bytes = FilterChunk(values);
  ASSERT_TRUE(bytes.ok());
  EXPECT_LT(bytes->size(), values.size() * sizeof(double));
  const auto inflated = InflateChunk({*bytes, 0, values.size()}, "chunk");
  ASSERT_TRUE(inflated.ok()) << inflated.status();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double found = UnshuffledValue(*inflated, values.size(), i, true);
    EXPECT_TRUE(found == values[i] || (std::isnan(found) && std::isnan(values[i]))) << i;
  }
}

std::uint32_t ReadFletcher(const std::string& chunk) {
  std::uint32_t sum = 0;
  std::memcpy(&sum, chunk.data() + chunk.size() - sizeof(sum), sizeof(sum));
  return sum;
}

// HDF5 itself reads the chunk through its three filters, the checksum among them, and what its own
// filters leave (another gzip's bytes) is read here.
TEST(ChunkCodecTest, Hdf5ReadsOurChunksAndWeReadIts) {
  const std::vector<double> values = Samples();
  auto file = data::Hdf5File::CreateInMemory("chunks");
  ASSERT_TRUE(file.ok());
  const data::DatasetLayout ours{
      .path = "/ours", .shape = {96, 5}, .chunk = {96, 5}, .scales = {}, .fill = {}};
  data::DatasetLayout theirs = ours;
  theirs.path = "/theirs";
  ASSERT_TRUE(file->CreateDoubles(ours).ok());
  const std::string bytes = *FilterChunk(values);
  ASSERT_TRUE(file->WriteFilteredChunk("/ours", 0, 0, bytes).ok());
  ASSERT_TRUE(file->Write(theirs, std::span<const double>(values)).ok());
  const auto found = file->ReadDoubles("/ours");
  ASSERT_TRUE(found.ok()) << found.status();
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_TRUE((*found)[i] == values[i] || std::isnan(values[i])) << i;
  }
  const auto list = file->ListChunks("/theirs");
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->chunks.size(), 1u);
  EXPECT_EQ(list->chunk_rows, 96u);
  EXPECT_EQ(list->chunk_columns, 5u);
  const std::string image = *file->CopyImage();
  const auto& chunk = list->chunks[0];
  const std::string their_bytes = image.substr(static_cast<std::size_t>(chunk.offset_bytes),
                                               static_cast<std::size_t>(chunk.size_bytes));
  EXPECT_EQ(CalcFletcher32(absl::string_view(their_bytes).substr(0, their_bytes.size() - 4)),
            ReadFletcher(their_bytes));
  const auto inflated = InflateChunk({their_bytes, 0, values.size()}, "theirs");
  ASSERT_TRUE(inflated.ok()) << inflated.status();
  EXPECT_EQ(*inflated, *InflateChunk({bytes, 0, values.size()}, "ours"));
}

TEST(ChunkCodecTest, WhatIsNoChunkIsDataLoss) {
  const std::vector<double> values = Samples();
  const std::string bytes = *FilterChunk(values);
  for (const std::string& wrong : {std::string(), bytes.substr(0, 3),
                                   bytes.substr(0, bytes.size() / 2), std::string(500, 'x')}) {
    EXPECT_EQ(InflateChunk({wrong, 0, values.size()}, "chunk").status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_FALSE(InflateChunk({bytes, 0, values.size() + 1}, "chunk").ok());
}

}  // namespace
}  // namespace twin::store
