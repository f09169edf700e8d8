#include "layers/group_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace nnctl {

void GroupedSample::add_axis(std::int64_t size, std::int64_t weight_stride, bool separates) {
  (separates ? groups_ : members_).add(size, weight_stride);
  (separates ? members_ : groups_).skip(size);
  if (separates) num_groups_ *= size;
  num_values_ *= size;
}

void GroupedSample::normalize(std::int64_t rows, double epsilon, const Real* x, const Real* gamma, const Real* beta,
                              Real* saved, Real* y) const {
  const auto size = static_cast<double>(group_size());
  const auto one_group = [&](std::int64_t first, std::int64_t first_weight) {
    double sum = 0;
    members_.for_each(first, 0, [&](std::int64_t i, std::int64_t) { sum += static_cast<double>(x[i]); });
    const double mean = sum / size;
    double squares = 0;
    members_.for_each(first, 0, [&](std::int64_t i, std::int64_t) {
      const double difference = static_cast<double>(x[i]) - mean;
      squares += difference * difference;
    });
    const auto center = static_cast<Real>(mean);
    const auto inverse = static_cast<Real>(1 / std::sqrt(squares / size + epsilon));
    members_.for_each(first, first_weight, [&](std::int64_t i, std::int64_t w) {
      const Real factor = gamma != nullptr ? inverse * gamma[w] : inverse;
      y[i] = (x[i] - center) * factor + (beta != nullptr ? beta[w] : Real{0});
    });
    *saved++ = center;
    *saved++ = inverse;
  };
  for (std::int64_t row = 0; row < rows; ++row) groups_.for_each(row * num_values_, 0, one_group);
}

// With g = dy gamma and xhat = (x - mean) / s, over a group:  dx = (g - mean of g - xhat mean of (g xhat)) / s;
// dgamma = sum of dy xhat, dbeta = sum of dy, over all values with that weight.
void GroupedSample::backward(std::int64_t rows, const Real* x, const Real* gamma, const Real* saved, const Real* dy,
                             const Gradients& gradients) const {
  const auto size = static_cast<double>(group_size());
  Real* dx = gradients.dx;
  Real* dgamma = gradients.dgamma;
  Real* dbeta = gradients.dbeta;
  if (dgamma != nullptr) std::fill_n(dgamma, gradients.num_weights, Real{0});
  if (dbeta != nullptr) std::fill_n(dbeta, gradients.num_weights, Real{0});
  const auto one_group = [&](std::int64_t first, std::int64_t first_weight) {
    const Real center = *saved++;
    const Real inverse = *saved++;
    double sum = 0;
    double product = 0;
    members_.for_each(first, first_weight, [&](std::int64_t i, std::int64_t w) {
      const Real scaled = (x[i] - center) * inverse;
      if (dgamma != nullptr) dgamma[w] += dy[i] * scaled;
      if (dbeta != nullptr) dbeta[w] += dy[i];
      const auto g = static_cast<double>(gamma != nullptr ? dy[i] * gamma[w] : dy[i]);
      sum += g;
      product += g * static_cast<double>(scaled);
    });
    if (dx == nullptr) return;
    const auto mean = static_cast<Real>(sum / size);
    const auto slope = static_cast<Real>(product / size) * inverse;
    members_.for_each(first, first_weight, [&](std::int64_t i, std::int64_t w) {
      const Real g = gamma != nullptr ? dy[i] * gamma[w] : dy[i];
      dx[i] = (g - mean - (x[i] - center) * slope) * inverse;
    });
  };
  for (std::int64_t row = 0; row < rows; ++row) groups_.for_each(row * num_values_, 0, one_group);
}

}  // namespace nnctl
