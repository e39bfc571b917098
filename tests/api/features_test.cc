// OGC API – Features: what a GIS is told, and that it is told no more than the call tells.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>

#include "absl/strings/str_replace.h"
#include "tests/support/plan_service.h"
#include "twin/gateway/features/box.h"
#include "twin/gateway/features/documents.h"
#include "twin/gateway/features/query.h"

namespace {

namespace http = boost::beast::http;
namespace features = twin::gateway::features;
using boost::asio::ip::tcp;
using nlohmann::json;
using Reply = http::response<http::string_body>;

class FeaturesTest : public tests::PlanServiceTest {
 protected:
  Reply Get(const std::string& target, const std::string& token = "") {
    http::request<http::string_body> request{http::verb::get, target, 11};
    request.set(http::field::host, absl::StrCat("127.0.0.1:", server_->http_port()));
    if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
    tcp::socket socket(io_);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                    static_cast<unsigned short>(server_->http_port())});
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    http::read(socket, buffer, parser);
    return parser.release();
  }
  json Read(const std::string& target, const std::string& token = "") {
    const Reply reply = Get(target, token);
    EXPECT_EQ(reply.result_int(), 200u) << target << " " << reply.body();
    return json::parse(reply.body(), nullptr, false);
  }

  boost::asio::io_context io_;
};

std::string HrefOf(const json& document, const std::string& rel) {
  for (const json& link : document["links"]) {
    if (link["rel"] == rel) return link["href"];
  }
  return "";
}

