#include "data/plans/geopackage_plan_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "data/plans/wkb_reader.h"
#include "tests/data/plans/plan_reader_fixture.h"

namespace data {
namespace {

using testing::HasSubstr;

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The bytes of a sample after some SQL.
std::string Changed(const std::string& sql) {
  std::string bytes = BytesOf(PlanCase("dwellings.gpkg"));
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
  auto* image = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
  std::memcpy(image, bytes.data(), bytes.size());
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  EXPECT_EQ(sqlite3_deserialize(database, "main", image, size, size,
                                SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
            SQLITE_OK);
  char* problem = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
  sqlite3_int64 out_size = 0;
  unsigned char* out = sqlite3_serialize(database, "main", &out_size, 0);
  std::string changed(reinterpret_cast<char*>(out), static_cast<std::size_t>(out_size));
  sqlite3_free(out);
  sqlite3_close(database);
  return changed;
}

TEST(GeopackagePlanReaderTest, TablesNamedAsTheirObjectsAreRead) {
  const models::Plan plan = ReadOne(BytesOf(PlanCase("dwellings.gpkg")));
  EXPECT_EQ(plan.municipality_id, "3205");
  ASSERT_EQ(plan.areas.size(), 6u);
  EXPECT_EQ(plan.areas[2].field_name, "BBB1");
  EXPECT_EQ(plan.areas[2].surface[0].holes.size(), 1u);
  EXPECT_EQ(*plan.areas[1].utilisation.bra_m2, 5200.0);
}

TEST(GeopackagePlanReaderTest, CoordinateSystemsMustBeThereAndAgree) {
  EXPECT_THAT(ProblemsOf(Changed("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 25832")),
              HasSubstr("has no coordinate system: srs_id 25832"));
  EXPECT_THAT(ProblemsOf(Changed("UPDATE gpkg_geometry_columns SET srs_id = 4326")),
              HasSubstr("its geometry says srs_id 25832, its table says 4326"));
  EXPECT_THAT(ProblemsOf(Changed("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = "
                                 "3857 WHERE srs_id = 25832")),
              HasSubstr("is not read: export in EPSG:25832"));
  EXPECT_THAT(ProblemsOf(Changed("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = "
                                 "25833 WHERE srs_id = 25832")),
              HasSubstr("its numbers fit EPSG:25832"));
}

TEST(GeopackagePlanReaderTest, WhatIsNoDatabaseIsRefused) {
  const std::string bytes = BytesOf(PlanCase("dwellings.gpkg"));
  EXPECT_THAT(ProblemsOf(bytes.substr(0, 3000)), HasSubstr("GeoPackage"));
  std::string damaged = bytes;
  for (std::size_t i = 100; i < damaged.size(); i += 7) damaged[i] = 'x';
  EXPECT_NE(ProblemsOf(damaged), "");
  std::string wal = bytes;
  wal[18] = wal[19] = 2;
  EXPECT_THAT(ProblemsOf(wal), HasSubstr("write-ahead mode"));
  EXPECT_THAT(ProblemsOf("SQLite format 3"), HasSubstr("is no GeoPackage"));
}

TEST(GeopackagePlanReaderTest, AViewIsNoTable) {
  // A view that would never end is not run at all.
  EXPECT_THAT(ProblemsOf(Changed(
                  "ALTER TABLE rparealformalomrade RENAME TO t; CREATE VIEW rparealformalomrade AS "
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                  "SELECT i AS fid, NULL AS geom FROM n")),
              HasSubstr("rparealformalomrade"));
}

TEST(GeopackagePlanReaderTest, BrokenGeometryIsToldByRow) {
  EXPECT_THAT(ProblemsOf(Changed("UPDATE rparealformalomrade SET geom = x'4750' WHERE fid = 2")),
              HasSubstr("rparealformalomrade row 2"));
  EXPECT_THAT(ProblemsOf(Changed("UPDATE rparealformalomrade SET geom = NULL WHERE fid = 2")),
              HasSubstr("has no outline"));
  EXPECT_THAT(ProblemsOf(Changed("UPDATE rparealformalomrade SET arealformal = 1399")),
              HasSubstr("purpose 1399"));
}

std::vector<std::uint8_t> Bytes(const char* hex) {
  std::vector<std::uint8_t> bytes;
  for (; hex[0] != '\0'; hex += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex, 2), nullptr, 16)));
  }
  return bytes;
}

TEST(WkbReaderTest, APolygonWithHeightsOfEitherByteOrder) {
  // Big-endian, ISO PolygonZ (1003), one ring of one point (1, 2, 3).
  const auto big =
      ParseGeopackageGeometry(Bytes("4750000000000000"
                                    "00000003eb"
                                    "00000001"
                                    "00000001"
                                    "3ff0000000000000"
                                    "4000000000000000"
                                    "4008000000000000"));
  ASSERT_TRUE(big.ok()) << big.status();
  EXPECT_EQ(big->surface[0].shell[0], (RawPoint{1.0, 2.0}));
  // Little-endian, the same with its z in the high bit.
  const auto little =
      ParseGeopackageGeometry(Bytes("4750000100000000"
                                    "0103000080"
                                    "01000000"
                                    "01000000"
                                    "000000000000f03f"
                                    "0000000000000040"
                                    "0000000000000840"));
  ASSERT_TRUE(little.ok()) << little.status();
  EXPECT_EQ(little->surface[0].shell[0], (RawPoint{1.0, 2.0}));
}

TEST(WkbReaderTest, CountsThatTheBytesDoNotHoldAreRefused) {
  EXPECT_FALSE(ParseGeopackageGeometry(Bytes("4750000100000000"
                                             "0103000000"
                                             "ffffffff"))
                   .ok());
  EXPECT_FALSE(ParseGeopackageGeometry(Bytes("4750000100000000"
                                             "0103000000"
                                             "01000000"
                                             "ffffff7f"))
                   .ok());
  EXPECT_FALSE(ParseGeopackageGeometry(Bytes("4750000100000000"
                                             "0106000000"
                                             "ffffffff"))
                   .ok());
  EXPECT_FALSE(ParseGeopackageGeometry(Bytes("4750000100000000"
                                             "0101000000"))
                   .ok());  // a point
  EXPECT_FALSE(ParseGeopackageGeometry({}).ok());
}

}  // namespace
}  // namespace data
