#include "twin/convert/heat_question.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "models/base/units.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr double kDetourRatio = 1.1;  // of a street whose length is not given
constexpr double kMinReturnDegC = 10.0;
constexpr double kMinHeatMw = 0.001;
constexpr double kMaxLengthM = 20e3;
constexpr double kMaxOffsetK = 60.0;

// Reads fields and gathers what is wrong with them.
class Reader {
 public:
  explicit Reader(const heat::NetworkModel& model) : model_(model) {}

  std::size_t Node(const std::string& id, const std::string& field) {
    return Take(model_.FindNode(Cut(id), field), field, std::size_t{0});
  }
  std::size_t Trench(const std::string& id, const std::string& field) {
    return Take(model_.FindTrench(Cut(id), field), field, std::size_t{0});
  }
  models::HeatProducerIndex Plant(const std::string& id, const std::string& field) {
    return Take(model_.FindPlant(Cut(id), field), field, models::HeatProducerIndex(0));
  }
  double Between(double value, double low, double high, const std::string& field) {
    if (!(value >= low && value <= high))
      Report(field, absl::StrFormat("must lie in [%g, %g], is %g", low, high, value));
    return value;
  }
  // 0 takes the network's.
  double ReturnDegC(double return_degc, const std::string& field) {
    if (return_degc == 0.0) return model_.site().spec.return_degc;
    return Between(return_degc, kMinReturnDegC, model_.site().spec.supply_degc - 5.0, field);
  }
  // False, and nothing of it is read, when there are too many.
  bool HasRoom(int count, int most, const std::string& field) {
    if (count <= most) return true;
    Report(field, absl::StrCat("at most ", most, ", not ", count));
    return false;
  }
  void Report(const std::string& field, const std::string& problem) {
    violations_.push_back({field, problem});
  }
  absl::Status status() const {
    return violations_.empty() ? absl::OkStatus() : models::errors::InvalidFields(violations_);
  }

 private:
  static absl::string_view Cut(const std::string& id) {
    return absl::string_view(id).substr(0, limits::kMaxIdBytes);
  }
  template <class Value>
  Value Take(const absl::StatusOr<Value>& found, const std::string& field, Value fallback) {
    if (found.ok()) return *found;
    const auto violations = models::errors::FieldViolationsOf(found.status());
    Report(field, violations.empty() ? std::string(found.status().message())
                                     : violations.front().description);
    return fallback;
  }

  const heat::NetworkModel& model_;
  std::vector<models::errors::FieldViolation> violations_;
};

models::NewHeatTrench ReadTrench(const pb::NewHeatTrench& asked, const std::string& path,
                                 const heat::NetworkModel& model, Reader& reader) {
  const std::size_t from = reader.Node(asked.from_node_id(), path + ".from_node_id");
  const std::size_t to = reader.Node(asked.to_node_id(), path + ".to_node_id");
  const double length_m =
      asked.length_m() != 0.0
          ? reader.Between(asked.length_m(), 1.0, kMaxLengthM, path + ".length_m")
          : std::max(1.0, kDetourRatio * model.DistanceM(from, to));
  return {.supply_from = model.SupplyOf(from),
          .supply_to = model.SupplyOf(to),
          .back_from = model.BackOf(from),
          .back_to = model.BackOf(to),
          .nominal_diameter = asked.nominal_diameter(),
          .length_m = length_m};
}

}  // namespace

absl::StatusOr<models::HeatChanges> ToHeatChanges(const pb::SolveHeatWhatIfRequest& request,
                                                  const heat::NetworkModel& model) {
  Reader reader(model);
  models::HeatChanges changes;
  const auto path = [](const char* field, int row) { return absl::StrCat(field, "[", row, "]"); };
  if (reader.HasRoom(request.new_consumers_size(), limits::kMaxNewHeatConsumers, "new_consumers"))
    for (int i = 0; i < request.new_consumers_size(); ++i) {
      const pb::NewHeatConsumer& asked = request.new_consumers(i);
      const std::string at = path("new_consumers", i);
      const std::size_t node = reader.Node(asked.node_id(), at + ".node_id");
      changes.new_consumers.push_back(
          {.supply = model.SupplyOf(node),
           .back = model.BackOf(node),
           .heat_w = models::kWPerMw * reader.Between(asked.heat_mw(), kMinHeatMw,
                                                      limits::kMaxHeatRequestMw, at + ".heat_mw"),
           .return_degc = reader.ReturnDegC(asked.return_degc(), at + ".return_degc")});
    }
  if (reader.HasRoom(request.new_trenches_size(), limits::kMaxNewHeatTrenches, "new_trenches"))
    for (int i = 0; i < request.new_trenches_size(); ++i)
      changes.new_trenches.push_back(
          ReadTrench(request.new_trenches(i), path("new_trenches", i), model, reader));
  if (reader.HasRoom(request.closed_trench_ids_size(), limits::kMaxClosedTrenches,
                     "closed_trench_ids"))
    for (int i = 0; i < request.closed_trench_ids_size(); ++i) {
      const std::size_t trench =
          reader.Trench(request.closed_trench_ids(i), path("closed_trench_ids", i));
      changes.closed_pipes.push_back(models::HeatPipeIndex(trench));
      changes.closed_pipes.push_back(models::HeatPipeIndex(model.trench_count() + trench));
    }
  if (reader.HasRoom(request.producers_out_size(), limits::kMaxPlantsOut, "producers_out"))
    for (int i = 0; i < request.producers_out_size(); ++i)
      changes.plants_out.push_back(
          reader.Plant(request.producers_out(i), path("producers_out", i)));
  changes.supply_offset_k =
      reader.Between(request.supply_offset_k(), -kMaxOffsetK, kMaxOffsetK, "supply_offset_k");
  if (absl::Status status = reader.status(); !status.ok()) return status;
  return changes;
}

absl::StatusOr<HeatConnectionQuestion> ToHeatConnectionQuestion(
    const pb::AnswerHeatConnectionRequest& request, const heat::NetworkModel& model) {
  Reader reader(model);
  HeatConnectionQuestion question;
  question.node = reader.Node(request.node_id(), "node_id");
  question.requested_w =
      models::kWPerMw *
      reader.Between(request.requested_mw(), 0.0, limits::kMaxHeatRequestMw, "requested_mw");
  question.query.supply = model.SupplyOf(question.node);
  question.query.back = model.BackOf(question.node);
  question.query.return_degc = reader.ReturnDegC(request.return_degc(), "return_degc");
  question.query.cap_w =
      std::max(models::kWPerMw * limits::kHeatSearchMw, 1.25 * question.requested_w);
  if (absl::Status status = reader.status(); !status.ok()) return status;
  return question;
}

}  // namespace twin::convert
