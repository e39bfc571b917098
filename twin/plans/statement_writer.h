#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "twin/plans/document.h"
#include "twin/plans/figure_reader.h"
#include "twin/plans/plan_check.h"
#include "twin/plans/statement.h"

namespace twin::plans {

/// Writes one statement, section by section: what it is and in short (statement_writer.cc), map and
/// need (statement_need), grid (statement_grid), heat (statement_heat), duties and provisions
/// (statement_duties), what is not known, whom to ask, sources (statement_ending).
class StatementWriter {
 public:
  StatementWriter(const PlanCheck& check, std::size_t plan, const nlohmann::ordered_json& record,
                  const StatementOptions& options)
      : check_(check),
        checked_(check.plans[plan]),
        options_(options),
        plan_(absl::StrCat("/plans/", plan)),
        read_(record, options.is_norwegian) {}

  absl::StatusOr<Document> Write();

 private:
  const char* Say(const char* norwegian, const char* english) const {
    return options_.is_norwegian ? norwegian : english;
  }
  void Title(const char* norwegian, const char* english) {
    document_.blocks.push_back(Heading{Say(norwegian, english), 2});
  }
  void Tell(std::string text) { document_.blocks.push_back(Paragraph{.text = std::move(text)}); }
  void Item(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_item = true});
  }
  void Quote(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_quote = true});
  }
  void Small(std::string text) {
    document_.blocks.push_back(Paragraph{.text = std::move(text), .is_small = true});
  }
  std::string Year(std::size_t i) const { return absl::StrCat(plan_, "/years/", i); }
  std::string LastYear() const { return Year(read_.Count(plan_ + "/years") - 1); }
  // The highest of winter and summer, when all stands.
  std::string LastNeed() const {
    return absl::StrCat(plan_, "/grid/years/", read_.Count(plan_ + "/grid/years") - 1, "/need_mw");
  }
  std::string Choice(solvers::HeatChoice choice) const {
    return absl::StrCat(plan_, "/heat/choices/", static_cast<std::size_t>(choice));
  }

  // statement_writer.cc
  std::string MunicipalityName() const;
  void AddHead();
  void AddSummary();
  std::string MarginWords(const char* choice);
  std::string WhenCompleteWords();
  std::string SeasonWords();
  std::string RoomWhy();
  std::string BucketWords();
  std::string InLanguage(const std::string& pointer);
  // The way of heating with the least MW at the plan's busbar whose reach is not refuted.
  std::string BestHeatWords();
  // statement_need.cc
  void AddMap();
  void AddNeed();
  // statement_grid.cc
  void AddGrid();
  void AddMargins(const std::string& grid);
  std::string MarginName(const std::string& margin) const;
  std::string RecordWords(const std::string& record_id) const;
  std::string ReasonName(const std::string& reason_class) const;
  // statement_heat.cc
  std::string ReachName(const std::string& reach) const;
  void AddHeat();
  void AddChoices(const std::string& heat);
  void AddEmissions(const std::string& heat);
  void AddCooling(const std::string& heat);
  // statement_duties.cc
  void AddDuties();
  std::string ExtensionWords(const std::string& pointer);
  void AddProvisions();
  // statement_ending.cc
  void AddUnknown();
  std::string WhyWords(const solvers::HeatAlternative& of) const;
  void AddContacts();
  void AddSources();

  const PlanCheck& check_;
  const CheckedPlan& checked_;
  const StatementOptions& options_;
  const std::string plan_;
  FigureReader read_;
  Document document_;
};

}  // namespace twin::plans
