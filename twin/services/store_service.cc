#include "twin/services/store_service.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/status_macros.h"
#include "twin/access/coarse.h"
#include "twin/limits.h"
#include "twin/quarter_text.h"
#include "twin/services/series_selection.h"
#include "twin/store/backup.h"
#include "twin/store/export.h"
#include "twin/store/size_forecast.h"
#include "twin/store/store_reader.h"

namespace twin::services {
namespace {

namespace fs = std::filesystem;
namespace pb = ostlandet::twin::v1;

constexpr int kDefaultForecastDays = 365;
constexpr char kExportFolder[] = "export-";

pb::SeriesStep ToProto(store::Every every) {
  switch (every) {
    case store::Every::kQuarter:
      return pb::SERIES_STEP_QUARTER;
    case store::Every::kHour:
      return pb::SERIES_STEP_HOUR;
    case store::Every::kDay:
      return pb::SERIES_STEP_DAY;
  }
  return pb::SERIES_STEP_UNSPECIFIED;
}

pb::ValueQuality ToProto(store::Quality quality) {
  switch (quality) {
    case store::Quality::kGood:
      return pb::VALUE_QUALITY_GOOD;
    case store::Quality::kStale:
      return pb::VALUE_QUALITY_STALE;
    case store::Quality::kMissing:
      return pb::VALUE_QUALITY_MISSING;
  }
  return pb::VALUE_QUALITY_UNSPECIFIED;
}

absl::Status List(const ServiceContext& context, const CallContext& call,
                  pb::ListSeriesResponse& response) {
  for (const store::SeriesGroup& group : context.engine.stepper().layout().schema().groups) {
    if (!MaySeeSeries(call.identity, group.secrecy)) continue;
    pb::SeriesInfo& info = *response.add_series();
    info.set_series(group.name);
    info.set_unit(group.unit);
    info.set_long_name(group.long_name);
    info.set_axis(group.axis);
    info.set_element_count(static_cast<int>(group.element_ids.size()));
    info.set_secrecy(SecrecyOfSeries(group.secrecy));
  }
  response.set_data_notice(context.region().notice);
  return absl::OkStatus();
}

// Column `element` of a table [row × element].
void CopyColumn(const std::vector<double>& table, std::size_t element, std::size_t width,
                google::protobuf::RepeatedField<double>& column) {
  column.Reserve(static_cast<int>(table.size() / width));
  for (std::size_t at = element; at < table.size(); at += width) column.Add(table[at]);
}

void AddSeries(const store::Series& series, pb::ReadSeriesResponse& response) {
  if (response.quality().empty()) {
    for (const store::Quality quality : series.quality) response.add_quality(ToProto(quality));
  }
  const std::size_t width = series.element_ids.size();
  for (std::size_t element = 0; element < width; ++element) {
    pb::StoredSeries& sent = *response.add_series();
    sent.set_series(series.group);
    sent.set_unit(series.unit);
    sent.set_element_id(series.element_ids[element]);
    CopyColumn(series.values, element, width, *sent.mutable_values_in_unit());
  }
}

void AddSummary(const store::Summary& summary, pb::ReadSeriesResponse& response) {
  if (response.quarter_count().empty()) {
    for (const std::uint8_t count : summary.quarter_count) response.add_quarter_count(count);
  }
  const std::size_t width = summary.element_ids.size();
  const auto of = [&](store::Statistic statistic) -> const std::vector<double>& {
    return summary.values[static_cast<std::size_t>(statistic)];
  };
  for (std::size_t element = 0; element < width; ++element) {
    pb::StoredSeries& sent = *response.add_series();
    sent.set_series(summary.group);
    sent.set_unit(summary.unit);
    sent.set_element_id(summary.element_ids[element]);
    CopyColumn(of(store::Statistic::kMean), element, width, *sent.mutable_values_in_unit());
    CopyColumn(of(store::Statistic::kMin), element, width, *sent.mutable_least_in_unit());
    CopyColumn(of(store::Statistic::kMax), element, width, *sent.mutable_most_in_unit());
  }
}

// A reader that tells this caller no more digits than it may know.
absl::StatusOr<store::StoreReader> OpenFor(const ServiceContext& context,
                                           const access::Identity& identity) {
  TWIN_ASSIGN_OR_RETURN(store::StoreReader reader,
                        store::StoreReader::Open(context.data_directory));
  if (!identity.clearance.SeesPowerSensitive()) reader.Coarsen(access::CoarseStepOf);
  return reader;
}

absl::Status Read(const ServiceContext& context, const CallContext& call,
                  const pb::ReadSeriesRequest& request, pb::ReadSeriesResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const SeriesSelection selection,
                        SelectSeries(context, call.identity, request.series(), request.from(),
                                     request.to(), request.step(), limits::kMaxReadValues));
  TWIN_ASSIGN_OR_RETURN(const auto reader, OpenFor(context, call.identity));
  for (const SelectedSeries& one : selection.series) {
    if (call.cancelled()) return absl::CancelledError("the caller has gone");
    const store::SeriesQuery query{one.group, one.element_ids, selection.from, selection.to};
    if (selection.every == store::Every::kQuarter) {
      TWIN_ASSIGN_OR_RETURN(const store::Series series, reader.ReadSeries(query));
      AddSeries(series, response);
    } else {
      TWIN_ASSIGN_OR_RETURN(const store::Summary summary,
                            reader.ReadSummary(query, selection.every));
      AddSummary(summary, response);
    }
  }
  *response.mutable_from() = convert::ToTimestamp(selection.from);
  response.set_step(ToProto(selection.every));
  response.set_row_count(
      static_cast<int>((selection.to - selection.from) / store::QuartersIn(selection.every)));
  response.set_data_notice(context.region().notice);
  *response.mutable_key() = context.model_key;
  return absl::OkStatus();
}

// A folder below the twin's own that is gone with it.
class ExportFolder {
 public:
  static absl::StatusOr<ExportFolder> Make(const std::string& directory) {
    std::string path = absl::StrCat(directory, "/", kExportFolder, "XXXXXX");
    if (mkdtemp(path.data()) == nullptr) {
      return absl::UnavailableError("the twin's folder takes no new folder now");
    }
    return ExportFolder(std::move(path));
  }
  explicit ExportFolder(std::string path) : path_(std::move(path)) {}
  ExportFolder(ExportFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ~ExportFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

absl::Status Export(const ServiceContext& context, const CallContext& call,
                    const pb::ExportSeriesRequest& request, pb::ExportSeriesResponse& response) {
  TWIN_ASSIGN_OR_RETURN(const SeriesSelection selection,
                        SelectSeries(context, call.identity, request.series(), request.from(),
                                     request.to(), request.step(), limits::kMaxExportValues));
  if (!pb::ExportFormat_IsValid(request.format())) {
    return models::errors::InvalidField("format", "is neither CSV nor HDF5");
  }
  store::ExportRequest wanted{.from = selection.from, .to = selection.to};
  wanted.every = selection.every;
  for (const SelectedSeries& one : selection.series) {
    wanted.groups.push_back(one.group);
    wanted.element_ids.insert(wanted.element_ids.end(), one.element_ids.begin(),
                              one.element_ids.end());
  }
  TWIN_ASSIGN_OR_RETURN(const ExportFolder folder, ExportFolder::Make(context.data_directory));
  const char* ending = request.format() == pb::EXPORT_FORMAT_HDF5 ? ".h5" : ".csv";
  const std::string name = absl::StrCat("twin-", selection.from.start_s(), ending);
  wanted.out_path = absl::StrCat(folder.path(), "/", name);
  TWIN_ASSIGN_OR_RETURN(const auto reader, OpenFor(context, call.identity));
  TWIN_RETURN_IF_ERROR(store::ExportPeriod(reader, wanted));
  TWIN_ASSIGN_OR_RETURN(std::string content, store::ReadWholeFile(wanted.out_path));
  if (content.size() > limits::kMaxExportBytes) {
    return models::errors::InvalidField(
        "series", absl::StrCat("and the period make ", content.size(), " bytes, at most ",
                               limits::kMaxExportBytes));
  }
  response.set_file_name(name);
  response.set_content(std::move(content));
  return absl::OkStatus();
}

bool IsBackupName(const std::string& name) {
  return !name.empty() && name.size() <= limits::kMaxBackupNameBytes &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_';
         });
}

absl::Status Backup(const ServiceContext& context, const pb::MakeBackupRequest& request,
                    pb::MakeBackupResponse& response) {
  if (!IsBackupName(request.name())) {
    return models::errors::InvalidField(
        "name",
        absl::StrCat("must be 1 to ", limits::kMaxBackupNameBytes, " letters, digits, '-' or '_'"));
  }
  const std::string folder = absl::StrCat("backups/", request.name());
  TWIN_RETURN_IF_ERROR(store::MakeFolder(absl::StrCat(context.data_directory, "/backups")));
  TWIN_ASSIGN_OR_RETURN(
      const store::Backup made,
      store::MakeBackup(context.data_directory, absl::StrCat(context.data_directory, "/", folder)));
  response.set_folder(folder);
  response.set_file_count(static_cast<int>(made.manifest.files.size()));
  std::int64_t size_bytes = 0;
  for (const auto& file : made.manifest.files) size_bytes += file.size_bytes;
  response.set_size_bytes(size_bytes);
  response.set_last_sequence(static_cast<std::int64_t>(made.manifest.last_sequence));
  *response.mutable_time() = convert::ToTimestamp(made.manifest.last_quarter);
  for (const std::string& line : made.damage) response.add_damage(line);
  return absl::OkStatus();
}

absl::Status Measure(const ServiceContext& context, const pb::GetStoreSizeRequest& request,
                     pb::GetStoreSizeResponse& response) {
  if (request.days() < 0 || request.days() > limits::kMaxForecastDays) {
    return models::errors::OutOfRange("days", request.days(), 0, limits::kMaxForecastDays);
  }
  const int days = request.days() == 0 ? kDefaultForecastDays : request.days();
  TWIN_ASSIGN_OR_RETURN(const store::SizeMeasure size, store::MeasureSize(context.data_directory));
  response.set_sealed_bytes(size.sealed_bytes);
  response.set_journal_bytes(size.journal_bytes);
  response.set_snapshot_bytes(size.snapshot_bytes);
  response.set_answer_bytes(size.answer_bytes);
  response.set_planning_bytes(size.planning_bytes);
  response.set_day_bytes(size.quarter_day_bytes);
  response.set_days(days);
  response.set_forecast_bytes(store::ForecastSealedBytes(size, {}, days));
  return absl::OkStatus();
}

}  // namespace

