// Weights below zero become zero.
#include <algorithm>

#include "constraints/registry.hpp"

namespace nnctl {

namespace {

struct NonNegConfig {};

class NonNeg final : public Constraint {
 public:
  explicit NonNeg(const NonNegConfig&) {}

  void apply(const Shape&, std::span<Real> values) const override {
    for (Real& value : values) value = value >= 0 ? value : value * 0;  // a NaN stays one, as in Keras
  }
};

}  // namespace

const schema::PartType<Constraint>& non_neg_constraint() {
  static const auto type =
      schema::part_type<NonNeg, Constraint>("non_neg", "NonNeg", "Weights below zero become zero.",
                                            schema::Schema<NonNegConfig>("constraint 'non_neg'", ""), {{"non_neg"}});
  return type;
}

}  // namespace nnctl
