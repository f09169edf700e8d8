#include "data/array_rows.hpp"

#include <utility>

#include "base/assert.hpp"
#include "data/array_conversion.hpp"

namespace nnctl::data {

ArrayRows::ArrayRows(std::shared_ptr<const ArraySamples> samples, RowIds rows, Shape shape, double divisor,
                     const TargetRows& target, std::int64_t block_rows)
    : PagedRows(samples, std::move(rows), target, block_rows),
      array_(*samples->on_disk()),
      shape_(shape),
      divisor_(divisor) {
  NNCTL_ASSERT(shape_.num_elements() == array_.header().row_size(), "another shape than the array's rows");
  check();
}

void ArrayRows::check() const {
  std::vector<Real> targets(static_cast<std::size_t>(block_rows() * target_columns()));
  std::vector<std::int64_t> ids;
  for (std::int64_t block = 0; block < num_blocks(); ++block) {
    read_ids(block, ids);
    put_targets(ids, targets.data());
    if (!is_float(array_.header().type)) continue;
    array_.read(ids, [&](std::size_t position, const std::byte* elements) {
      if (!is_finite_row(array_.header(), elements)) fail_not_finite(array_.file(), ids[position]);
    });
  }
}

void ArrayRows::put_block(std::int64_t, std::span<const std::int64_t> ids, Real* features) const {
  const std::int64_t size = shape_.num_elements();
  array_.read(ids, [&](std::size_t position, const std::byte* elements) {
    convert_row(array_.header().type, elements, size, divisor_, features + static_cast<std::int64_t>(position) * size);
  });
}

}  // namespace nnctl::data
