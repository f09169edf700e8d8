#include "optimizers/learning_rate.hpp"

#include <cmath>

namespace nnctl {

schema::Check<LearningRate> positive_rate() {
  const schema::Check<double> number = schema::above(0.0);
  return {number.text,
          [number](const LearningRate& rate) {
            return number.accepts(rate.value) && number.accepts(static_cast<double>(static_cast<float>(rate.value)));
          },
          number.json_schema};
}

double decayed_rate(LearningRate rate, double decay, std::int64_t iteration) {
  const auto initial = static_cast<Real>(rate.value);
  if (decay == 0) return static_cast<double>(initial);
  return static_cast<double>(initial / (1 + static_cast<Real>(decay) * static_cast<Real>(iteration)));
}

}  // namespace nnctl

namespace nnctl::schema {

bool Codec<LearningRate>::read(Reader& reader, const Node& node, std::string_view name, LearningRate& rate) {
  if (node.is_map()) {
    reader.complain_unavailable(node, fmt::format("a learning-rate schedule in '{}'", name));
    return false;
  }
  return Codec<double>::read(reader, node, name, rate.value);
}

}  // namespace nnctl::schema
