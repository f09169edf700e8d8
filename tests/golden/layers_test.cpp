#include <catch2/catch.hpp>

#include "golden/fidelity.hpp"
#include "golden/layer_case.hpp"
#include "golden/relative_error.hpp"
#include "layers/layer.hpp"

namespace nnctl::golden {

namespace {

struct Tolerances {
  double forward = kForward;
  double gradient = kGradient;
};

/// Each step of a recurrent layer carries the rounding of those before it; slopes such as 1 - y^2 of a saturated state
/// lose digits, and every step back multiplies by them.
Tolerances tolerances(const std::string& type) {
  for (const char* recurrent : {"simple_rnn", "lstm", "gru", "bidirectional"}) {
    if (type == recurrent) return {4e-6, 1e-5};
  }
  return {};
}

void check(const std::string& type, const std::string& quantity, std::span<const Real> got, const nlohmann::json& want,
           double tolerance) {
  INFO(quantity);
  const double error = relative_error(got, tensor(want).data);
  CHECK(error <= tolerance);
  note_error("layer", type, quantity, error);
}

void check_gradients(const LayerResult& result, const nlohmann::json& one, const std::string& suffix) {
  const auto type = one.at("config").at("type").get<std::string>();
  if (one.contains("dx" + suffix))
    check(type, "dx" + suffix, result.dx, one.at("dx" + suffix), tolerances(type).gradient);
  for (const auto& [name, expected] : one.at("dweights" + suffix).items()) {
    check(type, "d" + name + suffix, result.dweights.at(name).data, expected, tolerances(type).gradient);
  }
}

void check_layer(const nlohmann::json& one) {
  const auto type = one.at("config").at("type").get<std::string>();
  const LayerResult result = run_layer(one, false);
  check(type, "y", result.y, one.at("y"), tolerances(type).forward);
  CHECK(difference(result.penalty, number(one.at("penalty"))) == "");
  if (one.contains("output_mask")) CHECK(result.mask == tensor(one.at("output_mask")).data);
  if (one.contains("state")) {
    for (const auto& [name, expected] : one.at("state").items()) {
      check(type, name, result.state.at(name).data, expected, kForward);
    }
  }
  check_gradients(result, one, "");
  if (one.contains("dx_with_penalty")) check_gradients(run_layer(one, true), one, "_with_penalty");
}

}  // namespace

TEST_CASE("layers are Keras's") {
  int num_checked = 0;
  for (const std::string& file : files_starting_with("layers")) {
    for (const nlohmann::json& one : cases(file)) {
      INFO(file << ": " << one.at("name"));
      if (schema::registry<Layer>().info.is_later(one.at("config").at("type").get<std::string>())) continue;
      ++num_checked;
      check_layer(one);
    }
  }
  CHECK(num_checked >= 50);
}

}  // namespace nnctl::golden