StoreService::StoreService(ServiceContext& context) : context_(context) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(context.data_directory, ignored)) {
    if (!absl::StartsWith(entry.path().filename().string(), kExportFolder)) continue;
    fs::remove_all(entry.path(), ignored);
  }
}

grpc::ServerUnaryReactor* StoreService::ListSeries(grpc::CallbackServerContext* context,
                                                   const pb::ListSeriesRequest* request,
                                                   pb::ListSeriesResponse* response) {
  return context_.calls.Run<pb::ListSeriesRequest, pb::ListSeriesResponse>(
      context, "/ostlandet.twin.v1.Store/ListSeries", request, response,
      [this](const CallContext& call, const auto&, auto& reply) {
        return List(context_, call, reply);
      });
}

grpc::ServerUnaryReactor* StoreService::ReadSeries(grpc::CallbackServerContext* context,
                                                   const pb::ReadSeriesRequest* request,
                                                   pb::ReadSeriesResponse* response) {
  return context_.calls.Run<pb::ReadSeriesRequest, pb::ReadSeriesResponse>(
      context, "/ostlandet.twin.v1.Store/ReadSeries", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Read(context_, call, asked, reply);
      },
      CallRunner::Lane::kBackground);
}

grpc::ServerUnaryReactor* StoreService::ExportSeries(grpc::CallbackServerContext* context,
                                                     const pb::ExportSeriesRequest* request,
                                                     pb::ExportSeriesResponse* response) {
  return context_.calls.Run<pb::ExportSeriesRequest, pb::ExportSeriesResponse>(
      context, "/ostlandet.twin.v1.Store/ExportSeries", request, response,
      [this](const CallContext& call, const auto& asked, auto& reply) {
        return Export(context_, call, asked, reply);
      },
      CallRunner::Lane::kBackground);
}

grpc::ServerUnaryReactor* StoreService::MakeBackup(grpc::CallbackServerContext* context,
                                                   const pb::MakeBackupRequest* request,
                                                   pb::MakeBackupResponse* response) {
  return context_.calls.Run<pb::MakeBackupRequest, pb::MakeBackupResponse>(
      context, "/ostlandet.twin.v1.Store/MakeBackup", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return Backup(context_, asked, reply);
      },
      CallRunner::Lane::kBackground);
}

grpc::ServerUnaryReactor* StoreService::GetStoreSize(grpc::CallbackServerContext* context,
                                                     const pb::GetStoreSizeRequest* request,
                                                     pb::GetStoreSizeResponse* response) {
  return context_.calls.Run<pb::GetStoreSizeRequest, pb::GetStoreSizeResponse>(
      context, "/ostlandet.twin.v1.Store/GetStoreSize", request, response,
      [this](const CallContext&, const auto& asked, auto& reply) {
        return Measure(context_, asked, reply);
      },
      CallRunner::Lane::kBackground);
}

}  // namespace twin::services
