#include <catch2/catch.hpp>

#include "activations/activation.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"

namespace nnctl::golden {

TEST_CASE("activations are Keras's") {
  for (const nlohmann::json& one : cases("activations.json")) {
    INFO(one.at("name"));
    const auto activation = part<Activation>(one.at("config")).make();
    const Tensor x = tensor(one.at("x"));
    const Tensor expected_y = tensor(one.at("y"));
    const std::int64_t columns = x.shape.back();
    const std::int64_t rows = x.size() / columns;
    REQUIRE(activation->output_columns(columns) == expected_y.shape.back());

    std::vector<Real> y(expected_y.data.size());
    std::vector<Real> dx(x.data.size());
    activation->forward(rows, columns, x.data.data(), y.data());
    activation->backward(rows, columns, activation->backward_needs_input() ? x.data.data() : nullptr, y.data(),
                         tensor(one.at("dy")).data.data(), dx.data());
    CHECK(relative_error(y, expected_y.data) <= kForward);
    CHECK(relative_error(dx, tensor(one.at("dx")).data) <= kGradient);
  }
}

}  // namespace nnctl::golden
