#include "data/hdf5_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace data {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Hdf5FileTest : public testing::Test {
 protected:
  Hdf5FileTest() {
    std::string folder = (fs::temp_directory_path() / "twin-hdf5-XXXXXX").string();
    directory_ = mkdtemp(folder.data());
    path_ = (directory_ / "t.h5").string();
  }
  ~Hdf5FileTest() override { fs::remove_all(directory_); }

  Hdf5File Create() {
    auto file = Hdf5File::Create(path_);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  Hdf5File Open() {
    auto file = Hdf5File::OpenReadOnly(path_);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }

  fs::path directory_;
  std::string path_;
};

void ExpectOk(const absl::Status& status) { EXPECT_TRUE(status.ok()) << status; }

TEST_F(Hdf5FileTest, NumbersAndTextComeBackBitForBit) {
  const std::vector<double> doubles{
      0.1, -0.0, 1e-308, 5e-324, std::numeric_limits<double>::infinity(), 1.0 / 3.0};
  const std::vector<std::int64_t> integers{std::numeric_limits<std::int64_t>::min(), 0, 1LL << 53,
                                           std::numeric_limits<std::int64_t>::max()};
  const std::vector<std::uint8_t> bytes{0, 1, 127, 128, 255};
  const std::vector<std::string> texts{"Røldal", "", "a,b\n\"c\"", std::string(5000, 'x')};
  {
    Hdf5File file = Create();
    ExpectOk(file.WriteGroup("/g"));
    ExpectOk(file.Write({.path = "/g/doubles", .shape = {2, 3}}, doubles));
    ExpectOk(file.Write({.path = "/integers", .shape = {4}}, integers));
    ExpectOk(file.Write({.path = "/bytes", .shape = {5}}, bytes));
    ExpectOk(file.Write({.path = "/texts", .shape = {4}}, texts));
    ExpectOk(file.Close());
  }
  const Hdf5File file = Open();
  const auto read = file.ReadDoubles("/g/doubles");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, doubles);
  EXPECT_TRUE(std::signbit((*read)[1]));
  EXPECT_THAT(*file.ReadShape("/g/doubles"), ElementsAre(2, 3));
  EXPECT_EQ(*file.ReadInt64s("/integers"), integers);
  EXPECT_EQ(*file.ReadBytes("/bytes"), bytes);
  EXPECT_EQ(*file.ReadTexts("/texts"), texts);
  EXPECT_TRUE(file.Has("/g/doubles"));
  EXPECT_FALSE(file.Has("/nothing"));
}

TEST_F(Hdf5FileTest, CompressedChunksComeBackBitForBit) {
  std::vector<double> values(96 * 50);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::sin(0.01 * static_cast<double>(i));
  {
    Hdf5File file = Create();
    ExpectOk(file.Write({.path = "/v", .shape = {96, 50}, .chunk = {96, 10}}, values));
    ExpectOk(file.Close());
  }
  EXPECT_EQ(*Open().ReadDoubles("/v"), values);
}

TEST_F(Hdf5FileTest, AttributesComeBackAndTextOnesAreListed) {
  {
    Hdf5File file = Create();
    ExpectOk(file.WriteAttribute("/", "title", absl::string_view("Østlandet")));
    ExpectOk(file.WriteAttribute("/", "count", std::int64_t{-7}));
    ExpectOk(file.WriteAttribute("/", "share", 0.25));
    ExpectOk(file.WriteAttribute("/", "hash", std::vector<std::uint8_t>{1, 2, 3}));
    ExpectOk(file.WriteAttribute("/", "notice", absl::string_view("")));
    ExpectOk(file.Close());
  }
  const Hdf5File file = Open();
  EXPECT_EQ(*file.ReadTextAttribute("/", "title"), "Østlandet");
  EXPECT_EQ(*file.ReadTextAttribute("/", "notice"), "");
  EXPECT_EQ(*file.ReadInt64Attribute("/", "count"), -7);
  const auto texts = file.ListTextAttributes("/");
  ASSERT_TRUE(texts.ok()) << texts.status();
  EXPECT_THAT(*texts, testing::UnorderedElementsAre("title", "notice"));
}

