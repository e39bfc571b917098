#include "twin/world_state.h"

#include <openssl/sha.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"

namespace twin {
namespace {

// Calls `visit(name, count, at)` for every block in order; `at(i)` is a reference-like value.
// One walk serves schema, packing and unpacking, so that they cannot drift apart.
template <class State, class Visit>
void WalkState(State& state, Visit visit) {
  visit("next_quarter", 1, [&](std::size_t) {
    return std::pair{static_cast<double>(state.next.index()), [&](double value) {
                       if constexpr (!std::is_const_v<State>) {
                         state.next = models::Quarter(static_cast<std::int64_t>(value));
                       }
                     }};
  });
  const auto plain = [&](const char* name, auto& rows) {
    visit(name, rows.size(), [&rows](std::size_t i) {
      return std::pair{static_cast<double>(rows[i]), [&rows, i](double value) {
                         using Row = std::remove_cvref_t<decltype(rows[i])>;
                         if constexpr (!std::is_const_v<State>) rows[i] = static_cast<Row>(value);
                       }};
    });
  };
  plain("bus_vm_pu", state.power_flow.vm_pu.rows());
  plain("bus_va_rad", state.power_flow.va_rad.rows());
  plain("bus_control", state.power_flow.control.rows());
  plain("tap_step", state.power_flow.tap_step.rows());
  plain("voltage_bank_step", state.power_flow.shunt_step.rows());
  plain("shunt_step", state.shunt_step.rows());
  plain("reservoir_mwh", state.balance.hydro.reservoir_mwh.rows());
  plain("hydro_week_left_mwh", state.balance.hydro.week_left_mwh.rows());
  plain("hydro_day_level_mw", state.balance.hydro.day_level_mw.rows());
  plain("hydro_usual_share", state.balance.hydro.usual_share);
  const auto field = [&](const char* name, auto member) {
    visit(name, state.heat.size(), [&state, member](std::size_t i) {
      auto& value = state.heat.rows()[i].*member;
      return std::pair{static_cast<double>(value), [&value](double given) {
                         if constexpr (!std::is_const_v<State>) value = given;
                       }};
    });
  };
  visit("hydro_planned_day", 1, [&](std::size_t) {
    return std::pair{static_cast<double>(state.balance.hydro.planned_day), [&](double value) {
                       if constexpr (!std::is_const_v<State>) {
                         state.balance.hydro.planned_day = static_cast<std::int64_t>(value);
                       }
                     }};
  });
  visit("losses_mw", 1, [&](std::size_t) {
    return std::pair{state.balance.losses_mw, [&](double value) {
                       if constexpr (!std::is_const_v<State>) state.balance.losses_mw = value;
                     }};
  });
  field("heat_accumulator_mwh", &models::HeatSystemState::accumulator_mwh);
  field("heat_network_mwh", &models::HeatSystemState::network_mwh);
  field("heat_air_degc", &models::HeatSystemState::air_degc);
  field("heat_mass_degc", &models::HeatSystemState::mass_degc);
  // One row per plant, the systems one after the other.
  const auto plant_field = [&](const char* name, auto of) {
    std::vector<std::remove_reference_t<decltype(of(state.heat.rows()[0].plants[0]))>*> rows;
    for (auto& system : state.heat) {
      for (auto& plant : system.plants) rows.push_back(&of(plant));
    }
    visit(name, rows.size(), [&rows](std::size_t i) {
      return std::pair{static_cast<double>(*rows[i]), [row = rows[i]](double value) {
                         if constexpr (!std::is_const_v<State>) *row = value;
                       }};
    });
  };
  plant_field(
      "plant_last_heat_mw", [](auto& plant) -> auto& { return plant.running.heat_mw; });
  plant_field(
      "plant_since_switch_h", [](auto& plant) -> auto& { return plant.running.since_switch_h; });
  plant_field(
      "plant_fuel_mwh", [](auto& plant) -> auto& { return plant.fuel_mwh; });
}

}  // namespace

store::StateSchema MakeStateSchema(const WorldState& state) {
  store::StateSchema schema;
  WalkState(state, [&](const char* name, std::size_t count, auto) {
    schema.blocks.push_back({.name = name, .size = count});
  });
  return schema;
}

std::vector<double> PackState(const WorldState& state) {
  std::vector<double> packed;
  WalkState(state, [&](const char*, std::size_t count, auto at) {
    for (std::size_t i = 0; i < count; ++i) packed.push_back(at(i).first);
  });
  return packed;
}

absl::StatusOr<WorldState> UnpackState(std::span<const double> packed, const WorldState& like) {
  WorldState state = like;
  const std::size_t expected = PackState(like).size();
  if (packed.size() != expected) {
    return models::errors::Corrupt(
        "stored state", absl::StrCat("has ", packed.size(), " values, expected ", expected));
  }
  std::size_t position = 0;
  WalkState(state, [&](const char*, std::size_t count, auto at) {
    for (std::size_t i = 0; i < count; ++i) at(i).second(packed[position++]);
  });
  return state;
}

StateHash HashState(std::span<const double> packed) {
  StateHash hash;
  SHA256(reinterpret_cast<const unsigned char*>(packed.data()), packed.size_bytes(), hash.data());
  return hash;
}

}  // namespace twin
