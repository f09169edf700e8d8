// The test of the tests: a layer that breaks one promise must be found out.
#include <catch2/catch.hpp>

#include "conformance/example.hpp"
#include "conformance/layer_contract.hpp"

namespace nnctl::conformance {

namespace {

using Catch::Contains;

enum class Sin {
  kNone,
  kWrongInputGradient,
  kForgottenBiasGradient,
  kAddsToGradient,
  kWritesBehindOutput,
  kLeavesOutputOpen,
  kAllocates,
  kDependsOnBatch,
  kDependsOnCalls,
};

/// dense with one promise broken.
class Sinner final : public Layer {
 public:
  explicit Sinner(Sin sin) : sin_(sin) {}

  LayerPlan plan(const TensorSpec& input) const override { return dense_->plan(input); }

  void forward(const ForwardCall& call) const override {
    dense_->forward(call);
    const std::int64_t size = call.rows * 3;
    if (sin_ == Sin::kWritesBehindOutput) call.y[size] = 1;
    if (sin_ == Sin::kLeavesOutputOpen) call.y[size - 1] = std::numeric_limits<Real>::quiet_NaN();
    if (sin_ == Sin::kAllocates) delete new volatile int(1);
    if (sin_ == Sin::kDependsOnBatch) call.y[0] += static_cast<Real>(call.rows);
    if (sin_ == Sin::kDependsOnCalls) call.y[0] += static_cast<Real>(calls_++);
  }

  void backward(const BackwardCall& call) const override {
    const Real before = call.gradients[0] != nullptr ? *call.gradients[0] : 0;
    dense_->backward(call);
    if (sin_ == Sin::kWrongInputGradient && call.dx != nullptr) call.dx[1] += static_cast<Real>(0.02);
    if (sin_ == Sin::kForgottenBiasGradient && call.gradients[1] != nullptr) call.gradients[1][2] = 0;
    if (sin_ == Sin::kAddsToGradient && call.gradients[0] != nullptr) *call.gradients[0] += before;
  }

 private:
  Sin sin_;
  std::unique_ptr<Layer> dense_ = part<Layer>("{type: dense, units: 3, activation: tanh}").make();
  mutable int calls_ = 0;
};

}  // namespace

TEST_CASE("the contract's checks find a broken promise") {
  const Layer::Example input{.yaml = "", .input = {4}};
  const Sinner good(Sin::kNone);
  CHECK(check_gradients(good, input, true) == "");
  CHECK(check_memory(good, input) == "");
  CHECK(check_determinism(good, input, 5) == "");
  CHECK(check_chunks(good, input) == "");

  CHECK_THAT(check_gradients(Sinner(Sin::kWrongInputGradient), input, true), Contains("dx: gradient [1]"));
  CHECK_THAT(check_gradients(Sinner(Sin::kForgottenBiasGradient), input, true), Contains("dbias: gradient [2]"));
  CHECK_THAT(check_gradients(Sinner(Sin::kAddsToGradient), input, true), Contains("not finite"));
  CHECK_THAT(check_memory(Sinner(Sin::kWritesBehindOutput), input), Contains("wrote outside y"));
  CHECK_THAT(check_memory(Sinner(Sin::kLeavesOutputOpen), input), Contains("y is not all numbers"));
  CHECK_THAT(check_memory(Sinner(Sin::kAllocates), input), Contains("allocations"));
  CHECK_THAT(check_chunks(Sinner(Sin::kDependsOnBatch), input), Contains("in the whole"));
  CHECK_THAT(check_determinism(Sinner(Sin::kDependsOnCalls), input, 5), Contains("second time"));
}

TEST_CASE("a gradient check that passes over everything fails") {
  std::vector<Real> w(4, Real{0});
  const std::vector<Real> gradient(4, Real{1});
  // a jump everywhere: no step agrees with its half
  double remembered = 0;
  const auto value = [&] { return w[0] + w[1] + w[2] + w[3] > 0 ? 1.0 : 0.0; };
  const ScalarFunction jump{[&] { remembered = value(); }, [&] { return value() - remembered; }};
  CHECK(check_gradient(jump, w, gradient) == "4 of 4 values lie near a kink");
}

}  // namespace nnctl::conformance
