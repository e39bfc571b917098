#include "twin/services/call_place.h"

#include <algorithm>
#include <string>

#include "ostlandet/twin/v1/capacity.pb.h"
#include "twin/capacity/site_search.h"
#include "twin/convert/connection_point.h"

namespace twin::services {
namespace {

namespace pb = ostlandet::twin::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::optional<CallPlace> PlaceOf(const models::Region& region, models::MunicipalityIndex index) {
  if (!index.valid()) return std::nullopt;
  const models::MunicipalityParams& municipality = region.municipalities[index];
  return CallPlace{municipality.id, municipality.grid_company};
}

std::optional<CallPlace> PlaceOf(const models::Region& region, models::BusIndex bus) {
  return PlaceOf(region, capacity::FindMunicipality(region, region.grid.buses[bus].station));
}

std::string TextOf(const Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  const bool is_text = field != nullptr && !field->is_repeated() &&
                       field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return is_text ? message.GetReflection()->GetString(message, field) : "";
}

template <class Table>
auto FindById(const Table& table, const std::string& id) {
  return std::find_if(table.begin(), table.end(),
                      [&id](const auto& row) { return row.id == id || row.name == id; });
}

std::optional<CallPlace> PlaceOfRecord(const models::Region& region,
                                       const pb::CapacityAnswer& answer) {
  const auto& buses = region.grid.buses;
  const auto found = std::find_if(buses.begin(), buses.end(), [&](const models::BusParams& bus) {
    return bus.id == answer.question().bus_id();
  });
  if (found == buses.end()) return std::nullopt;
  return PlaceOf(region, models::BusIndex(static_cast<std::size_t>(found - buses.begin())));
}

}  // namespace

std::optional<CallPlace> FindCallPlace(const models::Region& region,
                                       const models::AssetNames& names, const Message& message) {
  if (const auto* asked = dynamic_cast<const pb::AskCapacityRequest*>(&message)) {
    const auto bus = convert::FindConnectionBus(region, names, *asked);
    return bus.ok() ? PlaceOf(region, *bus) : std::nullopt;
  }
  if (const auto* followed = dynamic_cast<const pb::FollowCapacityRequest*>(&message)) {
    return FindCallPlace(region, names, followed->question());
  }
  if (const auto* found = dynamic_cast<const pb::GetCapacityAnswerResponse*>(&message)) {
    return PlaceOfRecord(region, found->answer());
  }
  std::string system_id = TextOf(message, "heat_system_id");
  if (const std::string id = TextOf(message, "heat_network_id"); !id.empty()) {
    const auto network = FindById(region.heat_networks, id);
    if (network == region.heat_networks.end()) return std::nullopt;
    return PlaceOf(region, region.heat_systems[network->system].municipality);
  }
  const auto system = FindById(region.heat_systems, system_id);
  if (system_id.empty() || system == region.heat_systems.end()) return std::nullopt;
  return PlaceOf(region, system->municipality);
}

}  // namespace twin::services
