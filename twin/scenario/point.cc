#include "twin/scenario/point.h"

#include <utility>

namespace twin::scenario {

Point AdvancePoint(const Stepper& stepper, const Point& from,
                   std::span<const models::Patch> patches) {
  StepOutcome outcome = stepper.Advance(
      *from.state, patches, from.frame == nullptr ? std::span<const double>{} : from.frame->values,
      from.frame == nullptr ? std::span<const StalePart>{} : from.frame->stale);
  auto frame = std::make_shared<Frame>();
  frame->quarter = from.next();
  frame->sequence = FrameSequenceOf(frame->quarter);
  frame->values = std::move(outcome.frame);
  frame->stale = std::move(outcome.stale);
  auto totals = std::make_shared<Totals>(from.totals == nullptr ? Totals{} : *from.totals);
  AddQuarter(stepper.region(), stepper.layout(), *frame, *totals);
  return {std::make_shared<const WorldState>(std::move(outcome.next)), std::move(frame),
          std::move(totals)};
}

StateHash CalcStateHash(const Point& point) { return HashState(PackState(*point.state)); }

FramePtr WithHash(const Point& point) {
  if (point.frame == nullptr) return nullptr;
  auto frame = std::make_shared<Frame>(*point.frame);
  frame->state_hash = CalcStateHash(point);
  return frame;
}

std::size_t CalcPointBytes(const Point& point) {
  std::size_t values = 0;
  for (const store::StateBlock& block : MakeStateSchema(*point.state).blocks) values += block.size;
  if (point.frame != nullptr) values += point.frame->values.size();
  return values * sizeof(double);
}

}  // namespace twin::scenario