TEST_F(FeaturesTest, EverythingIsFoundFromTheLandingPage) {
  const json landing = Read("/features");
  const std::string base = absl::StrCat("http://127.0.0.1:", server_->http_port());
  for (const char* rel : {"self", "service-desc", "conformance", "data"}) {
    const std::string href = HrefOf(landing, rel);
    ASSERT_THAT(href, testing::StartsWith(base)) << rel;
    Read(href.substr(base.size()));
  }
  EXPECT_THAT(Read("/features/conformance")["conformsTo"].get<std::vector<std::string>>(),
              testing::Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"));
  const json collections = Read("/features/collections");
  EXPECT_EQ(collections["collections"].size(), features::Collections().size());
  for (const json& collection : collections["collections"]) {
    const std::string items = HrefOf(collection, "items");
    EXPECT_THAT(items, testing::EndsWith("/items"));
    Read(HrefOf(collection, "self").substr(base.size()));
  }
  EXPECT_EQ(Read("/features/api")["openapi"], "3.0.3");
}

TEST_F(FeaturesTest, StationsArePointsWithWhatTheCallTells) {
  const Reply reply = Get("/features/collections/stations/items?limit=3");
  ASSERT_EQ(reply.result_int(), 200u) << reply.body();
  EXPECT_EQ(reply[http::field::content_type], "application/geo+json");
  const json items = json::parse(reply.body());
  EXPECT_EQ(items["type"], "FeatureCollection");
  EXPECT_EQ(items["numberReturned"], 3);
  EXPECT_GT(items["numberMatched"].get<int>(), 100);
  EXPECT_THAT(items["data_notice"].get<std::string>(), testing::HasSubstr("Synthetic"));
  const json& first = items["features"][0];
  EXPECT_EQ(first["geometry"]["type"], "Point");
  EXPECT_GT(first["geometry"]["coordinates"][1].get<double>(), 57.0) << "latitude stands last";
  EXPECT_FALSE(first["properties"].contains("position"));
  const std::string step =
      absl::StrReplaceAll(first["id"].get<std::string>(), {{"/", "%2F"}, {":", "%3A"}});
  const json one = Read("/features/collections/stations/items/" + step);
  EXPECT_EQ(one["properties"], first["properties"]);
  EXPECT_EQ(Get("/features/collections/stations/items/nowhere").result_int(), 404u);
}

TEST_F(FeaturesTest, PagesHoldEveryFeatureOnce) {
  const std::string base = absl::StrCat("http://127.0.0.1:", server_->http_port());
  std::string target = "/features/collections/heat_systems/items?limit=20";
  std::set<std::string> ids;
  std::size_t matched = 0;
  for (int page = 0; page < 10 && !target.empty(); ++page) {
    const json items = Read(target);
    matched = items["numberMatched"];
    for (const json& feature : items["features"]) {
      EXPECT_TRUE(ids.insert(feature["id"]).second);
    }
    const std::string next = HrefOf(items, "next");
    target = next.empty() ? "" : next.substr(base.size());
  }
  EXPECT_EQ(ids.size(), matched);
  EXPECT_GT(matched, 40u);
}

TEST_F(FeaturesTest, ABoxHoldsWhatLiesInIt) {
  const json all = Read("/features/collections/stations/items?limit=10000");
  const json some =
      Read("/features/collections/stations/items?limit=10000&bbox=10.5,59.8,10.9,60.0");
  std::size_t inside = 0;
  for (const json& feature : all["features"]) {
    if (feature["geometry"].is_null()) continue;
    const double lon = feature["geometry"]["coordinates"][0];
    const double lat = feature["geometry"]["coordinates"][1];
    if (lon >= 10.5 && lon <= 10.9 && lat >= 59.8 && lat <= 60.0) ++inside;
  }
  EXPECT_EQ(some["numberMatched"], inside);
  EXPECT_GT(inside, 0u);
  EXPECT_LT(inside, all["features"].size());
}

// From QGIS, which takes it exactly: two lines whose own boxes reach into Oslo's, and which pass
// it.
TEST(FeatureBoxTest, ALineMeetsABoxWhereItRunsThroughIt) {
  using twin::gateway::features::Meets;
  const twin::gateway::features::BoxDeg oslo{10.5, 59.8, 10.9, 60.0};
  EXPECT_FALSE(Meets(oslo, {10.215375, 59.867244}, {10.747226, 59.51735}));
  EXPECT_FALSE(Meets(oslo, {10.933454, 59.929978}, {10.42168, 61.13848}));
  EXPECT_TRUE(Meets(oslo, {10.0, 59.9}, {11.0, 59.95})) << "through it, with no end in it";
  EXPECT_TRUE(Meets(oslo, {10.6, 59.0}, {10.6, 61.0}));
  EXPECT_TRUE(Meets(oslo, {10.6, 59.9}, {10.7, 59.95}));
  EXPECT_TRUE(Meets(oslo, {10.9, 60.0}, {12.0, 61.0})) << "its corner";
  EXPECT_FALSE(Meets(oslo, {10.95, 59.0}, {10.95, 61.0}));
  const twin::gateway::features::BoxDeg across{179.0, -1.0, -179.0, 1.0};
  EXPECT_TRUE(Meets(across, {178.0, 0.0}, {179.5, 0.0}));
  EXPECT_TRUE(Meets(across, {-179.5, 0.5}, {-178.0, 0.5}));
  EXPECT_FALSE(Meets(across, {-178.5, 0.0}, {178.5, 0.0}));
}

TEST_F(FeaturesTest, LinesRunBetweenTheirStationsAndDetailIsForWhoMaySeeIt) {
  const std::string target = "/features/collections/lines/items?limit=5";
  const json open = Read(target);
  EXPECT_EQ(open["features"][0]["geometry"]["type"], "LineString");
  EXPECT_EQ(open["features"][0]["geometry"]["coordinates"].size(), 2u);
  EXPECT_FALSE(open["features"][0]["properties"].contains("branch_x_ohm"));
  EXPECT_THAT(open["redaction"]["withheld_paths"].dump(), testing::HasSubstr("branch"));
  const json company = Read(target, Token());
  EXPECT_TRUE(company["features"][0]["properties"].contains("branch_x_ohm"));
  EXPECT_FALSE(company.contains("redaction"));
}

TEST_F(FeaturesTest, TheInboxIsAsClosedAsItsCall) {
  EXPECT_EQ(Get("/features/collections/plan_notices/items").result_int(), 401u);
  EXPECT_EQ(Get("/features/collections/plan_notices/items", "no-token").result_int(), 401u);
  EXPECT_EQ(Read("/features/collections/plan_notices/items", Token())["numberMatched"], 0);
  EXPECT_EQ(Get("/features/collections/capacity/items").result_int(), 501u)
      << "this twin answers no connection questions";
}

TEST_F(FeaturesTest, WhatIsWronglyAskedForIsRefusedAndNamed) {
  const std::string items = "/features/collections/stations/items";
  for (const auto& [query, field] : {std::pair{"?bbox=1,2,3", "bbox"},
                                     {"?bbox=1,2,3,nan", "bbox"},
                                     {"?bbox=580000,6600000,600000,6700000", "bbox"},
                                     {"?bbox=1,3,2,2", "bbox"},
                                     {"?limit=0", "limit"},
                                     {"?limit=-1", "limit"},
                                     {"?limit=1&limit=2", "limit"},
                                     {"?offset=x", "offset"},
                                     {"?farge=gul", "farge"},
                                     {"?f=xml", "f"}}) {
    const Reply reply = Get(items + query);
    EXPECT_EQ(reply.result_int(), 400u) << query;
    EXPECT_THAT(reply.body(), testing::HasSubstr(field)) << query;
  }
  for (const char* path : {"/features/x", "/features/collections/x",
                           "/features/collections/x/items", "/features/collections/stations/x",
                           "/features/collections/stations/items/1/2", "/featuresx"}) {
    EXPECT_EQ(Get(path).result_int(), 404u) << path;
  }
  EXPECT_EQ(Get(items + "/%zz").result_int(), 400u);
  EXPECT_EQ(Read(items + "?datetime=2026-01-01T00:00:00Z&limit=1&f=json")["numberReturned"], 1)
      << "features have no time";
}

TEST(FeatureQueryTest, ABoxMayCrossTheAntimeridian) {
  EXPECT_TRUE(features::Holds({170.0, -10.0, -170.0, 10.0}, {175.0, 0.0}));
  EXPECT_TRUE(features::Holds({170.0, -10.0, -170.0, 10.0}, {-175.0, 0.0}));
  EXPECT_FALSE(features::Holds({170.0, -10.0, -170.0, 10.0}, {0.0, 0.0}));
  EXPECT_FALSE(features::Holds({170.0, -10.0, -170.0, 10.0}, {175.0, 11.0}));
}

TEST(FeatureQueryTest, IdsWithSlashesAreOneStep) {
  const auto query = features::ParseQuery("/features/collections/stations/items/oet%3Astation%2Fx");
  ASSERT_TRUE(query.ok()) << query.status();
  EXPECT_EQ(query->item, "oet:station/x");
}

}  // namespace
