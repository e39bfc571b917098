#pragma once

namespace models {

/// A plant below a reservoir, in energy. Valid: 0 ≤ p_min ≤ p_max, daily band in [0, 1].
struct RegulatedPlantParams {
  double p_min_mw = 0.0;  ///< the minimum flow, when it runs through the turbines
  double p_max_mw = 0.0;
  double daily_band_share = 1.0;  ///< of p_max, between the least and most power of one day
  double storage_mwh = 0.0;       ///< usable
  double mean_inflow_mw = 0.0;    ///< of a normal year
};

/// What is known about a week at its start.
struct WeekView {
  double hours_h = 168.0;
  double energy_mwh = 0.0;        ///< in the reservoir now
  double inflow_mw = 0.0;         ///< mean of the week
  double normal_inflow_mw = 0.0;  ///< normal of the season, mean of the week
  double below_normal_k = 0.0;
  double fill_now_share = 0.0;  ///< normal filling of the season, now and at the week's end
  double fill_end_share = 0.0;
};

/// How a week's budget leaves the inflow.
struct WeekBudgetParams {
  double inflow_pass_share = 1.0;  ///< of the inflow off the season's normal, turned at once
  double fill_gain_ratio = 0.0;    ///< mean inflows more, per share above the normal filling
  double cold_share_per_k = 0.0;   ///< mean inflows more, per kelvin below the season's normal
};

/// Regulated energy of the week:
///   B = [I_n + s (I − I_n)] h − (n_end − n_now) C + [g (E/C − n_now) + c ΔT] Ī h
/// then kept within what leaves the reservoir between empty and full and within [p_min, p_max] h;
/// the plant's limits come last. The share 1 − s of what the week brings off the season's normal
/// I_n changes the filling, from which g gives it back over C / (g Ī), about 16 weeks at a
/// reservoir of 0.6 years and g = 2. A reservoir without the room passes it through, whatever s.
double CalcWeekBudgetMwh(const RegulatedPlantParams& plant, const WeekBudgetParams& params,
                         const WeekView& week);

/// Limits of one day's power.
struct DayLimits {
  double low_mw = 0.0;
  double high_mw = 0.0;
};

/// A band of daily_band_share · p_max with the day's level in its middle, moved, not cut, where it
/// would leave [p_min, p_max].
DayLimits CalcDayLimits(const RegulatedPlantParams& plant, double level_mw);

/// Where in its week a plant stands.
struct WeekPosition {
  double left_mwh = 0.0;      ///< of the week's budget
  double left_today_h = 0.0;  ///< this step included
  double left_later_h = 0.0;  ///< in the week's later days
};

/// Power of one step, and how much it follows what is wanted: 1, or 0 at a limit.
struct BudgetPower {
  double power_mw = 0.0;
  double follow_share = 1.0;
};

/// The power nearest to the wanted one from which the rest of the budget can still be met:
///   P ∈ [low, high],   L ≤ left − P dt ≤ U   with  L = low h_today + p_min h_later,
///                                                  U = high h_today + p_max h_later
/// of what remains after the step; in the week's last step P = left / dt. Rises with what is
/// wanted. A budget that [low, high] cannot meet is missed by as little as they allow.
BudgetPower CalcBudgetPower(const RegulatedPlantParams& plant, const DayLimits& day,
                            const WeekPosition& week, double wanted_mw, double step_h);

}  // namespace models
