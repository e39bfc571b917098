// Every reader of what comes from outside under libFuzzer: text and bytes of strangers (requests,
// headers, tokens), files of people (cases, networks, plans, weather, scenarios, settings) and
// files of the store's own. FUZZ_TARGET says which; without it the names are listed. Built by
// clang, run by ./tests/fuzz/libfuzzer.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "data/csv_reader.h"
#include "data/epanet_reader.h"
#include "data/heat_geojson_reader.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "data/matpower_writer.h"
#include "data/plans/geojson_plan_reader.h"
#include "data/plans/geopackage_plan_reader.h"
#include "data/plans/gml_plan_reader.h"
#include "data/plans/plan_builder.h"
#include "data/plans/plan_limits.h"
#include "data/plans/plan_loader.h"
#include "data/plans/sosi_plan_reader.h"
#include "data/weather_reader.h"
#include "google/protobuf/descriptor.h"
#include "ostlandet/twin/v1/capacity.pb.h"
#include "solvers/plan/plan_areas.h"
#include "tests/support/key_maker.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"
#include "twin/access/data_file.h"
#include "twin/access/jwt.h"
#include "twin/access/policy.h"
#include "twin/access/register.h"
#include "twin/access/token_registry.h"
#include "twin/config.h"
#include "twin/convert/alarm_convert.h"
#include "twin/convert/branch_order_convert.h"
#include "twin/convert/patch_convert.h"
#include "twin/convert/scenario_file.h"
#include "twin/gateway/connect_protocol.h"
#include "twin/gateway/request_checks.h"
#include "twin/gateway/static_files.h"
#include "twin/services/capacity_desk.h"
#include "twin/store/answer_log.h"
#include "twin/store/journal.h"
#include "twin/store/manifest.h"
#include "twin/store/record.h"
#include "twin/store/schema.h"
#include "twin/store/segment.h"
#include "twin/trace_context.h"

namespace {

using Text = absl::string_view;

// A promise that was broken: libFuzzer keeps the input.
void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

template <class Result>
void DemandReason(const absl::StatusOr<Result>& read) {
  Demand(read.ok() || !read.status().message().empty(), "refused without a reason");
}

void DemandReasons(const data::Diagnostics& diagnostics) {
  for (const data::Diagnostic& diagnostic : diagnostics) {
    Demand(!diagnostic.problem.empty(), "refused without a reason");
  }
}

const data::PlanContext& PlanTables() {
  static const data::PlanContext context = [] {
    auto loaded = data::LoadPlanContext(tests::SourceFolder() + "/data/ostlandet");
    if (!loaded.ok()) std::abort();
    return *std::move(loaded);
  }();
  return context;
}

// What is read goes on to floors, so that GEOS meets what readers let through.
template <class Reader>
void ReadPlan(Reader reader, Text text) {
  data::Diagnostics diagnostics;
  const data::PlanFile file = reader(text, "fuzz", diagnostics);
  DemandReasons(diagnostics);
  Demand(diagnostics.size() <= data::kPlanLimits.problems + 1, "told more than the limit");
  if (!diagnostics.empty()) return;
  const auto plans = data::BuildPlans(file, PlanTables().tables, "fuzz", diagnostics);
  if (!diagnostics.empty()) return;
  Demand(!plans.empty(), "nothing read and nothing said");
  for (const models::Plan& plan : plans) {
    Demand(models::Validate(plan).ok(), "read, but not valid");
    const auto areas = solvers::CalcPlanAreas(plan, PlanTables().tables);
    Demand(areas.ok() || areas.status().code() == absl::StatusCode::kInvalidArgument,
           "areas could not be overlaid");
  }
}

void ReadMatpower(Text text) {
  const auto matpower = data::ParseMatpowerCase(text, "fuzz.m");
  DemandReason(matpower);
  if (!matpower.ok()) return;
  const auto written = data::FormatMatpowerCase(*matpower);
  Demand(written.ok() && data::ParseMatpowerCase(*written, "fuzz.m").ok(),
         "read, but not written and read again");
  (void)data::MakeMatpowerRegion(*matpower).ok();
}

void ReadWeather(bool is_json, Text text) {
  const data::PlaceNames names{{"oslo", 0}, {"hamar", 1}};
  data::Diagnostics diagnostics;
  auto observations = is_json ? data::ParseFrostJson(text, "fuzz", names, diagnostics)
                              : data::ParseWeatherCsv(text, "fuzz", names, diagnostics);
  DemandReasons(diagnostics);
  for (const auto& observation : observations) {
    Demand(observation.place <= 1 && std::isfinite(observation.value_ratio),
           "an observation of no place or no number");
  }
  (void)models::MakeWeatherSeries(2, std::move(observations)).ok();
}

// The first byte says which message of the contract.
const google::protobuf::Descriptor* AnyRequest(Text& text) {
  static const auto* requests = [] {
    auto* found = new std::vector<const google::protobuf::Descriptor*>();
    for (const char* service :
         {"Operations", "Grid", "Heat", "Store", "Scenario", "Capacity", "Planning"}) {
      const auto* descriptor =
          google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
              std::string("ostlandet.twin.v1.") + service);
      for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
        found->push_back(descriptor->method(i)->input_type());
      }
    }
    return found;
  }();
  if (text.empty() || requests->empty()) return nullptr;
  const auto* chosen = (*requests)[static_cast<unsigned char>(text[0]) % requests->size()];
  text.remove_prefix(1);
  return chosen;
}

