#include "train/monitor.hpp"

#include <cmath>

namespace nnctl::schema {

const std::vector<Choice<train::Mode>>& Choices<train::Mode>::all() {
  static const std::vector<Choice<train::Mode>> choices = {
      {"auto", train::Mode::kAuto}, {"min", train::Mode::kMin}, {"max", train::Mode::kMax}};
  return choices;
}

}  // namespace nnctl::schema

namespace nnctl::train {

Improvement::Improvement(Mode mode, bool higher_is_better, double min_delta)
    : higher_is_better_(mode == Mode::kAuto ? higher_is_better : mode == Mode::kMax), min_delta_(std::abs(min_delta)) {}

bool Improvement::operator()(double value, double reference) const {
  if (higher_is_better_) return static_cast<float>(value - min_delta_) > static_cast<float>(reference);
  return static_cast<float>(value + min_delta_) < static_cast<float>(reference);
}

}  // namespace nnctl::train
