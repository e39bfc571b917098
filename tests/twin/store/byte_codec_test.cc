#include "twin/store/byte_codec.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace twin::store {
namespace {

TEST(ByteCodecTest, WhatWasPutIsGotInTheSameOrder) {
  ByteWriter writer;
  writer.Put<std::uint8_t>(7);
  writer.Put<std::int64_t>(-5);
  writer.Put(0.1);
  writer.PutText(std::string("a\0b", 3));
  const std::vector<double> values = {1.5, -0.0, std::numeric_limits<double>::infinity()};
  writer.PutDoubles(values);
  const std::string bytes = writer.Take();

  ByteReader reader(bytes);
  EXPECT_EQ(reader.Get<std::uint8_t>(), 7);
  EXPECT_EQ(reader.Get<std::int64_t>(), -5);
  EXPECT_EQ(reader.Get<double>(), 0.1);
  EXPECT_EQ(reader.GetText(), std::string("a\0b", 3));
  EXPECT_EQ(reader.GetDoubles(), values);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.AtEnd());
}

TEST(ByteCodecTest, NumbersLieLittleEndian) {
  ByteWriter writer;
  writer.Put<std::uint32_t>(0x01020304u);
  writer.PutText("x");
  EXPECT_EQ(writer.Take(), std::string("\x04\x03\x02\x01\x01\0\0\0\0\0\0\0x", 13));
}

TEST(ByteCodecTest, PaddingIsZerosUpToTheNextMultiple) {
  ByteWriter writer;
  writer.PadTo(8);
  EXPECT_EQ(writer.size(), 0u);
  writer.PutBytes("abc");
  writer.PadTo(8);
  writer.PadTo(8);
  EXPECT_EQ(writer.Take(), std::string("abc\0\0\0\0\0", 8));
}

TEST(ByteCodecTest, AReadPastTheEndGivesZeroAndIsRemembered) {
  ByteReader reader("abc");
  EXPECT_EQ(reader.Get<std::uint32_t>(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Get<std::uint8_t>(), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(ByteCodecTest, EveryCutOfATextAndOfDoublesIsNoticed) {
  ByteWriter writer;
  writer.PutText("hello");
  const std::vector<double> values = {1.0, 2.0};
  writer.PutDoubles(values);
  const std::string bytes = writer.Take();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader reader(absl::string_view(bytes).substr(0, size));
    reader.GetText();
    reader.GetDoubles();
    EXPECT_FALSE(reader.ok()) << size;
  }
}

TEST(ByteCodecTest, NoLengthIsBelievedThatCannotBe) {
  ByteWriter writer;
  writer.Put(std::numeric_limits<std::uint64_t>::max());
  const std::string bytes = writer.Take();
  ByteReader text(bytes), doubles(bytes), count(bytes);
  EXPECT_EQ(text.GetText(), "");
  EXPECT_TRUE(doubles.GetDoubles().empty());
  EXPECT_EQ(count.GetCount(16), 0u);
  EXPECT_FALSE(text.ok() || doubles.ok() || count.ok());
}

}  // namespace
}  // namespace twin::store
