#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/errors.h"
#include "twin/plans/heat_match.h"
#include "twin/text_columns.h"

namespace twin::plans {
namespace {

using Json = nlohmann::ordered_json;
using solvers::HeatMatch;

constexpr double kMPerKm = 1000.0;
constexpr std::size_t kBestInDraft = 3;
constexpr std::size_t kNamesShown = 5;

std::string RouteText(const Surroundings& around, const HeatMatch& match) {
  return absl::StrFormat(
      "straight line times %.2g to %s; no road graph is in the data",
      around.heat.rules.detour_ratio,
      match.is_to_pipes ? "the nearest (invented) pipe" : "the network's centre");
}

Json MatchJson(const Surroundings& around, const RegionMatches& all, const HeatMatch& match) {
  const solvers::MatchSource& source = all.sources[match.source];
  const solvers::MatchDemand& demand = all.demands[match.demand];
  return {{"source_id", source.id},
          {"source", source.name},
          {"kind", source.kind},
          {"is_operating", source.is_operating},
          {"source_degc", source.source_in_degc},
          {"demand_id", demand.id},
          {"demand", demand.name},
          {"supply_degc", demand.supply_degc},
          {"route_m", match.route_m},
          {"route", RouteText(around, match)},
          {"cop_ratio", match.cop_ratio ? Json(*match.cop_ratio) : Json(nullptr)},
          {"heat_mw", match.heat_mw},
          {"pump_mw", match.pump_mw},
          {"useful_mwh", match.useful_mwh},
          {"season_share", match.season_share},
          {"useful_h", match.useful_h},
          {"full_load_h", match.full_load_h},
          {"backup_mw", match.backup_mw},
          {"has_backup", match.has_backup},
          {"freed_p50_mw", match.freed_p50_mw},
          {"freed_p90_mw", match.freed_p90_mw},
          {"investment_low_mnok", match.investment_mnok.low_mnok},
          {"investment_high_mnok", match.investment_mnok.high_mnok},
          {"low_nok_per_mwh", match.low_nok_per_mwh},
          {"high_nok_per_mwh", match.high_nok_per_mwh},
          {"cost_benefit_duty", std::string(solvers::CostBenefitDutyId(match.duty))}};
}

// What the draft says in each language.
struct DraftWords {
  const char* title;
  const char* law;
  const char* head;
  const char* row;
  const char* without;
  const char* none;
  const char* notice;
};
constexpr DraftWords kNorwegian{
    "# Utkast til sammendrag av kost-nytteanalyse: %s\n\n",
    "Energiloven § 7-2 (Prop. 100 L (2022–2023)): nye eller vesentlig oppgraderte datasentre over "
    "%.0f MW og andre anlegg over %.0f MW. Ikrafttredelse er ikke bekreftet. Plikt for dette "
    "anlegget: %s. Overskuddsvarmen er %.1f MW ved %.0f °C.\n\n",
    "| mottaker | rute km | løft COP | MW kaldeste døgn | MWh per år | sesong | frigjort strøm MW "
    "(P50 / P90) | investering MNOK | kroner per MWh |\n|---|---|---|---|---|---|---|---|---|\n",
    "| %s | %.1f | %s | %.1f | %.0f | %.0f %% | %.1f / %.1f | %.0f–%.0f | %.0f–%.0f |\n",
    "\nUten utnyttelse: varmen slippes ut, og mottakerne bruker strøm eller annet brensel. "
    "Fjernvarme "
    "kostet i snitt %.0f–%.0f kroner per MWh uten mva. (SSB, %d).\n",
    "Ingen mottaker er funnet innen rekkevidde: kjente fjernvarmesystemer ligger lenger unna enn "
    "%.0f km, eller har ikke behov.\n",
    "\nBygger på typiske og delvis oppdiktede tall med lav sikkerhet. Avstand er rett linje ganger "
    "%.2g; reserve må finnes den dagen kilden faller bort. Ikke et svar om det virkelige "
    "nettet.\n"};
constexpr DraftWords kEnglish{
    "# Draft summary of a cost-benefit analysis: %s\n\n",
    "Energy Act § 7-2 (Prop. 100 L (2022–2023)): new or largely upgraded data centres above %.0f "
    "MW "
    "and other plants above %.0f MW. Entry into force is not verified. Duty for this plant: %s. "
    "Surplus heat: %.1f MW at %.0f °C.\n\n",
    "| receiver | route km | lift COP | MW coldest day | MWh a year | season | electricity freed "
    "MW "
    "(P50 / P90) | investment MNOK | NOK per MWh |\n|---|---|---|---|---|---|---|---|---|\n",
    "| %s | %.1f | %s | %.1f | %.0f | %.0f %% | %.1f / %.1f | %.0f–%.0f | %.0f–%.0f |\n",
    "\nWithout use: the heat is let out, and receivers use electricity or other fuel. District "
    "heat "
    "cost %.0f–%.0f NOK per MWh on average without VAT (SSB, %d).\n",
    "No receiver was found within reach: known district-heating systems lie farther than %.0f km, "
    "or have no need.\n",
    "\nMade from typical and partly invented figures of low confidence. Distance is the straight "
    "line "
    "times %.2g; a reserve must stand ready for the day the source is lost. No answer about the "
    "real "
    "grid.\n"};

const char* DutyWord(solvers::CostBenefitDuty duty, bool is_norwegian) {
  switch (duty) {
    case solvers::CostBenefitDuty::kYes:
      return is_norwegian ? "ja" : "yes";
    case solvers::CostBenefitDuty::kNo:
      return is_norwegian ? "nei" : "no";
    default:
      return is_norwegian ? "ikke kjent (tilført effekt mangler)" : "not known (input is missing)";
  }
}

absl::StatusOr<std::size_t> FindSource(const RegionMatches& all, const std::string& id) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < all.sources.size(); ++i) {
    if (all.sources[i].id == id) return i;
    if (ids.size() < kNamesShown) ids.push_back(all.sources[i].id);
  }
  return models::errors::UnknownId("source of surplus heat", id, ids);
}

