#include <catch2/catch.hpp>

#include "constraints/constraint.hpp"
#include "golden/fidelity.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"

namespace nnctl::golden {

TEST_CASE("constraints are Keras's") {
  for (const nlohmann::json& one : cases("constraints.json")) {
    INFO(one.at("name"));
    const auto constraint = part<Constraint>(one.at("config")).make();
    Tensor w = tensor(one.at("w"));
    const Shape shape(w.shape);
    REQUIRE(constraint->mismatch(shape) == "");
    constraint->apply(shape, w.data);
    const double error = relative_error(w.data, tensor(one.at("after")).data);
    CHECK(error <= kForward);
    note_error("constraint", one.at("config").at("type"), "w", error);
  }
}

}  // namespace nnctl::golden
