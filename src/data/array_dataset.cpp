#include "data/array_dataset.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "kernels/bytes.hpp"

namespace nnctl::data {
namespace {

// The rule for pictures, and the one that has to keep up with a small net.
bool is_unit_bytes(const Array& array, double divisor) {
  return array.header.type == ElementType::kUint8 && divisor == 255.0;
}

// As Keras's users write it, x.astype("float32") / 255, rounded once; integers that a float cannot hold go by double.
template <typename T>
void convert(const T* from, std::int64_t size, double divisor, Real* to) {
  using Wide = std::conditional_t<sizeof(T) <= 2 || std::is_same_v<T, float>, Real, double>;
  const auto by = static_cast<Wide>(divisor);
  if (divisor == 1.0) {
    for (std::int64_t i = 0; i < size; ++i) to[i] = static_cast<Real>(from[i]);
  } else {
    for (std::int64_t i = 0; i < size; ++i) to[i] = static_cast<Real>(static_cast<Wide>(from[i]) / by);
  }
}

}  // namespace

ArrayDataset::ArrayDataset(std::shared_ptr<const ArraySamples> samples, std::vector<std::int64_t> rows, Shape shape,
                           double divisor, PackedTargets targets, std::vector<std::int64_t> blank)
    : samples_(std::move(samples)),
      rows_(std::move(rows)),
      shape_(shape),
      divisor_(divisor),
      targets_(std::move(targets)),
      blank_(std::move(blank)) {
  NNCTL_ASSERT(shape_.num_elements() == samples_->features().header.row_size(), "another shape than the array's rows");
  NNCTL_ASSERT(std::ssize(targets_.values) == num_rows() * targets_.columns, "targets and features differ in rows");
}

void ArrayDataset::fill_features(std::span<const std::int64_t> rows, Real* features) const {
  const std::int64_t size = shape_.num_elements();
  const bool unit_bytes = is_unit_bytes(samples_->features(), divisor_);
  visit_elements(samples_->features(), [&](const auto* elements) {
    for (const std::int64_t row : rows) {
      if (std::ranges::binary_search(blank_, row)) {
        std::fill_n(features, size, Real{0});
      } else if (unit_bytes) {
        kernels::unit_bytes(size,
                            samples_->features().elements<std::uint8_t>() + rows_[static_cast<std::size_t>(row)] * size,
                            features);
      } else {
        convert(elements + rows_[static_cast<std::size_t>(row)] * size, size, divisor_, features);
      }
      features += size;
    }
  });
}

void ArrayDataset::fill(std::span<const std::int64_t> rows, const BatchView& batch) const {
  if (batch.features != nullptr) fill_features(rows, batch.features);
  if (batch.targets == nullptr) return;
  Real* targets = batch.targets;
  for (const std::int64_t row : rows) {
    targets = std::copy_n(targets_.values.data() + row * targets_.columns, targets_.columns, targets);
  }
}

}  // namespace nnctl::data
