#include <catch2/catch.hpp>

#include "golden/fidelity.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"
#include "regularizers/regularizer.hpp"

namespace nnctl::golden {

TEST_CASE("regularizers are Keras's") {
  for (const nlohmann::json& one : cases("regularizers.json")) {
    INFO(one.at("name"));
    const auto regularizer = part<Regularizer>(one.at("config")).make();
    const Tensor w = tensor(one.at("w"));
    const Shape shape(w.shape);
    CHECK(difference(regularizer->penalty(shape, w.data), number(one.at("penalty"))) == "");
    std::vector<Real> gradient(w.data.size());
    regularizer->add_gradient(shape, w.data, 1, gradient);
    const double error = relative_error(gradient, tensor(one.at("gradient")).data);
    CHECK(error <= kGradient);
    note_error("regularizer", one.at("config").at("type"), "gradient", error);
  }
}

}  // namespace nnctl::golden
