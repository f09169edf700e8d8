#include "layers/recurrent_dropout.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace nnctl {

namespace {

constexpr double kDraws = 0x1p24;  // a draw is an integer below it

}  // namespace

RecurrentDropout::Rate::Rate(double rate)
    : first_kept(static_cast<std::uint32_t>(std::lround(rate * kDraws))), factor(static_cast<Real>(1 / (1 - rate))) {}

RecurrentDropout::RecurrentDropout(double inputs, double states, std::int64_t gates)
    : inputs_(inputs), states_(states), gates_(gates) {}

std::int64_t RecurrentDropout::input_width(std::int64_t features, bool training) const {
  return drops_inputs(training) && drops_states(training) ? gates_ * features : features;
}

std::int64_t RecurrentDropout::state_width(std::int64_t units, bool training) const {
  return drops_states(training) ? gates_ * units : units;
}

// A row's draws are numbered: the inputs' first, then the states', each part rounded up to whole counters of four
// words.
void RecurrentDropout::draw(const LayerContext& context, std::int64_t rows, std::int64_t features, std::int64_t units,
                            Real* input_factors, Real* state_factors) const {
  NNCTL_ASSERT(context.random != nullptr, "dropout needs a random stream to train");
  const std::int64_t input_columns = input_factors != nullptr ? input_width(features, true) : 0;
  const std::int64_t state_columns = state_factors != nullptr ? state_width(units, true) : 0;
  const std::int64_t input_counters = (input_columns + 3) / 4;
  const std::int64_t counters = input_counters + (state_columns + 3) / 4;
  const auto fill = [&](const Rate& rate, std::int64_t counter, std::int64_t columns, Real* factors) {
    for (std::int64_t column = 0; column < columns; column += 4, ++counter) {
      const auto words = context.random->words(context.step, static_cast<std::uint64_t>(counter));
      const std::int64_t count = std::min<std::int64_t>(4, columns - column);
      for (std::int64_t i = 0; i < count; ++i) {
        const bool kept = (words[static_cast<std::size_t>(i)] >> 8) >= rate.first_kept;
        factors[column + i] = kept ? rate.factor : Real{0};
      }
    }
  };
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t first = (context.first_row + row) * counters;
    fill(inputs_, first, input_columns, input_factors + row * input_columns);
    fill(states_, first + input_counters, state_columns, state_factors + row * state_columns);
  }
}

// A dropped infinity is 0, not NaN.
void drop(std::int64_t rows, std::int64_t columns, std::int64_t copies, const Real* x, const Real* factors, Real* y) {
  if (factors == nullptr) {
    std::copy_n(x, rows * columns, y);
    return;
  }
  for (std::int64_t row = 0; row < rows; ++row, x += columns) {
    for (std::int64_t copy = 0; copy < copies; ++copy, factors += columns, y += columns) {
      for (std::int64_t i = 0; i < columns; ++i) y[i] = factors[i] == 0 ? Real{0} : x[i] * factors[i];
    }
  }
}

void add_dropped(std::int64_t columns, std::int64_t copies, const Real* dy, const Real* factors, Real* dx) {
  for (std::int64_t copy = 0; copy < copies; ++copy, dy += columns, factors += columns) {
    for (std::int64_t i = 0; i < columns; ++i) dx[i] += dy[i] * factors[i];
  }
}

void put_on_diagonal(std::int64_t gates, std::int64_t inputs, std::int64_t units, const Real* kernel, Real* diagonal) {
  const std::int64_t width = gates * units;
  std::fill_n(diagonal, gates * inputs * width, Real{0});
  for (std::int64_t gate = 0; gate < gates; ++gate) {
    for (std::int64_t i = 0; i < inputs; ++i) {
      std::copy_n(kernel + i * width + gate * units, units, diagonal + (gate * inputs + i) * width + gate * units);
    }
  }
}

void take_from_diagonal(std::int64_t gates, std::int64_t inputs, std::int64_t units, const Real* diagonal,
                        Real* kernel) {
  const std::int64_t width = gates * units;
  for (std::int64_t gate = 0; gate < gates; ++gate) {
    for (std::int64_t i = 0; i < inputs; ++i) {
      std::copy_n(diagonal + (gate * inputs + i) * width + gate * units, units, kernel + i * width + gate * units);
    }
  }
}

}  // namespace nnctl
