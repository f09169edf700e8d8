// Optimizers with all their options against Keras's weights after up to 20 updates.
#include <catch2/catch.hpp>

#include "golden/fidelity.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"
#include "train/update.hpp"

namespace nnctl::golden {

namespace {

// The same operations in the same order and in float, so that after 20 updates a few ulp (6e-8) may be lost: to
// products contracted into fused multiply-adds on one side, to the last digit of pow(), and to sums in another order.
// Powers of beta in double would be up to 3e-5 off.
constexpr Tolerance kTolerance{1e-6, 2e-7};
// A centered variance is a difference of nearly equal numbers, a root of it more so.
constexpr Tolerance kCentered{1e-5, 1e-6};
// accumulator^power - accumulator^power cancels, and pow() differs in its last digit.
constexpr Tolerance kFtrl{1e-5, 2e-6};

Tolerance tolerance(const nlohmann::json& config) {
  if (config.value("centered", false)) return kCentered;
  return config.at("type") == "ftrl" ? kFtrl : kTolerance;
}

/// A dense layer: kernel (3, 4) and bias (4).
ModelPlan two_parameters(const nlohmann::json& golden) {
  nlohmann::json dense = {{"type", "dense"}, {"units", 4}};
  if (golden.contains("constraint")) {
    dense["kernel_constraint"] = golden.at("constraint");
    dense["bias_constraint"] = golden.at("constraint");
  }
  return {{{"dense", part<Layer>(dense), {}, true}}, {Shape{3}}, false};
}

/// Several tensors into the packed array.
void pack(const ModelPlan& plan, const nlohmann::json& tensors, std::span<Real> packed) {
  for (std::size_t i = 0; i < plan.parameters().size(); ++i) {
    const Tensor one = tensor(tensors.at(i));
    std::ranges::copy(one.data, packed.begin() + plan.parameters()[i].offset);
  }
}

}  // namespace

TEST_CASE("optimizers take Keras's steps") {
  const nlohmann::json& all_gradients = cases("optimizers.json").at(0).at("gradients");
  for (const nlohmann::json& golden : cases("optimizers.json")) {
    INFO(golden.at("name"));
    const nlohmann::json& config = golden.at("config");
    const auto optimizer = part<Optimizer>(config).make();
    const ModelPlan plan = two_parameters(golden);
    train::TrainedArrays arrays(plan, *optimizer);
    ThreadPool pool(2);
    train::WeightUpdate update(plan, *optimizer, arrays, pool);
    pack(plan, golden.at("weights"), arrays.weights());
    std::vector<Real> gradient(arrays.weights().size());
    std::vector<Real> expected(arrays.weights().size());
    std::int64_t step = 0;
    for (std::size_t i = 0; i < golden.at("after").size(); ++i) {
      for (; step < golden.at("after_steps").at(i).get<std::int64_t>(); ++step) {
        pack(plan, all_gradients.at(static_cast<std::size_t>(step)), gradient);
        update.run(step, optimizer->learning_rate(step, {}), {gradient.data(), 1, 0});
      }
      INFO("after " << step << " updates");
      pack(plan, golden.at("after").at(i), expected);
      CHECK(difference(arrays.weights(), expected, tolerance(config)) == "");
    }
    note_error("optimizer", config.at("type").get<std::string>(), "weights",
               relative_error(arrays.weights(), expected));
    if (!golden.contains("average")) continue;
    pack(plan, golden.at("average"), expected);
    CHECK(difference({arrays.average(), expected.size()}, expected, tolerance(config)) == "");
  }
}

}  // namespace nnctl::golden