std::string DraftRow(const DraftWords& words, const RegionMatches& all, const HeatMatch& match) {
  return absl::StrFormat(
      *absl::ParsedFormat<'s', 'f', 's', 'f', 'f', 'f', 'f', 'f', 'f', 'f', 'f', 'f'>::New(
          words.row),
      all.demands[match.demand].name, match.route_m / kMPerKm,
      match.cop_ratio ? absl::StrFormat("%.1f", *match.cop_ratio) : "–", match.heat_mw,
      match.useful_mwh, 100.0 * match.season_share, match.freed_p50_mw, match.freed_p90_mw,
      match.investment_mnok.low_mnok, match.investment_mnok.high_mnok, match.low_nok_per_mwh,
      match.high_nok_per_mwh);
}

}  // namespace

std::string MakeMatchJson(const Surroundings& around, const RegionMatches& all) {
  const models::HeatRuleParams& rules = around.heat.rules;
  Json json{{"sources_count", all.sources.size()},
            {"demands_count", all.demands.size()},
            {"weather_year", all.question.weather_year},
            {"ranked_by", "freed_p90_mw per MNOK of mean investment"},
            {"detour_ratio", rules.detour_ratio},
            {"relief_p50_ratio", rules.relief_p50_ratio},
            {"relief_p90_ratio", rules.relief_p90_ratio},
            {"matches", Json::array()}};
  for (const HeatMatch& match : all.matches) {
    json["matches"].push_back(MatchJson(around, all, match));
  }
  return json.dump(1) + "\n";
}

std::string MakeMatchText(const Surroundings& around, const RegionMatches& all, std::size_t most) {
  std::string text = absl::StrFormat(
      "%d matches of %d sources and %d demands, ranked by MW of electricity freed (nine in ten "
      "cases) per MNOK;\ndistance is the straight line times %.2g: no road graph is in the data. "
      "Typical and partly invented figures.\n"
      "  source                         demand                 km  COP  MW cold  GWh/yr season  "
      "freed P50/P90  backup   NOK/MWh\n",
      all.matches.size(), all.sources.size(), all.demands.size(), around.heat.rules.detour_ratio);
  for (std::size_t i = 0; i < std::min(most, all.matches.size()); ++i) {
    const HeatMatch& match = all.matches[i];
    absl::StrAppendFormat(
        &text, "  %s %s %5.1f %4s %8.1f %7.1f %5.0f %% %6.1f /%6.1f  %-6s %5.0f-%-5.0f\n",
        Column(all.sources[match.source].name, 30), Column(all.demands[match.demand].name, 20),
        match.route_m / kMPerKm, match.cop_ratio ? absl::StrFormat("%.1f", *match.cop_ratio) : "-",
        match.heat_mw, match.useful_mwh / 1000.0, 100.0 * match.season_share, match.freed_p50_mw,
        match.freed_p90_mw, match.has_backup ? "there" : "needed", match.low_nok_per_mwh,
        match.high_nok_per_mwh);
  }
  return text;
}

absl::StatusOr<std::string> MakeCostBenefitDraft(const Surroundings& around,
                                                 const RegionMatches& all,
                                                 const std::string& source_id, bool is_norwegian) {
  const auto found = FindSource(all, source_id);
  if (!found.ok()) return found.status();
  const solvers::MatchSource& source = all.sources[*found];
  const models::HeatRuleParams& rules = around.heat.rules;
  const DraftWords& words = is_norwegian ? kNorwegian : kEnglish;
  std::string text = absl::StrFormat(*absl::ParsedFormat<'s'>::New(words.title), source.name);
  absl::StrAppendFormat(&text, *absl::ParsedFormat<'f', 'f', 's', 'f', 'f'>::New(words.law),
                        rules.data_centre_mw, rules.other_plant_mw,
                        DutyWord(solvers::CalcCostBenefitDuty(source, rules), is_norwegian),
                        source.whole_mw, source.source_in_degc);
  std::string rows;
  std::size_t told = 0;
  for (const HeatMatch& match : all.matches) {
    if (match.source != *found || told == kBestInDraft) continue;
    rows += DraftRow(words, all, match);
    ++told;
  }
  if (rows.empty()) {
    absl::StrAppendFormat(&text, *absl::ParsedFormat<'f'>::New(words.none),
                          rules.match_farthest_km);
  } else {
    absl::StrAppend(&text, words.head, rows);
  }
  const models::HeatCostParams* price =
      models::FindHeatCost(around.heat, "district-heat", models::HeatCostItem::kHeatEnergy);
  if (price != nullptr) {
    absl::StrAppendFormat(&text, *absl::ParsedFormat<'f', 'f', 'd'>::New(words.without),
                          price->low_in_unit, price->high_in_unit, price->price_year);
  }
  absl::StrAppendFormat(&text, *absl::ParsedFormat<'g'>::New(words.notice), rules.detour_ratio);
  return text;
}

}  // namespace twin::plans