TEST_F(Hdf5FileTest, RectanglesFillADatasetAndLeaveTheRestAtItsFillValue) {
  {
    Hdf5File file = Create();
    ExpectOk(file.CreateDoubles({.path = "/v", .shape = {4, 3}, .chunk = {2, 3}, .fill = -1.0}));
    ExpectOk(file.WriteRectangle("/v", {.row_count = 2, .column_count = 3},
                                 std::vector<double>{1, 2, 3, 4, 5, 6}));
    ExpectOk(file.Close());
  }
  const Hdf5File file = Open();
  EXPECT_THAT(*file.ReadDoubles("/v"), ElementsAre(1, 2, 3, 4, 5, 6, -1, -1, -1, -1, -1, -1));
  std::vector<double> part(4);
  ExpectOk(file.ReadRectangle(
      "/v", {.first_row = 1, .row_count = 2, .first_column = 1, .column_count = 2}, part));
  EXPECT_THAT(part, ElementsAre(5, 6, -1, -1));
}

TEST_F(Hdf5FileTest, ScalesAreAttachedAndBareDimensionsAreThere) {
  {
    Hdf5File file = Create();
    ExpectOk(file.Write({.path = "/time", .shape = {2}}, std::vector<double>{0.0, 900.0}));
    ExpectOk(file.MakeScale("/time"));
    ExpectOk(file.WriteBareDimension("/column", 3));
    ExpectOk(file.Write({.path = "/v", .shape = {2, 3}, .scales = {"/time", "/column"}},
                        std::vector<double>{1, 2, 3, 4, 5, 6}));
    ExpectOk(file.Close());
  }
  const Hdf5File file = Open();
  EXPECT_THAT(*file.ListTextAttributes("/time"), testing::Contains("CLASS"));
  EXPECT_EQ(*file.ReadTextAttribute("/time", "CLASS"), "DIMENSION_SCALE");
  EXPECT_THAT(*file.ReadTextAttribute("/column", "NAME"), HasSubstr("not a netCDF variable."));
  EXPECT_THAT(*file.ReadShape("/column"), ElementsAre(3));
}

TEST_F(Hdf5FileTest, AnImageFromMemoryIsAFileLikeAnyOther) {
  auto file = Hdf5File::CreateInMemory("memory");
  ASSERT_TRUE(file.ok()) << file.status();
  ExpectOk(file->Write({.path = "/v", .shape = {3}}, std::vector<double>{1, 2, 3}));
  const auto image = file->TakeImage();
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_FALSE(fs::exists("memory")) << "HDF5 never touches the disk";
  std::ofstream(path_, std::ios::binary) << *image;
  EXPECT_THAT(*Open().ReadDoubles("/v"), ElementsAre(1, 2, 3));
}

TEST_F(Hdf5FileTest, FilesInMemoryOfOneNameAreTwoFiles) {
  auto first = Hdf5File::CreateInMemory("snapshot");
  ASSERT_TRUE(first.ok()) << first.status();
  auto second = Hdf5File::CreateInMemory("snapshot");
  ASSERT_TRUE(second.ok()) << second.status();
  ExpectOk(first->Write({.path = "/v", .shape = {1}}, std::vector<double>{1.0}));
  EXPECT_FALSE(second->Has("/v"));
}

TEST_F(Hdf5FileTest, EqualContentsGiveEqualImages) {
  const auto make = [] {
    auto file = Hdf5File::CreateInMemory("memory");
    EXPECT_TRUE(file.ok()) << file.status();
    ExpectOk(file->WriteAttribute("/", "title", absl::string_view("t")));
    ExpectOk(
        file->Write({.path = "/v", .shape = {64}, .chunk = {32}}, std::vector<double>(64, 0.5)));
    return *file->TakeImage();
  };
  EXPECT_EQ(make(), make());
}

TEST_F(Hdf5FileTest, FilesThatAreNotThereOrNotHdf5AreNamed) {
  const auto missing = Hdf5File::OpenReadOnly(path_);
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr(path_));
  std::ofstream(path_) << "this is no HDF5 file, however long it may be";
  const auto text = Hdf5File::OpenReadOnly(path_);
  EXPECT_EQ(text.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(text.status().message()), HasSubstr(path_));
}

TEST_F(Hdf5FileTest, AFileThatCannotBeMadeIsNamed) {
  const auto file = Hdf5File::Create((directory_ / "no" / "such" / "folder.h5").string());
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(file.status().message()), HasSubstr("folder.h5"));
}

TEST_F(Hdf5FileTest, ATruncatedFileIsAnErrorNotACrash) {
  {
    Hdf5File file = Create();
    ExpectOk(file.Write({.path = "/v", .shape = {5000}}, std::vector<double>(5000, 1.5)));
    ExpectOk(file.Close());
  }
  fs::resize_file(path_, fs::file_size(path_) / 2);
  const auto file = Hdf5File::OpenReadOnly(path_);
  EXPECT_EQ(file.status().code(), absl::StatusCode::kDataLoss);
}

