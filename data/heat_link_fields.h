#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/heat_network_builder.h"
#include "models/heat/hydraulic_network.h"
#include "models/heat/pump.h"

namespace data {

/// Points of a pump's curve from text such as "0:3.2 20:2.5 40:0.4": flow in kg/s and lift in bar
/// of each, separated by blanks or semicolons. nullopt when it is no such text, or a number is
/// negative.
std::optional<std::vector<models::PumpPoint>> ParsePumpPoints(const std::string& text);

/// The law of a pump: `curve` or `power_kw`, one of them. One point, or three of which the first is
/// at no flow, become the power law of FitPumpCurve, others straight pieces.
void ReadPumpLaw(const FieldSource& fields, models::HydraulicPumpParams& pump);

/// What a valve does: `type` and the setting that it needs. Sensing nodes are left to the caller.
void ReadValveLaw(const FieldSource& fields, models::HydraulicValveParams& valve);

}  // namespace data