// What is read is written and read again to the same bytes.
void ReadJsonRequest(Text text) {
  const auto* type = AnyRequest(text);
  if (type == nullptr) return;
  const auto json = twin::gateway::Encoding::kJson;
  const auto binary = twin::gateway::DecodeMessage(*type, json, text);
  DemandReason(binary);
  if (!binary.ok()) return;
  const auto again = twin::gateway::EncodeMessage(*type, json, *binary);
  DemandReason(again);
}

void ReadProtoRequest(Text text) {
  const auto* type = AnyRequest(text);
  if (type == nullptr) return;
  const auto binary = twin::gateway::DecodeMessage(*type, twin::gateway::Encoding::kProto, text);
  DemandReason(binary);
  if (binary.ok()) {
    (void)twin::gateway::EncodeMessage(*type, twin::gateway::Encoding::kJson, *binary).ok();
  }
}

void ReadHttpHeader(Text text) {
  namespace http = boost::beast::http;
  http::request_parser<http::string_body> parser;
  parser.header_limit(16 << 10);
  parser.body_limit(4 << 20);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(text.data(), text.size()), error);
  if (error || !parser.is_header_done()) return;
  (void)twin::gateway::FindFlaw(parser.get().base());
  const auto target = parser.get().target();
  (void)twin::gateway::FindMethod({target.data(), target.size()});
  const auto content = parser.get()[http::field::content_type];
  (void)twin::gateway::ParseContentType({content.data(), content.size()});
}

void ReadStaticPath(Text text) {
  static const std::string root = tests::SourceFolder() + "/twin/console";
  const auto file = twin::gateway::FindStaticFile(root, text);
  Demand(!file.has_value() || file->path.rfind(root, 0) == 0, "a file outside the root");
}

void ReadSettings(Text text) {
  static const std::string path = "/dev/shm/twin-fuzz-" + std::to_string(std::rand()) + ".toml";
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return;
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  twin::Config config;
  const absl::Status read = twin::ApplyFile(path, config);
  Demand(read.ok() || !read.message().empty(), "refused without a reason");
  if (!read.ok()) return;
  (void)twin::Validate(config).ok();
  (void)twin::PrintConfig(config);
}

void ReadShortTexts(Text text) {
  const std::string owned(text);
  (void)twin::ParseSpeed(owned).ok();
  (void)twin::ParseStart(owned).ok();
  (void)twin::ParseHostPort(owned).ok();
  (void)twin::store::ParseRecordId(text).has_value();
  (void)twin::store::ParseSegmentName(text).ok();
  const std::string trace = twin::ReadTraceId(text);
  Demand(trace.empty() || trace.size() == 32, "a trace id of another size");
}

void ReadStoreRecords(Text text) {
  (void)twin::store::ScanRecords(text, twin::store::kAnswerLogMagic);
  (void)twin::store::DecodeJournal(text, "fuzz", {});
  (void)twin::store::DecodeStep(text).ok();
  (void)twin::store::DecodeCommand(text).ok();
  (void)twin::store::DecodeBase(text).ok();
  (void)twin::store::DecodeSchema(text).ok();
  const auto manifest = twin::store::DecodeManifest(text, "fuzz");
  DemandReason(manifest);
}

void ReadStoredOrders(Text text) {
  const std::string owned(text);
  (void)twin::convert::ParseStoredPatch("p-1", owned).ok();
  (void)twin::convert::DecodeBranchOrder(owned).ok();
  (void)twin::convert::ParseStoredAlarms(owned).ok();
  (void)twin::services::ParseAnswer(owned).ok();
}

