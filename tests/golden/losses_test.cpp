// Losses against Keras's: values row by row, the reduced loss, and its gradient.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "activations/activation.hpp"
#include "golden/fidelity.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"
#include "losses/loss.hpp"

using namespace nnctl;

namespace {

// Both sides round in float but in different orders: a few ulp (6e-8) of the value, and as much of the terms, which are
// near 1 where a small loss or gradient is their difference.
constexpr golden::Tolerance kTolerance{1e-6, 1e-7};

struct Case {
  explicit Case(const nlohmann::json& json)
      : target(golden::tensor(json.at("y_true"))),
        input(golden::tensor(json.at(json.contains("z") ? "z" : "y_pred"))),
        activation(json.value("activation", "")),
        reduction(json.at("config").is_object() ? json.at("config").value("reduction", "mean") : "mean"),
        columns(input.shape.back()),
        rows(input.size() / columns) {
    if (json.contains("sample_weight")) weights = golden::tensor(json.at("sample_weight")).data;
  }

  golden::Tensor target;
  golden::Tensor input;
  std::string activation;
  std::string reduction;
  std::int64_t columns;
  std::int64_t rows;
  std::vector<Real> weights;

  /// Rows [first, first + count); with what is not given null.
  LossCall call(std::int64_t first, std::int64_t count, const std::vector<Real>& prediction) const {
    LossCall result;
    result.rows = count;
    result.columns = columns;
    result.prediction = prediction.data() + first * columns;
    result.target = target.data.data() + first * (target.size() / rows);
    return result;
  }
};

/// The loss as a training step would compute it. On TensorFlow the losses find the input of softmax and of sigmoid,
/// whichever of the two they would need; nnctl refuses the pairs that do not fit, but the formula is the same.
class Route {
 public:
  Route(const Loss& loss, const Case& c, bool from_logits) : loss_(loss), prediction_(c.input.data) {
    if (c.activation.empty() || from_logits) return;
    const bool found = c.activation == "softmax" || c.activation == "sigmoid";
    fused_ = found && !loss.fuses_with().empty();
    if (fused_) return;
    activation_ = schema::PartConfig<Activation>::named(c.activation).make();
    activation_->forward(c.rows, c.columns, c.input.data.data(), prediction_.data());
  }

  const std::vector<Real>& prediction() const { return prediction_; }
  bool fused() const { return fused_; }
  double operator()(const LossCall& call) const {
    return fused_ ? loss_.fused_forward_backward(call) : loss_.forward_backward(call);
  }
  /// From the gradient of the loss's input to that of the activation's.
  void back(const Case& c, std::vector<Real>& gradient) const {
    if (activation_ == nullptr) return;
    activation_->backward(c.rows, c.columns, c.input.data.data(), prediction_.data(), gradient.data(), gradient.data());
  }

 private:
  const Loss& loss_;
  std::vector<Real> prediction_;
  std::unique_ptr<Activation> activation_;
  bool fused_ = false;
};

}  // namespace

TEST_CASE("losses and their gradients are Keras's") {
  for (const nlohmann::json& json : golden::cases("losses.json")) {
    INFO(json.at("name"));
    const Case c(json);
    const auto loss = golden::part<Loss>(json.at("config"), {"reduction"}).make();
    const Route route(*loss, c, json.at("config").value("from_logits", false));

    std::vector<Real> row_losses;
    for (std::int64_t row = 0; row < c.rows; ++row) {
      row_losses.push_back(static_cast<Real>(route(c.call(row, 1, route.prediction()))));
    }
    CHECK(golden::difference(row_losses, golden::tensor(json.at("per_sample")).data, kTolerance) == "");

    LossCall call = c.call(0, c.rows, route.prediction());
    call.weights = c.weights.empty() ? nullptr : c.weights.data();
    const Real* counted = c.reduction == "mean_with_sample_weight" ? call.weights : nullptr;
    const double divisor = c.reduction == "sum" ? 1.0 : loss->divisor(c.rows, call.target, counted);
    call.scale = divisor > 0 ? 1 / divisor : 0;
    CHECK(golden::difference(call.scale * route(call), golden::number(json.at("loss")), kTolerance) == "");

    std::vector<Real> gradient(c.input.data.size());
    call.gradient = gradient.data();
    CHECK(golden::difference(call.scale * route(call), golden::number(json.at("loss")), kTolerance) == "");
    const std::vector<Real> expected = golden::tensor(json.at("d")).data;
    std::vector<Real> input_gradient = gradient;
    route.back(c, input_gradient);
    CHECK(golden::difference(input_gradient, expected, kTolerance) == "");
    const std::string& type = json.at("config").at("type");
    golden::note_error("loss", type, "loss of each row",
                       golden::relative_error(row_losses, golden::tensor(json.at("per_sample")).data));
    golden::note_error("loss", type, "gradient", golden::relative_error(input_gradient, expected));

    if (!route.fused() || loss->fuses_with() != c.activation) continue;
    std::vector<Real> probabilities(gradient.size());
    std::vector<Real> same_gradient(gradient.size());
    call.probabilities = probabilities.data();
    call.gradient = same_gradient.data();
    CHECK(golden::difference(call.scale * route(call), golden::number(json.at("loss")), kTolerance) == "");
    CHECK(same_gradient == gradient);
    std::vector<Real> output(gradient.size());
    schema::PartConfig<Activation>::named(c.activation)
        .make()
        ->forward(c.rows, c.columns, c.input.data.data(), output.data());
    CHECK(golden::difference(probabilities, output) == "");
  }
}
