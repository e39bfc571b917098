#include "twin/capacity/map_filler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/support/small_engine.h"

namespace twin::capacity {
namespace {

class MapFillerTest : public tests::SmallEngineTest<96> {};

TEST_F(MapFillerTest, TheMapFillsByItself) {
  tests::TempFolder own;
  std::filesystem::create_directories(own / "maps");
  CapacityMap map(*engine_, own / "maps");
  const auto years = WeatherYears::Start(*engine_, {.folder = own / "maps"});
  const auto filler = MapFiller::Start(map, *engine_, *years, 2);
  for (int i = 0; i < 6000 && map.progress().with_terms < map.progress().total; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(map.progress().known, map.progress().total);
  EXPECT_EQ(map.progress().with_terms, map.progress().total);
}

}  // namespace
}  // namespace twin::capacity