// Somebody whose key nobody has.
absl::StatusOr<twin::access::JwtVerifier> LoadOneKey() {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() + "/k.pem") << tests::PublicPem(tests::MakeEcKey());
  std::ofstream(folder.path() + "/jwt.toml")
      << "schema = \"ostlandet.twin.jwt\"\nschema_version = 1\nversion = \"1\"\n[[issuer]]\n"
         "issuer = \"idp\"\naudience = \"twin\"\n[[issuer.key]]\nkid = \"k\"\nfile = \"k.pem\"\n";
  return twin::access::JwtVerifier::Load(folder.path() + "/jwt.toml");
}

void ReadToken(Text text) {
  static const twin::access::JwtVerifier nobody;
  static const auto known = LoadOneKey();
  if (!known.ok()) std::abort();
  (void)twin::access::JwtVerifier::LooksLikeJwt(text);
  const auto now = absl::FromUnixSeconds(1764500000);
  Demand(!nobody.Verify(text, now).ok(), "believed without a key");
  Demand(!known->Verify(text, now).ok(), "believed without a signature");
}

template <class Reader>
std::function<void(Text)> Diagnosed(Reader reader) {
  return [reader](Text text) {
    data::Diagnostics diagnostics;
    (void)reader(text, "fuzz", diagnostics);
    DemandReasons(diagnostics);
  };
}

const std::map<std::string, std::function<void(Text)>>& Targets() {
  static const auto* targets = new std::map<std::string, std::function<void(Text)>>{
      {"matpower", ReadMatpower},
      {"epanet", Diagnosed(data::ParseEpanetCase)},
      {"heat_geojson",
       [](Text text) {
         data::Diagnostics diagnostics;
         (void)data::ParseHeatGeojson(text, "fuzz", diagnostics);
         DemandReasons(diagnostics);
       }},
      {"csv",
       [](Text text) {
         data::Diagnostics diagnostics;
         const auto table = data::CsvTable::Parse(text, "fuzz", {"id", "name"}, diagnostics);
         for (std::size_t i = 0; i < table.size(); ++i) {
           (void)table.Number(i, "id", -1e9, 1e9, diagnostics);
         }
         DemandReasons(diagnostics);
       }},
      {"weather_csv", [](Text text) { ReadWeather(false, text); }},
      {"frost_json", [](Text text) { ReadWeather(true, text); }},
      {"plan_gml", [](Text text) { ReadPlan(data::ParseGmlPlan, text); }},
      {"plan_sosi", [](Text text) { ReadPlan(data::ParseSosiPlan, text); }},
      {"plan_geojson", [](Text text) { ReadPlan(data::ParseGeojsonPlan, text); }},
      {"plan_geopackage", [](Text text) { ReadPlan(data::ParseGeopackagePlan, text); }},
      {"policy",
       [](Text text) { DemandReason(twin::access::Policy::Parse(std::string(text), "fuzz")); }},
      {"register",
       [](Text text) { DemandReason(twin::access::Register::Parse(std::string(text), "fuzz")); }},
      {"tokens",
       [](Text text) {
         DemandReason(twin::access::TokenRegistry::Parse(std::string(text), "fuzz"));
       }},
      {"jwt", ReadToken},
      {"settings", ReadSettings},
      {"scenario",
       [](Text text) { DemandReason(twin::convert::ParseScenarioFile(std::string(text))); }},
      {"connect_json", ReadJsonRequest},
      {"connect_proto", ReadProtoRequest},
      {"envelope", [](Text text) { DemandReason(twin::gateway::OpenEnvelope(text)); }},
      {"http_header", ReadHttpHeader},
      {"static_path", ReadStaticPath},
      {"short_texts", ReadShortTexts},
      {"store_records", ReadStoreRecords},
      {"stored_orders", ReadStoredOrders},
  };
  return *targets;
}

const std::function<void(Text)>* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("FUZZ_TARGET");
  const auto found = Targets().find(name != nullptr ? name : "");
  if (found == Targets().end()) {
    for (const auto& [target, reader] : Targets()) std::printf("%s\n", target.c_str());
    std::exit(name == nullptr ? 0 : 2);
  }
  if (found->first.rfind("plan_", 0) == 0)
    PlanTables();  // before the clock of the first input runs
  chosen = &found->second;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  (*chosen)(Text(reinterpret_cast<const char*>(bytes), size));
  return 0;
}