// Fletcher32 guards every compressed chunk.
TEST_F(Hdf5FileTest, AFlippedByteInAChunkIsFound) {
  {
    Hdf5File file = Create();
    std::vector<double> values(4096);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sqrt(static_cast<double>(i));
    ExpectOk(file.Write({.path = "/v", .shape = {4096}, .chunk = {4096}}, values));
    ExpectOk(file.Close());
  }
  std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
  const auto middle = static_cast<std::streamoff>(fs::file_size(path_) / 2);
  file.seekg(middle);
  const auto byte = static_cast<char>(file.get());
  file.seekp(middle);
  file.put(static_cast<char>(byte ^ 0x10));
  file.close();
  const auto damaged = Hdf5File::OpenReadOnly(path_);
  if (!damaged.ok()) return;  // found even earlier
  const auto values = damaged->ReadDoubles("/v");
  EXPECT_EQ(values.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(values.status().message()), HasSubstr("/v"));
}

TEST_F(Hdf5FileTest, MisuseIsNamedWithFileAndObject) {
  Hdf5File file = Create();
  const absl::Status size =
      file.Write({.path = "/v", .shape = {2, 2}}, std::vector<double>{1, 2, 3});
  EXPECT_EQ(size.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(size.message()), HasSubstr("/v holds 4 values, 3 were given"));
  EXPECT_EQ(file.Write({.path = "/none", .shape = {0}}, std::vector<double>{}).code(),
            absl::StatusCode::kInternal);
  ExpectOk(file.Write({.path = "/v", .shape = {2, 2}}, std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(file.Write({.path = "/v", .shape = {1}}, std::vector<double>{1}).code(),
            absl::StatusCode::kInternal)
      << "a path is written once";
  const auto missing = file.ReadDoubles("/nothing");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("/nothing"));
  EXPECT_FALSE(file.ReadTextAttribute("/", "nothing").ok());
  EXPECT_FALSE(file.ReadInt64Attribute("/v", "nothing").ok());
  EXPECT_FALSE(file.ReadTexts("/v").ok()) << "numbers are no text";
  const std::vector<double> two{1, 2};
  EXPECT_FALSE(file.WriteRectangle("/v", {.row_count = 1, .column_count = 3}, two).ok());
  EXPECT_FALSE(
      file.WriteRectangle("/v", {.first_row = 2, .row_count = 1, .column_count = 2}, two).ok())
      << "outside the dataset";
  EXPECT_FALSE(file.MakeScale("/nothing").ok());
  EXPECT_FALSE(file.Write({.path = "/w", .shape = {2}, .scales = {"/nothing"}}, two).ok());
}

TEST_F(Hdf5FileTest, ClosingTwiceIsNoError) {
  Hdf5File file = Create();
  ExpectOk(file.Close());
  ExpectOk(file.Close());
}

TEST_F(Hdf5FileTest, MovedFilesKeepWhatTheyHold) {
  Hdf5File first = Create();
  ExpectOk(first.Write({.path = "/v", .shape = {1}}, std::vector<double>{4.5}));
  Hdf5File second = std::move(first);
  EXPECT_THAT(*second.ReadDoubles("/v"), ElementsAre(4.5));
  auto other = Hdf5File::CreateInMemory("other");
  ASSERT_TRUE(other.ok()) << other.status();
  *other = std::move(second);
  EXPECT_THAT(*other->ReadDoubles("/v"), ElementsAre(4.5));
}

TEST_F(Hdf5FileTest, SeveralThreadsMayWriteTheirOwnFilesAtOnce) {
  std::vector<std::string> images(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < images.size(); ++i) {
    threads.emplace_back([&images, i] {
      auto file = Hdf5File::CreateInMemory("t");
      const std::vector<double> values(2000, static_cast<double>(i));
      if (file.ok() && file->Write({.path = "/v", .shape = {2000}, .chunk = {500}}, values).ok()) {
        images[i] = file->TakeImage().value_or("");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < images.size(); ++i) {
    std::ofstream(path_, std::ios::binary) << images[i];
    EXPECT_EQ(*Open().ReadDoubles("/v"), std::vector<double>(2000, static_cast<double>(i)));
  }
}

}  // namespace
}  // namespace data
