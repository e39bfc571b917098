#include "twin/store/day.h"

#include <unordered_set>
#include <utility>

namespace twin::store {

void AddStep(StepRecord step, Day& day) {
  if (!day.steps.empty()) std::vector<double>().swap(day.steps.back().state);
  day.steps.push_back(std::move(step));
}

const StepRecord* LastStep(const Day& day) {
  if (!day.steps.empty()) return &day.steps.back();
  return day.before.has_value() ? &*day.before : nullptr;
}

std::vector<CommandRecord> CommandsInForce(const Day& day) {
  std::unordered_set<std::uint64_t> ended;
  for (const StepRecord& step : day.steps) {
    ended.insert(step.ended_commands.begin(), step.ended_commands.end());
  }
  std::vector<CommandRecord> in_force;
  for (const std::vector<CommandRecord>* list : {&day.carried, &day.commands}) {
    for (const CommandRecord& command : *list) {
      if (ended.count(command.sequence) == 0) in_force.push_back(command);
    }
  }
  return in_force;
}

std::uint64_t EndedBy(const Day& day, std::uint64_t command_sequence) {
  for (const StepRecord& step : day.steps) {
    for (const std::uint64_t ended : step.ended_commands) {
      if (ended == command_sequence) return step.sequence;
    }
  }
  return 0;
}

}  // namespace twin::store
