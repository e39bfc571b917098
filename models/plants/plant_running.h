#pragma once

namespace models {

/// How a plant may move, start and stop. Zero: no such limit.
struct PlantRunningParams {
  double ramp_mw_per_h = 0.0;   ///< of heat, up and down
  double stable_min_mw = 0.0;   ///< least heat while it runs
  double start_cost_nok = 0.0;  ///< fuel, wear and work of one start
  double up_min_h = 0.0;        ///< least time between start and stop
  double down_min_h = 0.0;      ///< least time between stop and start
};

/// What a plant carries to the next step.
struct PlantRunningState {
  double heat_mw = 0.0;  ///< of the last step
  /// Time since its last switching: positive while it runs, negative while it stands; not counted
  /// further than the default, which stands for long ago.
  double since_switch_h = -1e4;
  bool operator==(const PlantRunningState&) const = default;
};

/// What a plant may give in one step.
struct PlantRange {
  bool may_stand = true;  ///< 0 MW is allowed beside [min_mw, max_mw]
  bool may_run = true;    ///< false: 0 MW is all it may give
  double min_mw = 0.0;    ///< least heat if it runs
  double max_mw = 0.0;
};

/// Range of one step's heat under the limits, given what is there (`available_mw`):
///   running:  [max(stable, h − r·dt), min(available, h + r·dt)], may stand when its up time is
///             over and h − r·dt <= max(stable, r·dt);
///   standing: [stable, min(available, max(stable, r·dt))], may run when its down time is over.
/// A trip (available below what it must give) ends all: min <= max holds always, and a plant
/// without the heat for its stable minimum stands.
/// **Valid** step_h > 0; heat is the mean of a step, as everywhere in planning.
PlantRange CalcPlantRange(const PlantRunningParams& params, const PlantRunningState& state,
                          double available_mw, double step_h);

/// The state after a step with this heat: the clock runs on, or starts anew at a switching.
PlantRunningState AdvancePlantRunning(const PlantRunningState& state, double heat_mw,
                                      double step_h);

/// Whether this step starts the plant.
bool Starts(const PlantRunningState& state, double heat_mw);

}  // namespace models
