// Optimizers against Keras's weights after each of 20 updates.
#include <catch2/catch.hpp>

#include "golden/vectors.hpp"
#include "optimizers/optimizer.hpp"

using namespace nnctl;

namespace {

// The same operations in the same order and in float, so that after 20 updates a few ulp (6e-8) may be lost: to
// products contracted into fused multiply-adds on one side, and in adam to the last digit of pow(). Powers of beta in
// double would be up to 3e-5 off.
constexpr golden::Tolerance kTolerance{1e-6, 2e-7};

/// Several tensors as one array, as the arena of parameters holds them.
std::vector<Real> joined(const nlohmann::json& tensors) {
  std::vector<Real> all;
  for (const nlohmann::json& one : tensors) {
    const golden::Tensor tensor = golden::tensor(one);
    all.insert(all.end(), tensor.data.begin(), tensor.data.end());
  }
  return all;
}

}  // namespace

TEST_CASE("optimizers take Keras's steps") {
  for (const nlohmann::json& json : golden::cases("optimizers.json")) {
    INFO(json.at("name"));
    const auto optimizer = golden::part<Optimizer>(json.at("config")).make();
    std::vector<Real> weights = joined(json.at("weights"));
    std::vector<std::vector<Real>> slots(optimizer->slots().size(), std::vector<Real>(weights.size()));
    std::vector<Real*> slot_starts;
    for (std::vector<Real>& slot : slots) slot_starts.push_back(slot.data());

    for (std::size_t step = 0; step < json.at("gradients").size(); ++step) {
      INFO("step " << step);
      const std::vector<Real> gradient = joined(json.at("gradients").at(step));
      const auto iteration = static_cast<std::int64_t>(step);
      optimizer->update({.iteration = iteration,
                         .learning_rate = optimizer->learning_rate(iteration),
                         .size = static_cast<std::int64_t>(weights.size()),
                         .gradient = gradient.data(),
                         .weights = weights.data(),
                         .slots = slot_starts});
      CHECK(golden::difference(weights, joined(json.at("after").at(step)), kTolerance) == "");
    }
  }
}
