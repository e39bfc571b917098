#include "twin/store/store_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>

#include "tests/support/small_store.h"
#include "twin/store/journal.h"
#include "twin/store/store.h"

namespace twin::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::kMonday;
using tests::SmallCommand;
using tests::SmallSchema;
using tests::SmallStep;

class StoreReaderTest : public testing::Test {
 protected:
  void Open() {
    store_.reset();
    auto store =
        Store::Open({.directory = folder_ / "data", .schema = SmallSchema(), .fault_hook = {}});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  StoreReader Reader() const {
    auto reader = StoreReader::Open(folder_ / "data");
    EXPECT_TRUE(reader.ok()) << reader.status();
    return *std::move(reader);
  }
  std::string JournalOf(models::Quarter quarter) const {
    return JournalPath(folder_ / "data/journal", quarter);
  }

  tests::TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreReaderTest, AReaderBesideTheWriterSeesWhatWasAcknowledged) {
  Open();
  const StoreReader reader = Reader();
  EXPECT_EQ(reader.schema(), SmallSchema());
  EXPECT_EQ(*reader.ReadLastStep(), std::nullopt);
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday + 95)).ok());
  ASSERT_TRUE(store_->AppendCommand(SmallCommand("p", kMonday + 95)).ok());
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday + 96)).ok());
  EXPECT_EQ(**reader.ReadLastStep(), SmallStep(kMonday + 96, 3));
  const SeriesQuery query{"bus_voltage_kv", {}, kMonday + 94, kMonday + 97};
  EXPECT_EQ(reader.ReadSeries(query)->quality, store_->ReadSeries(query)->quality);
  ASSERT_TRUE(store_->Flush().ok());
  EXPECT_EQ(reader.ReadSeries(query)->quality, store_->ReadSeries(query)->quality);
  EXPECT_EQ(reader.ReadSeries(query)->values[3], store_->ReadSeries(query)->values[3]);
  EXPECT_THAT(*reader.ReadCommands(kMonday, kMonday + 96),
              ElementsAre(SmallCommand("p", kMonday + 95, 2)));
  EXPECT_EQ(reader.ListSegments()->size(), 1u);
  EXPECT_TRUE(store_->AppendStep(SmallStep(kMonday + 97)).ok());
}

TEST_F(StoreReaderTest, AReaderChangesNothingNotEvenATornEnd) {
  Open();
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday)).ok());
  store_.reset();
  const std::string torn = tests::ReadBytes(JournalOf(kMonday)) + "TREC torn";
  tests::WriteBytes(JournalOf(kMonday), torn);
  EXPECT_EQ(**Reader().ReadLastStep(), SmallStep(kMonday, 1));
  EXPECT_EQ(tests::ReadBytes(JournalOf(kMonday)), torn);
}

TEST_F(StoreReaderTest, ADamagedJournalIsDataLossUntilAWriterMendedIt) {
  Open();
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday)).ok());
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday + 1)).ok());
  store_.reset();
  tests::FlipByte(JournalOf(kMonday), 300);
  const absl::Status status = Reader().ReadLastStep().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(JournalOf(kMonday)));
  Open();
  EXPECT_TRUE(Reader().ReadLastStep().ok());
}

TEST_F(StoreReaderTest, TheLastStepIsFoundInTheSnapshotWhenThereIsNoJournal) {
  Open();
  ASSERT_TRUE(store_->AppendStep(SmallStep(kMonday)).ok());
  ASSERT_TRUE(store_->Close().ok());
  fs::remove(JournalOf(kMonday));
  EXPECT_EQ(**Reader().ReadLastStep(), SmallStep(kMonday, 1));
}

TEST_F(StoreReaderTest, AFolderWithoutAStoreIsNotFoundAndADamagedSchemaIsDataLoss) {
  EXPECT_EQ(StoreReader::Open(folder_.path()).status().code(), absl::StatusCode::kNotFound);
  Open();
  store_.reset();
  tests::FlipByte(folder_ / "data/schema.bin", 10);
  EXPECT_EQ(StoreReader::Open(folder_ / "data").status().code(), absl::StatusCode::kDataLoss);
  Open();  // the writer knows the schema and writes it anew
  EXPECT_EQ(Reader().schema(), SmallSchema());
}

}  // namespace
}  // namespace twin::store
