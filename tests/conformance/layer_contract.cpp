#include "conformance/layer_contract.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "conformance/layer_run.hpp"

namespace nnctl::conformance {

namespace {

constexpr std::int64_t kRows = 5;
constexpr LayerContext kTraining{.training = true, .step = 3};

// NaN is what nobody was to write.
bool same_bits(std::span<const Real> a, std::span<const Real> b) {
  return std::ranges::equal(a, b, [](Real x, Real y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

/// y, dx and gradients of a run, one after the other.
std::vector<Real> results(LayerRun& run) {
  run.forward();
  run.backward();
  std::vector<Real> all(run.y.values().begin(), run.y.values().end());
  all.insert(all.end(), run.dx.values().begin(), run.dx.values().end());
  for (GuardedBuffer& gradient : run.gradients) {
    all.insert(all.end(), gradient.values().begin(), gradient.values().end());
  }
  return all;
}

/// Whether `part` is what `whole` has from row `first_row` on.
std::string compare_rows(const char* name, GuardedBuffer& part, GuardedBuffer& whole, std::int64_t first_row,
                         std::int64_t columns, double relative) {
  const auto expected = whole.values().subspan(static_cast<std::size_t>(first_row * columns), part.values().size());
  double largest = 0;
  for (const Real value : whole.values()) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(static_cast<double>(part.values()[i]) - static_cast<double>(expected[i]));
    if (!(error <= relative * largest)) {
      return fmt::format("{}: row {} of the batch gives {} alone, {} in the whole; ", name,
                         first_row + static_cast<std::int64_t>(i) / columns, part.values()[i], expected[i]);
    }
  }
  return {};
}

}  // namespace

std::string check_gradients(const Layer& layer, const Layer::Example& example, bool training,
                            const GradientTolerance& tolerance) {
  LayerRun run(layer, example, 3, {.training = training, .step = 3});
  run.forward();
  run.backward();
  const ScalarFunction loss{[&] {
                              run.forward();
                              run.remember();
                            },
                            [&] {
                              run.forward();
                              return run.change();
                            }};
  std::string faults;
  const auto check = [&](const std::string& name, GuardedBuffer& values, GuardedBuffer& gradient) {
    const std::string fault = check_gradient(loss, values.values(), gradient.values(), tolerance);
    if (!fault.empty()) faults += fmt::format("{}: {}; ", name, fault);
  };
  if (run.plan.input_ids == 0) check("dx", run.x, run.dx);
  for (std::size_t i = 0; i < run.parameters.size(); ++i) {
    if (run.plan.parameters[i].trainable) check("d" + run.plan.parameters[i].name, run.parameters[i], run.gradients[i]);
  }
  return faults;
}

std::string check_memory(const Layer& layer, const Layer::Example& example) {
  std::string faults;
  for (const std::int64_t rows : {std::int64_t{1}, kRows}) {
    for (const bool training : {false, true}) {
      LayerRun run(layer, example, rows, {.training = training, .step = 3});
      run.forward();
      run.backward();
      faults += run.memory_faults();
    }
  }
  return faults;
}

std::string check_determinism(const Layer& layer, const Layer::Example& example, std::int64_t rows) {
  LayerRun run(layer, example, rows, kTraining);
  const std::vector<Real> first = results(run);
  if (!same_bits(first, results(run))) return "other bits the second time";
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    run.context.pool = &pool;
    if (!same_bits(first, results(run))) return fmt::format("other bits with {} threads", threads);
  }
  return {};
}

std::string check_chunks(const Layer& layer, const Layer::Example& example) {
  LayerRun whole(layer, example, kRows, kTraining);
  whole.forward();
  whole.backward();
  std::string faults;
  const double dx_relative = whole.parameters.empty() ? 0 : 8.0 * std::numeric_limits<Real>::epsilon();
  const std::int64_t columns = whole.input.num_elements();
  const std::int64_t output_columns = whole.plan.output.num_elements();
  for (std::int64_t cut = 1; cut < kRows; ++cut) {
    for (const auto& [first_row, rows] : {std::pair{std::int64_t{0}, cut}, std::pair{cut, kRows - cut}}) {
      LayerRun part(layer, example, rows, kTraining);
      part.be_part_of(whole, first_row);
      part.forward();
      part.backward();
      faults += compare_rows("y", part.y, whole.y, first_row, output_columns, 0);
      faults += compare_rows("dx", part.dx, whole.dx, first_row, columns, dx_relative);
    }
  }
  return faults;
}

std::string check_partial_backward(const Layer& layer, const Layer::Example& example) {
  LayerRun run(layer, example, kRows, kTraining);
  const std::vector<Real> all = results(run);
  for (int frozen = -1; frozen < static_cast<int>(run.gradients.size()); ++frozen) {
    for (const bool wants_dx : {false, true}) {
      run.backward(wants_dx, frozen);
      std::size_t offset = run.y.values().size();
      const auto matches = [&](GuardedBuffer& buffer, bool is_wanted) {
        const auto expected = std::span(all).subspan(offset, buffer.values().size());
        offset += expected.size();
        if (is_wanted) return same_bits(buffer.values(), expected);
        return std::ranges::all_of(buffer.values(), [](Real value) { return std::isnan(value); });
      };
      bool good = matches(run.dx, wants_dx);
      for (std::size_t i = 0; i < run.gradients.size(); ++i) {
        const bool is_wanted = static_cast<int>(i) != frozen && run.plan.parameters[i].trainable;
        good = matches(run.gradients[i], is_wanted) && good;
      }
      if (!good) return fmt::format("other gradients with dx {}, parameter {} frozen", wants_dx, frozen);
    }
  }
  return {};
}

}  // namespace nnctl::conformance
